// aws_signer URL REGION SERVICE [HEADER..] < BODY: sends a POST that is signed as the plugin signs, with the keys in
// AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, and prints the answer's status.

#include <iostream>
#include <iterator>

#include "cloud/aws/account/server.h"
#include "cloud/aws/account/sources.h"
#include "model/error.h"

namespace {

std::pair<std::string, std::string> header(const std::string& line) {
  const std::size_t colon = line.find(": ");
  return {line.substr(0, colon), line.substr(colon + 2)};
}

}  // namespace

int main(int argc, char** argv) try {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  l7::kube::Request request;
  request.method = "POST";
  request.target = "/";
  for (std::size_t i = 3; i < arguments.size(); ++i) request.headers.push_back(header(arguments[i]));
  request.body.assign(std::istreambuf_iterator<char>(std::cin), {});
  const l7::aws::LookupResult keys = l7::aws::from_environment({});
  l7::aws::Server server(arguments.at(0), {});
  const auto credential = l7::aws::credential_of(keys.keys.value(), arguments.at(1), arguments.at(2));
  std::cout << server.ask(request, credential, l7::aws::Effect::changes).status << '\n';
  return 0;
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
