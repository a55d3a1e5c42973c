// tls_client ADDRESS NAME TRUSTED: connects as a client of Go does, and prints what it negotiated.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
)

func main() {
	pem, err := os.ReadFile(os.Args[3])
	roots := x509.NewCertPool()
	if err != nil || !roots.AppendCertsFromPEM(pem) {
		fmt.Println("no certificate in", os.Args[3], err)
		os.Exit(2)
	}
	config := &tls.Config{ServerName: os.Args[2], RootCAs: roots, NextProtos: []string{"h2"}}
	connection, err := tls.Dial("tcp", os.Args[1], config)
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println(tls.VersionName(connection.ConnectionState().Version))
}
