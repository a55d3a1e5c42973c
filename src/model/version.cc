#include "model/version.h"

namespace l7 {

const std::string_view version = MILVUS_L7_VERSION;

}  // namespace l7
