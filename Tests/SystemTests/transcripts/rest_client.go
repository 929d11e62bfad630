// Calls the REST interface as a program of the Go hub's time would: its types, copied from its
// document, decode every answer. Usage: go run rest_client.go URL. Prints what it read as JSON.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
)

type Room struct {
	RoomId   *string `json:"roomId,omitempty"`
	ClientId *string `json:"ClientId,omitempty"`
	Status   *string `json:"status,omitempty" validate:"oneof=joined left"`
}

type RoomStats struct {
	RoomID  string   `json:"roomId"`
	Clients []string `json:"clients"`
}

type HubStats struct {
	TotalRooms int         `json:"totalRooms"`
	Rooms      []RoomStats `json:"rooms"`
}

var base string

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func read(response *http.Response, err error, status int, value interface{}) {
	check(err)
	defer response.Body.Close()
	if response.StatusCode != status {
		check(fmt.Errorf("%s: %s", response.Request.URL, response.Status))
	}
	check(json.NewDecoder(response.Body).Decode(value))
}

func get(path string, value interface{}) {
	response, err := http.Get(base + path)
	read(response, err, http.StatusOK, value)
}

// post sends the struct as Go encodes it.
func post(path string, room interface{}, status int, value interface{}) {
	body, err := json.Marshal(room)
	check(err)
	response, err := http.Post(base+path, "application/json", bytes.NewReader(body))
	read(response, err, status, value)
}

func main() {
	base = os.Args[1]
	var health, failure map[string]string
	var joined, again, left Room
	var one RoomStats
	var all HubStats
	room := "go"
	get("/api/health", &health)
	post("/api/rooms/join", Room{}, http.StatusOK, &joined)
	post("/api/rooms/leave", joined, http.StatusOK, &left)
	post("/api/rooms/join", Room{RoomId: &room}, http.StatusOK, &again)
	get("/api/rooms/stats", &all)
	get("/api/rooms/stats?roomId="+room, &one)
	post("/api/rooms/leave", Room{}, http.StatusBadRequest, &failure)
	check(json.NewEncoder(os.Stdout).Encode(map[string]interface{}{
		"health": health, "joined": joined, "left": left, "again": again, "all": all, "one": one,
		"failure": failure,
	}))
}
