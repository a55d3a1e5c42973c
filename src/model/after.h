#pragma once

#include <vector>

#include "model/plan.h"
#include "model/text_format.h"

namespace l7 {

/// The object as these changes, all of them to it, leave it; null when they delete it. Changes inside one text are one
/// edit of that text. What `diff` shows, `apply` sends and a plan is judged by is made here. Throws Error when a text
/// cannot be edited.
Value after(Value object, const std::vector<Change>& changes, const TextFormat& format);

}  // namespace l7
