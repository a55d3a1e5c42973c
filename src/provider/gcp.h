#pragma once

#include "provider/provider.h"

namespace l7 {

const Provider& gcp();

}  // namespace l7
