#include "cli/report.h"

#include "cli/json.h"
#include "cli/redact.h"
#include "cli/redact_text.h"
#include "model/version.h"

namespace l7::cli {
namespace {

Value to_value(const milvus::Milvus& milvus) {
  const ObjectRef& workload = milvus.server.workload.ref;
  return Value::map({{"service", milvus.service.ref.name},
                     {"namespace", milvus.service.ref.name_space},
                     {"workload", workload.kind + '/' + workload.name},
                     {"release", milvus.release()}});
}

Value to_value(const ObjectRef& ref) {
  return Value::map(
      {{"apiVersion", ref.api_version}, {"kind", ref.kind}, {"namespace", ref.name_space}, {"name", ref.name}});
}

Value to_value(const Change& given) {
  const Change change = redacted(given);
  Value value = Value::map({{"object", to_value(change.object)}, {"path", to_string(change.path)}});
  if (!change.inner.empty()) value.set("inner", to_string(change.inner));
  if (change.before) value.set("before", *change.before);
  if (change.after) value.set("after", *change.after);
  value.set("phase", to_string(change.phase));
  value.set("why", change.why);
  return value;
}

Value to_value(const Finding& given) {
  const Finding finding = redacted(given);
  return Value::map({{"id", finding.kind->id},
                     {"severity", to_string(finding.kind->severity)},
                     {"where", finding.where},
                     {"seen", finding.seen},
                     {"title", finding.kind->title},
                     {"why", finding.kind->why},
                     {"fix", finding.fix()}});
}

Value to_value(const Error& error) {
  return Value::map({{"what", without_keys_and_logins(error.what())}, {"where", error.where}, {"fix", error.fix}});
}

std::string_view to_string(Result result) {
  switch (result) {
    case Result::changed: return "changed";
    case Result::unchanged: return "unchanged";
    case Result::no_milvus: return "no-milvus";
    case Result::error: return "error";
  }
  return "";
}

template <typename Item>
Value to_list(const std::vector<Item>& items) {
  Value list = Value::list();
  for (const Item& item : items) list.items().push_back(to_value(item));
  return list;
}

Value of_those_meant(const std::vector<milvus::Milvus>& meant) {
  if (meant.empty()) return {};
  return meant.size() == 1 ? to_value(meant.front()) : to_list(meant);
}

}  // namespace

Value to_value(const std::vector<Change>& changes) { return to_list(changes); }

Value to_value(const std::vector<Finding>& findings) { return to_list(findings); }

Value to_value(const Report& report) {
  Value value = Value::map({{"version", version},
                            {"cloud", report.cloud},
                            {"milvus", of_those_meant(report.milvus)},
                            {"result", to_string(report.result)},
                            {"changes", to_value(report.changes)},
                            {"findings", to_value(report.findings)}});
  if (report.error) value.set("error", to_value(*report.error));
  return value;
}

std::string to_json(const Report& report) { return pretty_json(to_value(report)); }

}  // namespace l7::cli
