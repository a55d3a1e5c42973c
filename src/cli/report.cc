#include "cli/report.h"

#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include "cli/printable.h"
#include "cli/version.h"

namespace l7::cli {
namespace {

using Writer = rapidjson::PrettyWriter<rapidjson::StringBuffer>;

void write(Writer& writer, std::string_view text) {
  const std::string valid = valid_utf8(text);
  writer.String(valid.data(), static_cast<rapidjson::SizeType>(valid.size()));
}

void write_key(Writer& writer, std::string_view key) {
  const std::string valid = valid_utf8(key);
  writer.Key(valid.data(), static_cast<rapidjson::SizeType>(valid.size()));
}

void write(Writer& writer, std::string_view key, std::string_view text) {
  write_key(writer, key);
  write(writer, text);
}

std::size_t digits_at(std::string_view text, std::size_t at) {
  const std::size_t end = std::min(text.find_first_not_of("0123456789", at), text.size());
  return end - std::min(at, end);
}

/// RFC 8259. YAML has numbers that JSON has not: 0x1f, .5, +1.
bool is_json_number(std::string_view text) {
  std::size_t at = text.starts_with('-') ? 1 : 0;
  const std::size_t whole = digits_at(text, at);
  if (whole == 0 || (whole > 1 && text[at] == '0')) return false;
  at += whole;
  if (at < text.size() && text[at] == '.') {
    const std::size_t fraction = digits_at(text, at + 1);
    if (fraction == 0) return false;
    at += 1 + fraction;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    const std::size_t exponent = digits_at(text, at);
    if (exponent == 0) return false;
    at += exponent;
  }
  return at == text.size();
}

void write(Writer& writer, const Value& value) {
  switch (value.kind()) {
    case Value::Kind::null: writer.Null(); break;
    case Value::Kind::boolean: writer.Bool(value.is_true()); break;
    case Value::Kind::string: write(writer, std::string_view(value.text())); break;
    case Value::Kind::number:
      if (is_json_number(value.text())) {
        writer.RawValue(value.text().data(), value.text().size(), rapidjson::kNumberType);
      } else {
        write(writer, std::string_view(value.text()));
      }
      break;
    case Value::Kind::list:
      writer.StartArray();
      for (const Value& item : value.items()) write(writer, item);
      writer.EndArray();
      break;
    case Value::Kind::map:
      writer.StartObject();
      for (const auto& [key, member] : value.members()) {
        write_key(writer, key);
        write(writer, member);
      }
      writer.EndObject();
      break;
  }
}

void write(Writer& writer, const milvus::Milvus& milvus) {
  const ObjectRef& workload = milvus.server.workload.ref;
  writer.StartObject();
  write(writer, "service", milvus.service.ref.name);
  write(writer, "namespace", milvus.service.ref.name_space);
  write(writer, "workload", workload.kind + '/' + workload.name);
  write(writer, "release", milvus.release());
  writer.EndObject();
}

void write(Writer& writer, const ObjectRef& ref) {
  writer.StartObject();
  write(writer, "apiVersion", ref.api_version);
  write(writer, "kind", ref.kind);
  write(writer, "namespace", ref.name_space);
  write(writer, "name", ref.name);
  writer.EndObject();
}

void write(Writer& writer, const Change& change) {
  writer.StartObject();
  writer.Key("object");
  write(writer, change.object);
  write(writer, "path", to_string(change.path));
  if (!change.inner.empty()) write(writer, "inner", to_string(change.inner));
  if (change.before) {
    writer.Key("before");
    write(writer, *change.before);
  }
  if (change.after) {
    writer.Key("after");
    write(writer, *change.after);
  }
  write(writer, "phase", to_string(change.phase));
  write(writer, "why", change.why);
  writer.EndObject();
}

void write(Writer& writer, const Finding& finding) {
  writer.StartObject();
  write(writer, "id", finding.kind->id);
  write(writer, "severity", to_string(finding.kind->severity));
  write(writer, "where", finding.where);
  write(writer, "seen", finding.seen);
  write(writer, "title", finding.kind->title);
  write(writer, "why", finding.kind->why);
  write(writer, "fix", finding.kind->fix);
  writer.EndObject();
}

void write(Writer& writer, const Error& error) {
  writer.StartObject();
  write(writer, "what", error.what());
  write(writer, "where", error.where);
  write(writer, "fix", error.fix);
  writer.EndObject();
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
void write_list(Writer& writer, const char* key, const std::vector<Item>& items) {
  writer.Key(key);
  writer.StartArray();
  for (const Item& item : items) write(writer, item);
  writer.EndArray();
}

}  // namespace

std::string to_json(const Report& report) {
  rapidjson::StringBuffer buffer;
  Writer writer(buffer);
  writer.SetIndent(' ', 2);
  writer.StartObject();
  write(writer, "version", version);
  write(writer, "cloud", report.cloud);
  writer.Key("milvus");
  if (report.milvus) {
    write(writer, *report.milvus);
  } else {
    writer.Null();
  }
  write(writer, "result", to_string(report.result));
  write_list(writer, "changes", report.changes);
  write_list(writer, "findings", report.findings);
  if (report.error) {
    writer.Key("error");
    write(writer, *report.error);
  }
  writer.EndObject();
  return std::string(buffer.GetString(), buffer.GetSize()) + '\n';
}

}  // namespace l7::cli
