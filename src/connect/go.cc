#include "connect/programs.h"
#include "connect/text.h"

namespace l7::connect {
namespace {

constexpr std::string_view with_ca = R"go(	pem, err := os.ReadFile(@ca@)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		return nil, errors.New("there is no certificate in the file of what to trust")
	}
	options = append(options, grpc.WithTransportCredentials(credentials.NewTLS(&tls.Config{RootCAs: roots}))))go";

}  // namespace

std::string go_program(const Way& way) {
  const bool ca = !way.ca.empty();
  const bool name = way.by_address();
  // gofmt's order, and nothing that is not used: Go refuses that.
  const std::string authority = "\toptions = append(options, grpc.WithAuthority(" + quoted(way.server_name) + "))";
  return filled(R"go(// Connects to Milvus through its balancer. Needs: go get github.com/milvus-io/milvus/client/v2
package main

import (
	"context"
@tls@
@x509@
@errors@
	"fmt"
	"log"
	"os"
	"time"

	"github.com/milvus-io/milvus/client/v2/entity"
	"github.com/milvus-io/milvus/client/v2/index"
	"github.com/milvus-io/milvus/client/v2/milvusclient"
@grpc@
@credentials@
)

func connect(ctx context.Context) (*milvusclient.Client, error) {
	options := milvusclient.DefaultGrpcOpts
@trust@
@note@
@name@
	return milvusclient.New(ctx, &milvusclient.ClientConfig{
		Address:     @uri@,
		APIKey:      os.Getenv("MILVUS_TOKEN"), // user:password or an API key
		DialOptions: options,
	})
}

func run(ctx context.Context) error {
	client, err := connect(ctx)
	if err != nil {
		return err
	}
	defer client.Close(ctx)
	version, err := client.GetServerVersion(ctx, milvusclient.NewGetServerVersionOption())
	if err != nil {
		return err
	}
	fmt.Println("Milvus", version)

	collection := fmt.Sprintf("connect_%d", time.Now().UnixNano())
	cosine := milvusclient.NewCreateIndexOption(collection, "vector", index.NewAutoIndex(entity.COSINE))
	create := milvusclient.SimpleCreateCollectionOptions(collection, 4).WithAutoID(false).WithIndexOptions(cosine).
		WithConsistencyLevel(entity.ClStrong)
	if err := client.CreateCollection(ctx, create); err != nil {
		return err
	}
	defer client.DropCollection(ctx, milvusclient.NewDropCollectionOption(collection))
	var ids []int64
	var vectors [][]float32
	for i := range 10 {
		ids = append(ids, int64(i))
		vectors = append(vectors, []float32{1, float32(i), float32(i * i), 0.5})
	}
	rows := milvusclient.NewColumnBasedInsertOption(collection).WithInt64Column("id", ids).
		WithFloatVectorColumn("vector", 4, vectors)
	if _, err := client.Insert(ctx, rows); err != nil {
		return err
	}
	like := []entity.Vector{entity.FloatVector{1, 3, 9, 0.5}}
	found, err := client.Search(ctx, milvusclient.NewSearchOption(collection, 3, like))
	if err != nil {
		return err
	}
	fmt.Println("nearest:", found[0].IDs.FieldData().GetScalars().GetLongData().GetData())
	return nil
}

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := run(ctx); err != nil {
		log.Fatal(err)
	}
}
)go",
                {{"tls", ca ? "\t\"crypto/tls\"" : ""},
                 {"x509", ca ? "\t\"crypto/x509\"" : ""},
                 {"errors", ca ? "\t\"errors\"" : ""},
                 {"grpc", ca || name ? "\t\"google.golang.org/grpc\"" : ""},
                 {"credentials", ca ? "\t\"google.golang.org/grpc/credentials\"" : ""},
                 {"trust", ca ? filled(with_ca, {{"ca", quoted(way.ca)}}) : ""},
                 {"note", note_on_address(way, "\t// ")},
                 {"name", name ? authority : ""},
                 {"uri", quoted("https://" + way.authority())}});
}

}  // namespace l7::connect
