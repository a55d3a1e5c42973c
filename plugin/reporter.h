#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/progress.h"
#include "cli/release_status.h"
#include "cli/style.h"
#include "live/listener.h"

namespace l7::plugin {

/// Shows a live run on stderr as it goes, and remembers what was done for the end of it.
class Reporter final : public live::Listener {
 public:
  struct Done {
    ObjectRef object;
    std::string what;
  };

  explicit Reporter(const cli::Style& style);

  /// From now on each object is printed on stdout as it is done, as kubectl does it; reports are printed at the end.
  void print_objects(cli::Format format, bool dry_run);

  void applied(const ObjectRef& object, std::string_view what) override;
  void noted(const std::string& text) override;
  void waiting(std::string_view for_what, const Health& health) override;
  void waited(std::string_view for_what) override;
  bool stopped() const override;

  const std::vector<Done>& done() const { return done_; }
  /// What a run that was stopped leaves behind, for the user; `maybe_more` when a change was under way.
  void print_stopped(bool maybe_more = false) const;

 private:
  cli::Progress progress_;
  std::optional<cli::Format> format_;
  bool dry_run_ = false;
  std::string step_;
  std::vector<Done> done_;
};

/// `service/db-milvus changed`; its name alone with -o name.
std::string line_of(const Reporter::Done& done, cli::Format format, bool dry_run);

/// `service/db-milvus`, `ingress.networking.k8s.io/db-milvus-l7`: what kubectl calls an object.
std::string kubectl_name(const ObjectRef& object);

}  // namespace l7::plugin
