// Command gorilla is a signaling hub on gorilla/websocket, written as the chat example of that
// library is, with the four REST handlers on net/http beside it.
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go build -o gorilla-hub .
//	./gorilla-hub [port]
package main

import (
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
)

func main() {
	port := os.Getenv("PORT")
	if len(os.Args) > 1 {
		port = os.Args[1]
	}
	if port == "" {
		port = "0"
	}

	hub := newHub()
	go hub.run()
	store := &store{rooms: make(map[string]map[string]struct{})}

	http.HandleFunc("/ws", func(w http.ResponseWriter, r *http.Request) { serveWs(hub, w, r) })
	http.HandleFunc("/api/health", health)
	http.HandleFunc("/api/rooms/join", store.join)
	http.HandleFunc("/api/rooms/leave", store.leave)
	http.HandleFunc("/api/rooms/stats", store.stats)

	listener, err := net.Listen("tcp", "127.0.0.1:"+port)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("listening on %d\n", listener.Addr().(*net.TCPAddr).Port)
	log.Fatal(http.Serve(listener, nil))
}
