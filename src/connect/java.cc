#include "connect/programs.h"
#include "connect/text.h"

namespace l7::connect {
namespace {

constexpr std::string_view own_authorities = R"java(
  /** The authorities of this JDK, in a file: without one the SDK asks for no other name than the address. */
  static String authorities() throws Exception {
    TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    StringBuilder pem = new StringBuilder();
    for (X509Certificate authority : ((X509TrustManager) factory.getTrustManagers()[0]).getAcceptedIssuers()) {
      pem.append("-----BEGIN CERTIFICATE-----\n");
      pem.append(Base64.getMimeEncoder().encodeToString(authority.getEncoded()));
      pem.append("\n-----END CERTIFICATE-----\n");
    }
    Path file = Files.createTempFile("authorities", ".pem");
    file.toFile().deleteOnExit();
    return Files.writeString(file, pem).toString();
  })java";

constexpr std::string_view their_imports = R"java(import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;)java";

}  // namespace

std::string java_program(const Way& way) {
  // The SDK (2.6) asks for a server name, and needs one, where it has a file of what to trust.
  const bool file = !way.ca.empty() || way.by_address();
  const bool own = file && way.ca.empty();
  const std::string trust = own ? "authorities()" : java_quoted(way.ca);
  return filled(
      R"java(// Connects to Milvus through its balancer. Needs io.milvus:milvus-sdk-java, org.slf4j:slf4j-nop (or another logger)
// and what these depend on:
//   java -cp 'jars/*' ConnectMilvus.java
import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.milvus.v2.client.ConnectConfig;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.common.ConsistencyLevel;
import io.milvus.v2.service.collection.request.CreateCollectionReq;
import io.milvus.v2.service.collection.request.DropCollectionReq;
import io.milvus.v2.service.vector.request.InsertReq;
import io.milvus.v2.service.vector.request.SearchReq;
import io.milvus.v2.service.vector.request.data.FloatVec;
import io.milvus.v2.service.vector.response.SearchResp;
@imports@
import java.util.ArrayList;
@base64@
import java.util.List;
import java.util.UUID;
@factory@
@manager@

public class ConnectMilvus {
  public static void main(String[] args) throws Exception {
@note@
    ConnectConfig config = ConnectConfig.builder()
        .uri(@uri@)
        .token(System.getenv().getOrDefault("MILVUS_TOKEN", "")) // user:password or an API key
@trust@
@name@
        .build();
    MilvusClientV2 client = new MilvusClientV2(config);
    System.out.println("Milvus " + client.getServerVersion());

    String collection = "connect_" + UUID.randomUUID().toString().replace("-", "");
    client.createCollection(CreateCollectionReq.builder()
        .collectionName(collection).dimension(4).consistencyLevel(ConsistencyLevel.STRONG).build());
    try {
      List<JsonObject> rows = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        JsonObject row = new JsonObject();
        row.addProperty("id", i);
        row.add("vector", new Gson().toJsonTree(new float[] {1, i, i * i, 0.5f}));
        rows.add(row);
      }
      client.insert(InsertReq.builder().collectionName(collection).data(rows).build());
      SearchResp found = client.search(SearchReq.builder().collectionName(collection)
          .data(List.of(new FloatVec(new float[] {1, 3, 9, 0.5f}))).limit(3).build());
      List<Object> ids = new ArrayList<>();
      found.getSearchResults().get(0).forEach(hit -> ids.add(hit.getId()));
      System.out.println("nearest: " + ids);
    } finally {
      client.dropCollection(DropCollectionReq.builder().collectionName(collection).build());
      client.close();
    }
  }
@authorities@
}
)java",
      {{"imports", own ? std::string(their_imports) : ""},
       {"base64", own ? "import java.util.Base64;" : ""},
       {"factory", own ? "import javax.net.ssl.TrustManagerFactory;" : ""},
       {"manager", own ? "import javax.net.ssl.X509TrustManager;" : ""},
       {"note", note_on_address(way, "    // ")},
       {"uri", java_quoted("https://" + way.authority())},
       {"trust", file ? "        .serverPemPath(" + trust + ')' : ""},
       {"name", file ? "        .serverName(" + java_quoted(way.server_name) + ')' : ""},
       {"authorities", own ? std::string(own_authorities) : ""}});
}

}  // namespace l7::connect
