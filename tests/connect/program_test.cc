// Whole programs, compared word for word with tests/golden/connect/<case>/<language>.txt. After a change that is meant,
// UPDATE_GOLDEN=1 writes them anew; read the difference before you keep it. That they run, tests/e2e/connect_test.py
// shows.

#include "connect/program.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "catch.h"
#include "folder.h"
#include "model/error.h"

namespace l7::connect {
namespace {

Way way_to(std::string server_name, std::string host, int port, std::string ca) {
  Way way;
  way.server_name = std::move(server_name);
  way.host = std::move(host);
  way.port = port;
  way.ca = std::move(ca);
  return way;
}

TEST_CASE("Programs are what they were", "[golden]") {
  const struct {
    std::string name;
    Way way;
  } cases[] = {
      {"public-name", way_to("milvus.example.com", "milvus.example.com", 443, "")},
      {"own-authority", way_to("milvus.example.com", "milvus.example.com", 8443, "/etc/ssl/it's a \"CA\".pem")},
      {"by-address", way_to("milvus.example.com", "2001:db8::7", 443, "ca.crt")},
      {"public-by-address", way_to("milvus.example.com", "k8s-1.elb.amazonaws.com", 443, "")},
  };
  for (const auto& [name, way] : cases) {
    for (const Language& language : languages()) {
      const std::filesystem::path file =
          std::filesystem::path(SOURCE_DIR) / "tests/golden/connect" / name / (std::string(language.name) + ".txt");
      const std::string program = language.program(way);
      if (std::getenv("UPDATE_GOLDEN")) {
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << program;
      }
      INFO(file);
      CHECK(program == contents_of(file.string()));
    }
  }
}

TEST_CASE("No program has an unfilled place or a line that ends in a space") {
  for (const std::string host : {"a.example.com", "192.0.2.1"}) {
    for (const std::string ca : {"", "ca.crt"}) {
      for (const Language& language : languages()) {
        const std::string program = language.program(way_to("a.example.com", host, 443, ca));
        INFO(program);
        CHECK(program.ends_with("\n"));
        CHECK(program.find(" \n") == program.npos);
        CHECK(program.find("\n\n\n") == program.npos);
        for (const char* place : {"@uri@", "@note@", "@trust@", "@name@", "@tls@", "@url@", "@imports@"}) {
          CHECK(program.find(place) == program.npos);
        }
        CHECK(program.find("MILVUS_TOKEN") != program.npos);
        CHECK((program.find("DNS") != program.npos) == (host != "a.example.com"));
      }
    }
  }
}

TEST_CASE("Languages are found by their names, and the nearest is suggested") {
  CHECK(language_called("go").name == "go");
  try {
    language_called("pyton");
    FAIL("taken");
  } catch (const UsageError& error) {
    CHECK(std::string(error.what()) == "there is no program in 'pyton'; did you mean python?");
    CHECK(error.where == "--language");
    CHECK(error.fix == "say one of python, go, java, node, curl");
  }
}

}  // namespace
}  // namespace l7::connect
