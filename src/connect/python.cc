#include "connect/programs.h"
#include "connect/text.h"

namespace l7::connect {

std::string python_program(const Way& way) {
  return filled(R"py("""Connects to Milvus through its balancer. Needs: pip install pymilvus"""
import os
import uuid

from pymilvus import MilvusClient

client = MilvusClient(
@note@
    uri=@uri@,
    token=os.environ.get("MILVUS_TOKEN", ""),  # user:password or an API key
@trust@
@name@
)
print("Milvus", client.get_server_version())

collection = "connect_" + uuid.uuid4().hex
client.create_collection(collection, dimension=4, consistency_level="Strong")
try:
    client.insert(collection, [{"id": i, "vector": [1.0, i, i * i, 0.5]} for i in range(10)])
    [found] = client.search(collection, data=[[1.0, 3.0, 9.0, 0.5]], limit=3)
    print("nearest:", [hit["id"] for hit in found])
finally:
    client.drop_collection(collection)
)py",
                {{"note", note_on_address(way, "    # ")},
                 {"uri", quoted("https://" + way.authority())},
                 {"trust", way.ca.empty() ? "" : "    server_pem_path=" + quoted(way.ca) + ","},
                 {"name", way.by_address() ? "    server_name=" + quoted(way.server_name) + "," : ""}});
}

}  // namespace l7::connect
