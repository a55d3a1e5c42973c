#pragma once

#include <string_view>

#include "milvus/server.h"

/// Cheap looks at a document's text that tell whether it is worth parsing. They may say yes without need; where
/// Kubernetes would read what is looked for, they never say no.
namespace l7::manifest {

/// Whether a double-quoted scalar in the text may spell a word so that a plain search misses it: by code, or cut by an
/// escaped line break.
bool may_be_escaped(std::string_view text);

/// Whether the text holds this word, however it is spelled.
bool may_mention(std::string_view text, std::string_view word);

/// Whether a container's words may hold `milvus run proxy` or `milvus run standalone`.
bool may_run_milvus(std::string_view text);

/// Whether an object with this name may be written there. `clear`: see KindGuess.
bool may_be_named(std::string_view text, std::string_view name, bool clear);

/// Whether a Service may select the server's pods. `clear`: see KindGuess.
bool may_select(std::string_view text, const milvus::Server& server, bool clear);

}  // namespace l7::manifest
