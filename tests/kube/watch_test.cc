#include <atomic>

#include "catch.h"
#include "kube/client.h"
#include "kube/json.h"
#include "server.h"

namespace l7::kube {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

const Read pods{"v1", "Pod", "n", "", "", ""};

std::string pod(const std::string& name, int version) {
  return R"({"metadata":{"name":")" + name + R"(","namespace":"n","resourceVersion":")" + std::to_string(version) +
         R"("}})";
}

std::string event(const std::string& type, const std::string& name, int version) {
  return R"({"type":")" + type + R"(","object":)" + pod(name, version) + "}\n";
}

Reply list(int version, const std::string& items) {
  return reply(200, R"({"kind":"PodList","metadata":{"resourceVersion":")" + std::to_string(version) +
                        R"("},"items":[)" + items + "]}");
}

/// What a server tells of one list and its watches, in this order; the last watch stays open.
struct Script {
  std::vector<Reply> lists;
  std::vector<Reply> watches;
};

/// Watches until that many events came, and returns them as words: "ADDED a 1".
template <typename List = Read>
std::vector<std::string> watch(const Script& script, std::size_t count, std::vector<std::string>& targets,
                               const List& watched = pods) {
  std::size_t next_list = 0;
  std::size_t next_watch = 0;
  Server server([&](const Asked& asked) {
    const bool watches = asked.target.find("watch=true") != std::string::npos;
    std::size_t& next = watches ? next_watch : next_list;
    const std::vector<Reply>& replies = watches ? script.watches : script.lists;
    return next < replies.size() ? replies[next++] : stream({{"", seconds(30)}});
  });
  std::vector<std::string> events;
  Client client(server.connection());
  client.watch(
      std::vector<List>{watched}, steady_clock::now() + seconds(20),
      [&](const WatchEvent& seen) {
        CHECK(seen.object.text_at({"kind"}) == "Pod");
        events.push_back(seen.type + ' ' + seen.object.text_at({"metadata", "name"}) + ' ' +
                         seen.object.text_at({"metadata", "resourceVersion"}));
        return events.size() < count;
      },
      [] { return true; });
  for (const Asked& asked : server.asked()) targets.push_back(asked.target);
  return events;
}

using Words = std::vector<std::string>;

TEST_CASE("a watch begins with what is there and goes on with what happens") {
  Words targets;
  const std::string lines = event("MODIFIED", "a", 6) + event("DELETED", "a", 7) + event("ADDED", "c", 8);
  // A line may come in pieces, and several at once.
  const Script script{{list(5, pod("a", 1) + ',' + pod("b", 2))},
                      {stream({{lines.substr(0, 30)}, {lines.substr(30), milliseconds(50)}}, false)}};
  CHECK(watch(script, 5, targets) == Words{"ADDED a 1", "ADDED b 2", "MODIFIED a 6", "DELETED a 7", "ADDED c 8"});
  REQUIRE(targets.size() == 2);
  CHECK_THAT(targets[1], ContainsSubstring("allowWatchBookmarks=true&resourceVersion=5&timeoutSeconds="));
}

TEST_CASE("a watch of a list that was read goes on from there, and misses nothing") {
  const Value whole = parse_json(R"({"metadata":{"resourceVersion":"5"},"items":[
      {"kind":"Pod","metadata":{"name":"a","namespace":"n","resourceVersion":"1"}},
      {"kind":"Pod","metadata":{"name":"b","namespace":"n","resourceVersion":"2"}}]})");
  Words targets;
  const Script later{{}, {stream({{event("DELETED", "a", 7)}}, false)}};
  CHECK(watch(later, 1, targets, Listed(pods, whole)) == Words{"DELETED a 7"});
  REQUIRE(targets.size() == 1);
  CHECK_THAT(targets[0], ContainsSubstring("allowWatchBookmarks=true&resourceVersion=5&timeoutSeconds="));

  // Gone while nobody watched, and the version too.
  const Script expired{{list(9, pod("b", 2))}, {reply(410, R"({"kind":"Status","code":410,"reason":"Expired"})")}};
  CHECK(watch(expired, 1, targets, Listed(pods, whole)) == Words{"DELETED a 1"});
}

TEST_CASE("a watch that is cut goes on from the last version, bookmarks included") {
  Words targets;
  const Script script{
      {list(5, pod("a", 1))},
      {stream({{event("MODIFIED", "a", 6)}, {event("BOOKMARK", "", 90)}, {R"({"type":"ADDED","obj)"}}, false),
       stream({{event("MODIFIED", "a", 91)}})}};
  CHECK(watch(script, 3, targets) == Words{"ADDED a 1", "MODIFIED a 6", "MODIFIED a 91"});
  REQUIRE(targets.size() == 3);
  CHECK_THAT(targets[2], ContainsSubstring("resourceVersion=90&"));
}

TEST_CASE("a watch whose version has expired reads the list again and tells what changed") {
  const std::string status =
      R"({"kind":"Status","status":"Failure","code":410,"reason":"Expired","message":"too old"})";
  const Reply expired = GENERATE_COPY(reply(410, status), stream({{R"({"type":"ERROR","object":)" + status + "}\n"}}));
  Words targets;
  const Script script{{list(5, pod("a", 1) + ',' + pod("b", 2) + ',' + pod("c", 3)),
                       list(50, pod("a", 1) + ',' + pod("b", 40) + ',' + pod("d", 41))},
                      {expired, stream({{event("MODIFIED", "d", 51)}})}};
  CHECK(watch(script, 7, targets) ==
        Words{"ADDED a 1", "ADDED b 2", "ADDED c 3", "MODIFIED b 40", "ADDED d 41", "DELETED c 3", "MODIFIED d 51"});
  CHECK_THAT(targets.back(), ContainsSubstring("resourceVersion=50&"));
}

TEST_CASE("a watch survives a server that is away for a while") {
  Words targets;
  const Script script{{list(5, pod("a", 1))}, {reply(503, ""), stream({{event("MODIFIED", "a", 6)}})}};
  CHECK(watch(script, 2, targets) == Words{"ADDED a 1", "MODIFIED a 6"});
  CHECK(targets.size() == 3);
}

/// How many lists a client reads within three seconds whose watches all get this answer.
std::size_t lists_in_a_storm(const Reply& answer) {
  std::atomic<std::size_t> lists = 0;
  Server server([&](const Asked& asked) {
    if (asked.target.find("watch=true") != std::string::npos) return answer;
    ++lists;
    return list(5, pod("a", 1));
  });
  Client client(server.connection());
  client.watch(
      {pods}, steady_clock::now() + seconds(3), [](const WatchEvent&) { return true; }, [] { return true; });
  return lists;
}

TEST_CASE("lists that lead to an expired version at once are read with pauses that grow") {
  const std::string status = R"({"kind":"Status","status":"Failure","code":410,"reason":"Expired"})";
  const std::string error = R"({"type":"ERROR","object":)" + status + "}\n";
  // 0.8 and 1.6 s at least.
  CHECK(lists_in_a_storm(reply(410, status)) <= 3);
  CHECK(lists_in_a_storm(stream({{error}})) <= 3);
  CHECK(lists_in_a_storm(stream({{event("MODIFIED", "a", 6) + error}})) <= 3);
}

TEST_CASE("what a watch does not say is seen all the same") {
  Limits limits;
  limits.silence = milliseconds(100);
  // Nothing at all, not even a head; a head alone; what is no news.
  const Reply mute = GENERATE(Reply{.parts = {{"", seconds(60)}}}, stream({{"", seconds(60)}}),
                              stream(std::vector<Reply::Part>(500, {"\n", milliseconds(20)})));
  std::atomic<int> lists = 0;
  Server server([&](const Asked& asked) {
    if (asked.target.find("watch=true") != std::string::npos) return mute;
    const int number = ++lists;
    return list(number, number < 3 ? pod("a", 1) : pod("b", 3));
  });
  Client client(server.connection(), nullptr, nullptr, nullptr, limits);
  Words seen;
  client.watch(
      {pods}, steady_clock::now() + seconds(20),
      [&](const WatchEvent& event) {
        seen.push_back(event.type + ' ' + event.object.text_at({"metadata", "name"}));
        return seen.size() < 3;
      },
      [] { return true; });
  CHECK(seen == Words{"ADDED a", "ADDED b", "DELETED a"});
}

TEST_CASE("a watch that tells what is not of its list is not believed") {
  const std::string wrong = GENERATE(
      R"({"type":"ADDED","object":{"kind":"Secret","metadata":{"name":"x","namespace":"n","resourceVersion":"6"}}})",
      R"({"type":"ADDED","object":{"metadata":{"name":"x","namespace":"other","resourceVersion":"6"}}})",
      R"({"type":"DELETED","object":{"metadata":{"namespace":"n","resourceVersion":"6"}}})",
      R"({"type":"DELETED","object":{"metadata":{"name":"a","namespace":"n"}}})", R"({"type":"ADDED","object":null})",
      R"({"type":"BOOKMARK","object":{"kind":"Pod"}})", R"({"type":7,"object":{"metadata":{"name":"x"}}})",
      R"({"type":"GONE","object":{"metadata":{"name":"x","namespace":"n","resourceVersion":"6"}}})", "null", "[]");
  Words targets;
  const Script script{{list(5, pod("a", 1))}, {stream({{wrong + "\n"}}), stream({{event("ADDED", "b", 6)}})}};
  CHECK(watch(script, 2, targets) == Words{"ADDED a 1", "ADDED b 6"});
  CHECK_THAT(targets.back(), ContainsSubstring("resourceVersion=5&"));
}

TEST_CASE("a line that comes byte by byte is read once, and one without an end is not kept") {
  std::vector<Reply::Part> bytes;
  for (const char byte : event("MODIFIED", "a", 6)) bytes.push_back({std::string(1, byte)});
  Words targets;
  CHECK(watch({{list(5, pod("a", 1))}, {stream(bytes)}}, 2, targets) == Words{"ADDED a 1", "MODIFIED a 6"});

  Limits limits;
  limits.line = 1 << 20;
  std::atomic<int> watches = 0;
  Server server([&](const Asked& asked) {
    if (asked.target.find("watch=true") == std::string::npos) return list(5, pod("a", 1));
    if (++watches > 1) return stream({{event("MODIFIED", "a", 6)}}, false);
    return stream(std::vector<Reply::Part>(64, {std::string(1 << 16, 'x')}), false);
  });
  Client client(server.connection(), nullptr, nullptr, nullptr, limits);
  int seen = 0;
  client.watch(
      {pods}, steady_clock::now() + seconds(20), [&](const WatchEvent&) { return ++seen < 2; }, [] { return true; });
  CHECK(seen == 2);
  CHECK(watches == 2);
}

TEST_CASE("a refusal ends a watch") {
  const bool at_once = GENERATE(true, false);
  const Reply forbidden = reply(403, R"({"kind":"Status","reason":"Forbidden","message":"no","code":403})");
  Words targets;
  const Script script{{at_once ? forbidden : list(5, "")}, {forbidden}};
  CHECK_THROWS_AS(watch(script, 1, targets), ApiError);
}

TEST_CASE("a watch ends by its deadline or its tick") {
  Server server([](const Asked& asked) {
    return asked.target.find("watch=true") == std::string::npos ? list(5, "") : stream({{"", hours(1)}});
  });
  Client client(server.connection());
  const auto nothing = [](const WatchEvent&) { return true; };
  int ticks = 0;
  client.watch({pods}, steady_clock::now() + milliseconds(700), nothing, [&] { return ++ticks > 0; });
  CHECK(ticks > 0);
  ticks = 5;
  client.watch({pods, pods, pods}, steady_clock::now() + hours(1), nothing, [&] { return --ticks > 0; });
  CHECK(ticks == 0);
}

TEST_CASE("a kind that is not served is no failure of a watch") {
  Server server([](const Asked&) { return reply(404, "404 page not found\n", {}); });
  Client client(server.connection());
  client.watch(
      {pods}, steady_clock::now() + milliseconds(300), [](const WatchEvent&) { return false; }, [] { return true; });
  CHECK(server.asked().size() == 1);
}

TEST_CASE("other requests may be made while a watch is open") {
  Server server([](const Asked& asked) {
    if (asked.target == "/version") return reply(200, R"({"gitVersion":"v1.99.0"})");
    if (asked.target.find("watch=true") == std::string::npos) return list(5, pod("a", 1));
    return stream({{event("ADDED", "b", 6)}, {event("ADDED", "c", 7), milliseconds(100)}}, false);
  });
  Client client(server.connection());
  int seen = 0;
  client.watch(
      {pods}, steady_clock::now() + seconds(20),
      [&](const WatchEvent&) {
        CHECK(client.server_version() == "v1.99.0");
        return ++seen < 3;
      },
      [&] {
        CHECK(client.server_version() == "v1.99.0");
        return true;
      });
  CHECK(seen == 3);
}

}  // namespace
}  // namespace l7::kube
