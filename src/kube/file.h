#pragma once

#include <optional>
#include <string>

#include "model/error.h"

namespace l7::kube {

/// A file that cannot be read, worded as kubectl does: `open FILE: no such file or directory`.
class FileError : public Error {
 public:
  FileError(const std::string& step, const std::string& path, int reason);
};

/// All of a file. Throws FileError.
std::string read_file(const std::string& path);

/// All of a file, or nothing when there is none. Throws FileError for every other reason.
std::optional<std::string> read_file_if_there(const std::string& path);

}  // namespace l7::kube
