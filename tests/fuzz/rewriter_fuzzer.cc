// A stream of manifests, rewritten for each cloud: an Error, or a stream that a second run takes and leaves as it is.

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "check.h"
#include "cloud/aws/options.h"
#include "cloud/cloud.h"
#include "manifest/observe.h"
#include "manifest/rewrite.h"
#include "manifest/stream.h"
#include "model/error.h"

namespace {

using namespace l7;

/// A file without a name, in memory.
class File {
 public:
  File() : fd_(::memfd_create("stream", MFD_CLOEXEC)) { check(fd_ >= 0, "memory for a file"); }
  ~File() { ::close(fd_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  int fd() const { return fd_; }
  void rewind() const { ::lseek(fd_, 0, SEEK_SET); }
  std::string text() const {
    rewind();
    std::string all;
    char buffer[4096];
    while (const std::size_t got = manifest::read_some(fd_, buffer, sizeof buffer)) all.append(buffer, got);
    return all;
  }

 private:
  int fd_;
};

/// The stream as the cloud wants it; nothing when its plan says that this cannot be.
std::optional<std::string> rewritten(std::string_view text, const Wishes& wishes) {
  File in;
  manifest::write_all(in.fd(), text);
  in.rewind();
  manifest::Stream stream;
  stream.read(in.fd());
  const std::vector<manifest::StreamObservation> observations = manifest::observe(stream, {}, wishes);
  if (observations.empty()) return std::string(text);
  const Plan plan = cloud_for(wishes).plan(observations.front().observed, wishes);
  if (plan.refused()) return std::nullopt;
  File out;
  manifest::Rewritten(stream, {{observations.front(), plan}}).write(out.fd());
  return out.text();
}

void check_cloud(std::string_view text, const Wishes& wishes) {
  std::optional<std::string> once;
  try {
    once = rewritten(text, wishes);
  } catch (const Error&) {
    return;
  }
  if (!once) return;
  try {
    const std::optional<std::string> twice = rewritten(*once, wishes);
    check(twice == once, "a second run changes nothing");
  } catch (const Error& error) {
    std::fprintf(stderr, "%s (%s)\n", error.what(), error.where.c_str());
    check(false, "a second run takes what the first made");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static const std::vector<Wishes> clouds = [] {
    Wishes on_gcp;
    on_gcp.cloud = "gcp";
    on_gcp.hosts = {"milvus.example.com"};
    Wishes on_aws;
    on_aws.cloud = "aws";
    on_aws.hosts = {"milvus.example.com"};
    on_aws.options[aws::certificate_arn] =
        "arn:aws:acm:eu-west-1:111122223333:certificate/00000000-0000-0000-0000-000000000000";
    return std::vector<Wishes>{on_gcp, on_aws};
  }();
  for (const Wishes& wishes : clouds) check_cloud(text, wishes);
  return 0;
}
