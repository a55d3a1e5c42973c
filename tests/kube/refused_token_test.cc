#include "catch.h"
#include "kube/client.h"
#include "sandbox.h"
#include "server.h"

namespace l7::kube {
namespace {

TEST_CASE("many requests that are refused at once run the plugin once, also when it gives the same token again") {
  const Sandbox box;
  Server server([](const Asked&) { return reply(401, R"({"kind":"Status","code":401,"reason":"Unauthorized"})"); },
                Server::Scheme::https);
  Connection connection = server.connection();
  connection.token.clear();
  connection.exec.emplace();
  connection.exec->api_version = "client.authentication.k8s.io/v1beta1";
  connection.exec->command = box.write_program("aws", "echo run >> '" + box.path("runs") + R"('
echo '{"apiVersion":"client.authentication.k8s.io/v1beta1","kind":"ExecCredential","status":{"token":"t"}}')");
  Client client(connection);
  const std::vector<Answer> answers = client.read(std::vector<Read>(16, {"v1", "Service", "n", "a", "", ""}));
  for (const Answer& answer : answers) CHECK(answer.error->status == 401);
  CHECK(box.read("runs") == "run\nrun\n");
  CHECK(server.asked().size() == 32);
}

}  // namespace
}  // namespace l7::kube
