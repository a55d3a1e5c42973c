#pragma once

namespace l7::plugin {

/// The files of the folder completion, by which shells ask this program (cli::completion_word).
extern const char* const bash_script;
extern const char* const zsh_script;
extern const char* const fish_script;
extern const char* const powershell_script;

}  // namespace l7::plugin
