#include "connect/programs.h"
#include "connect/text.h"

namespace l7::connect {
namespace {

std::string tls_of(const Way& way) {
  std::string fields;
  if (!way.ca.empty()) fields += "rootCertPath: " + quoted(way.ca);
  if (way.by_address()) fields += (fields.empty() ? "" : ", ") + ("serverName: " + quoted(way.server_name));
  return fields.empty() ? "" : "    tls: { " + fields + " },";
}

}  // namespace

std::string node_program(const Way& way) {
  // The SDK asks for another name in TLS, but not in :authority, by which the balancer chooses its rule.
  const std::string authority = "    channelOptions: { \"grpc.default_authority\": " + quoted(way.server_name) + " },";
  return filled(R"js(// Connects to Milvus through its balancer. Needs: npm install @zilliz/milvus2-sdk-node
const { MilvusClient } = require("@zilliz/milvus2-sdk-node");
const { randomBytes } = require("node:crypto");

/**
 * The SDK returns what Milvus refuses instead of throwing it.
 * @template Answer
 * @param {Answer} answer
 */
function checked(answer) {
  const status = /** @type {any} */ (answer).status ?? answer;
  if (status.error_code !== "Success") throw new Error(status.reason);
  return answer;
}

async function main() {
  const client = new MilvusClient({
@note@
    address: @address@,
    ssl: true,
    token: process.env.MILVUS_TOKEN, // user:password or an API key
@tls@
@authority@
  });
  await client.connectPromise;
  console.log("Milvus", checked(await client.getVersion()).version);

  const collection = "connect_" + randomBytes(8).toString("hex");
  checked(await client.createCollection({ collection_name: collection, dimension: 4, consistency_level: "Strong" }));
  try {
    const rows = [...Array(10).keys()].map((i) => ({ id: i, vector: [1, i, i * i, 0.5] }));
    checked(await client.insert({ collection_name: collection, data: rows }));
    const found = checked(await client.search({ collection_name: collection, data: [1, 3, 9, 0.5], limit: 3 }));
    console.log("nearest:", found.results.map((hit) => hit.id));
  } finally {
    checked(await client.dropCollection({ collection_name: collection }));
    await client.closeConnection();
  }
}

main().catch((failure) => {
  console.error(failure);
  process.exit(1);
});
)js",
                {{"note", note_on_address(way, "    // ")},
                 {"address", quoted(way.authority())},
                 {"tls", tls_of(way)},
                 {"authority", way.by_address() ? authority : ""}});
}

}  // namespace l7::connect
