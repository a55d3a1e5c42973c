#pragma once

#include "command.h"

namespace l7::plugin {

int cert_create(Arguments arguments);
int cert_inspect(Arguments arguments);
int cert_import(Arguments arguments);

}  // namespace l7::plugin
