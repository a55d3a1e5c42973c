#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "cloud/cloud.h"
#include "model/plan.h"
#include "observe/observed.h"

namespace l7::plugin {

/// Says, before anything is changed, who will put it back: GitOps controllers do within minutes.
void warn_before_changes(std::ostream& out, const Observed& observed);

/// Says what the release's owner does at its next upgrade, once the plan is carried out, and the command that makes the
/// change permanent: with the post-renderer and these flags.
void tell_how_to_keep(std::ostream& out, const Observed& observed, const Plan& plan, const Cloud& cloud,
                      const std::vector<std::string>& flags);

/// Says how what came with Helm's post-renderer goes away: by an upgrade without it.
void tell_how_to_leave(std::ostream& out, const Observed& observed);

}  // namespace l7::plugin
