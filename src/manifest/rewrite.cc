#include "manifest/rewrite.h"

#include <algorithm>
#include <map>

#include "manifest/documents.h"
#include "model/error.h"
#include "yaml/edit.h"
#include "yaml/layout.h"
#include "yaml/read.h"

namespace l7::manifest {
namespace {

/// Helm 4 puts the chart's file here and sorts by it; it takes the annotation away again.
constexpr std::string_view filename_annotation = "postrenderer.helm.sh/postrender-filename";
constexpr std::string_view new_file = "milvus-l7.yaml";

std::string beside(std::string_view file) {
  const std::size_t slash = file.rfind('/');
  return std::string(file.substr(0, slash == std::string_view::npos ? 0 : slash + 1)) + std::string(new_file);
}

yaml::Edit edit_for(const Change& change, const Path& prefix) {
  Path path = prefix;
  path.insert(path.end(), change.path.begin(), change.path.end());
  return {std::move(path), change.inner, change.after};
}

/// Whether a line break at the end of a text changes what it says: it does behind a block scalar that the text's end
/// cuts.
bool newline_matters(std::string_view text) {
  try {
    return !(yaml::read(text) == yaml::read(std::string(text) + '\n'));
  } catch (const yaml::ReadError&) {
    return false;
  }
}

/// What two plans want alike, as of settings that two servers share, is one edit.
void add_once(std::vector<yaml::Edit>& edits, yaml::Edit edit) {
  const bool known = std::any_of(edits.begin(), edits.end(), [&](const yaml::Edit& other) {
    return other.path == edit.path && other.inner == edit.inner && other.value == edit.value;
  });
  if (!known) edits.push_back(std::move(edit));
}

std::string beginning_of(const Stream& stream) {
  Spool::Window window;
  return std::string(stream.spool().read(0, std::min<std::size_t>(stream.spool().size(), 4096), window));
}

bool begins_as_json(std::string_view text) {
  const std::size_t first = text.find_first_not_of("\xef\xbb\xbf \t\r\n");
  return first != std::string_view::npos && text[first] == '{';
}

}  // namespace

Rewritten::Rewritten(const Stream& stream, const std::vector<StreamPlan>& plans)
    : stream_(stream), newline_(yaml::newline_of(beginning_of(stream))) {
  struct Edits {
    Location at;
    std::vector<yaml::Edit> list;
  };
  std::map<std::size_t, Edits> documents;
  std::string further;
  for (const auto& [observation, plan] : plans) {
    std::vector<Value> objects;
    for (const Change& change : plan.changes) {
      if (change.creates()) {
        objects.push_back(*change.after);
        continue;
      }
      const Location& at = observation.location_of(change.object);
      Edits& edits = documents[at.document.begin];
      edits.at = at;
      add_once(edits.list, edit_for(change, at.prefix));
    }
    if (!objects.empty()) further += documents_for(objects, observation);
  }

  for (const auto& [begin, edits] : documents) {
    try {
      pieces_.emplace_back(edits.at.document, edits.at.read->apply(edits.list));
    } catch (Error& error) {
      error.where =
          stream.describe(edits.at.document) + (error.where.empty() ? "" : ", " + error.where + " of the document");
      throw;
    }
  }
  if (!further.empty()) append(further);
}

std::string Rewritten::documents_for(const std::vector<Value>& objects, const StreamObservation& observation) const {
  const Spool& spool = stream_.spool();
  Spool::Window window;
  const Object& service = observation.observed.milvus.service;
  const Location& service_at = observation.location_of(service.ref);
  if (service_at.read->value().text_at({"kind"}) == "ResourceList") {
    throw Error("the stream is a ResourceList, and new objects would stand beside it",
                stream_.describe(service_at.document),
                "give the post-renderer what the list holds, as kustomize build writes it");
  }
  const Range home = service_at.document;
  const std::string source(source_comment(spool.read(home.begin, home.end, window)));
  const std::string& file = annotation(service.value, filename_annotation);

  // A reader that begins with JSON may go on with JSON alone (kubectl before 1.33).
  const bool json = begins_as_json(beginning_of(stream_));
  std::string text;
  for (Value object : objects) {
    if (json) {
      text += (stream_.is_divided() ? "---" + newline_ : "") + to_json(object) + newline_;
      continue;
    }
    text += "---" + newline_;
    if (!source.empty()) text += "# Source: " + beside(source) + newline_;
    if (!file.empty()) object.set(Path{"metadata", "annotations", filename_annotation}, beside(file));
    text += yaml::emit(object, newline_);
  }
  return text;
}

void Rewritten::append(const std::string& documents) {
  const Spool& spool = stream_.spool();
  Spool::Window window;
  const std::size_t end = spool.size();
  if (spool.read(end - 1, end, window) == "\n") {
    pieces_.push_back({{end, end}, documents});
    return;
  }
  // The last document has no line break at its end.
  std::size_t last = end;
  Splitter splitter;
  const std::size_t near = end - std::min<std::size_t>(end, 3 << 20);
  splitter.feed(spool.read(near, end, window), [&](std::size_t offset) { last = near + offset; });
  if (last != end && newline_matters(spool.read(last, end, window))) {
    pieces_.push_back({{last, last}, documents});
    std::sort(pieces_.begin(), pieces_.end(),
              [](const auto& a, const auto& b) { return a.first.begin < b.first.begin; });
  } else {
    pieces_.push_back({{end, end}, newline_ + documents});
  }
}

void Rewritten::write(int fd) const {
  std::size_t at = 0;
  for (const auto& [range, text] : pieces_) {
    stream_.spool().send(fd, at, range.begin);
    write_all(fd, text);
    at = range.end;
  }
  stream_.spool().send(fd, at, stream_.spool().size());
}

}  // namespace l7::manifest
