#include "cloud/network_policy.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>

#include "model/kinds.h"

namespace l7 {
namespace {

/// The first and last address of an IPv4 range.
struct Range {
  std::uint32_t first;
  std::uint32_t last;
};

/// A whole decimal number up to `highest` at the beginning of `text`, which it is taken from.
std::optional<std::uint32_t> take_number(std::string_view& text, std::uint32_t highest) {
  std::uint32_t number = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number > highest) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(stop - text.data()));
  return number;
}

/// Nothing for an IPv6 range or what is none.
std::optional<Range> parse(std::string_view cidr) {
  std::uint32_t address = 0;
  for (int i = 0; i < 4; ++i) {
    const auto octet = take_number(cidr, 255);
    if (!octet || !cidr.starts_with(i < 3 ? '.' : '/')) return std::nullopt;
    cidr.remove_prefix(1);
    address = address << 8 | *octet;
  }
  const auto bits = take_number(cidr, 32);
  if (!bits || !cidr.empty()) return std::nullopt;
  const std::uint32_t hosts = *bits == 0 ? ~std::uint32_t{0} : (std::uint32_t{1} << (32 - *bits)) - 1;
  return Range{address & ~hosts, address | hosts};
}

bool is_none_or_empty(const Value* list) { return !list || list->items().empty(); }

bool holds(const Value& ip_block, const Range& range) {
  const auto block = parse(ip_block.text_at({"cidr"}));
  if (!block || range.first < block->first || range.last > block->last) return false;
  const Value* except = ip_block.find("except");
  return is_none_or_empty(except) ||
         std::none_of(except->items().begin(), except->items().end(), [&](const Value& cidr) {
           const auto hole = parse(cidr.text());
           return hole && hole->first <= range.last && hole->last >= range.first;
         });
}

bool names_port(const Value& entry, int port, const milvus::Server& server) {
  const std::string& protocol = entry.text_at({"protocol"});
  if (!protocol.empty() && protocol != "TCP") return false;
  const Value* named = entry.find("port");
  if (!named || named->is_null()) return true;
  const int first = server.port_number(*named, 0);
  const Value* end = entry.find("endPort");
  return first <= port && port <= (end ? end->as_int(first) : first);
}

bool admits(const Value& rule, const Range& range, int port, const milvus::Server& server) {
  const Value* from = rule.find("from");
  const Value* ports = rule.find("ports");
  const bool source =
      is_none_or_empty(from) || std::any_of(from->items().begin(), from->items().end(), [&](const Value& peer) {
        const Value* block = peer.find("ipBlock");
        return block && holds(*block, range);
      });
  return source &&
         (is_none_or_empty(ports) || std::any_of(ports->items().begin(), ports->items().end(),
                                                 [&](const Value& entry) { return names_port(entry, port, server); }));
}

/// A NetworkPolicy does unless it names other types only.
bool restricts_ingress(const Value& policy) {
  const Value* types = policy.find(Path{"spec", "policyTypes"});
  return !types || std::any_of(types->items().begin(), types->items().end(),
                               [](const Value& type) { return type.text() == "Ingress"; });
}

}  // namespace

std::vector<const Object*> ingress_policies(const Observed& observed) {
  std::vector<const Object*> found;
  for (const Object& object : observed.neighbours) {
    if (is(object.ref, kinds::network_policy) && restricts_ingress(object.value)) found.push_back(&object);
  }
  return found;
}

bool admitted(const std::vector<const Object*>& policies, std::string_view range, int port,
              const milvus::Server& server) {
  const auto wanted = parse(range);
  if (policies.empty()) return true;
  return wanted && std::any_of(policies.begin(), policies.end(), [&](const Object* policy) {
           const Value* rules = policy->value.find(Path{"spec", "ingress"});
           return rules && std::any_of(rules->items().begin(), rules->items().end(),
                                       [&](const Value& rule) { return admits(rule, *wanted, port, server); });
         });
}

}  // namespace l7
