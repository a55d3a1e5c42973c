#include "live/question.h"

#include <string>

namespace l7::live {
namespace {

constexpr std::chrono::seconds between_questions{30};

/// For this very object, in whatever version.
Value patch_with(const Object& entry, Value answer) {
  Value patch;
  patch.set(Path{"metadata", "uid"}, entry.value.text_at({"metadata", "uid"}));
  patch.set(Path{"metadata", "annotations", asked_annotation}, std::move(answer));
  return patch;
}

}  // namespace

Question::Question(kube::Api& api, Clock& clock, Freshness& written)
    : api_(api), clock_(clock), written_(written), next_(clock.now() + between_questions) {}

Question::~Question() { take_back(); }

bool Question::is_due() const { return !refused_ && clock_.now() >= next_; }

void Question::ask(const Object& entry) {
  next_ = clock_.now() + between_questions;
  // Before the request, whose answer may get lost.
  asked_ = entry;
  std::string value = std::to_string(++count_);
  if (value == annotation(entry.value, asked_annotation)) value = std::to_string(++count_);
  try {
    written_.note(entry.value, api_.patch(entry.ref, patch_with(entry, Value(value)), kube::DryRun::none));
  } catch (const kube::ApiError& error) {
    refused_ = error.status != 0;
    if (refused_) asked_.reset();
  }
}

void Question::look_at(const Object& entry) {
  if (!asked_ && !annotation(entry.value, asked_annotation).empty()) asked_ = entry;
}

void Question::take_back() {
  if (!asked_) return;
  try {
    api_.patch(asked_->ref, patch_with(*asked_, Value()), kube::DryRun::none);
  } catch (const kube::ApiError&) {
    // The entry is gone or the API server is; there is nobody to tell that an annotation without meaning stays.
  }
}

}  // namespace l7::live
