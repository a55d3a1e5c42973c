#pragma once

#include "provider/provider.h"

namespace l7 {

const Provider& aws();

}  // namespace l7
