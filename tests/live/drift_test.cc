#include "live/drift.h"

#include "catch.h"
#include "fake_release.h"
#include "live/preflight.h"
#include "live/undo.h"

namespace l7::live {
namespace {

using namespace fake;
using Catch::Matchers::Contains;

TEST_CASE("a record that cannot be read is told, and the others count", "[undo]") {
  Bench bench("gcp");
  bench.settings.wait = false;
  REQUIRE(bench.enable().kind == "done");
  const auto observed = [&] { return *bench.observe(Depth::plan).observed(bench.target, bench.wishes); };
  CHECK(drift_of(observed()).places.empty());

  // Cut off, and a place that no run changes.
  for (const char* record : {"{", R"({"changes":[{"path":["spec","externalName"],"before":"evil.example.com"}]})"}) {
    bench.cluster.change("Service", server,
                         "{metadata: {annotations: {milvus-l7/undo: '" + std::string(record) + "'}}}");
    bench.cluster.change("ConfigMap", server, "{data: {user.yaml: 'proxy: {}'}}");
    const Drifts drifts = drift_of(observed());
    REQUIRE(drifts.broken.size() == 1);
    CHECK(drifts.broken.front().object.kind == "Service");
    CHECK_THAT(drifts.broken.front().why, Contains("cannot be read"));
    CHECK(drifts.places.front().object.kind == "ConfigMap");

    CHECK_THAT(bench.disable().text, Contains("the record of what was changed cannot be read"));
    const Snapshot snapshot = bench.observe(Depth::plan);
    const std::vector<Finding> found =
        preflight(bench.cluster, observed(), bench.enabling().plan(snapshot).plan, Recording::on, {});
    CHECK(std::any_of(found.begin(), found.end(), [](const Finding& one) { return one.kind == &record_broken; }));
  }
}

}  // namespace
}  // namespace l7::live
