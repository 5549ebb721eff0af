// Asks one of the vendors, under the host that a client library has built in.
package main

import (
	"log"
	"net/http"
)

func main() {
	reply, err := http.Get("https://api.vobiz.ai/api/v1/auth/me")
	if err != nil {
		log.Fatal(err)
	}
	if reply.StatusCode != 401 {
		log.Fatal(reply.Status)
	}
}
