package main

import (
	"crypto/rand"
	"encoding/json"
	"io"
	"math/big"
	"net/http"
	"sync"
	"time"
)

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

func newID() string {
	id := make([]byte, 6)
	for i := range id {
		n, err := rand.Int(rand.Reader, big.NewInt(int64(len(alphabet))))
		if err != nil {
			panic(err)
		}
		id[i] = alphabet[n.Int64()]
	}
	return string(id)
}

// store holds the rooms that clients have joined over REST.
type store struct {
	mu    sync.RWMutex
	rooms map[string]map[string]struct{}
}

type membership struct {
	RoomID   string `json:"roomId"`
	ClientID string `json:"ClientId"`
	Status   string `json:"status,omitempty"`
}

func respond(w http.ResponseWriter, status int, value interface{}) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(value)
}

func fail(w http.ResponseWriter, status int, message string) {
	respond(w, status, map[string]string{"error": message})
}

func health(w http.ResponseWriter, r *http.Request) {
	respond(w, http.StatusOK, map[string]string{
		"serviceName": "Signaling Server",
		"status":      "ok",
		"serverTime":  time.Now().Format("2006-01-02 15:04:05"),
	})
}

func (s *store) join(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		fail(w, http.StatusMethodNotAllowed, "Method not allowed")
		return
	}
	var request membership
	if err := json.NewDecoder(r.Body).Decode(&request); err != nil && err != io.EOF {
		fail(w, http.StatusBadRequest, "Invalid payload")
		return
	}
	if request.RoomID == "" {
		request.RoomID = newID()
	}
	clientID := newID()

	s.mu.Lock()
	room := s.rooms[request.RoomID]
	if room == nil {
		room = make(map[string]struct{})
		s.rooms[request.RoomID] = room
	}
	room[clientID] = struct{}{}
	s.mu.Unlock()

	respond(w, http.StatusOK, membership{request.RoomID, clientID, "joined"})
}

func (s *store) leave(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		fail(w, http.StatusMethodNotAllowed, "Method not allowed")
		return
	}
	var request membership
	err := json.NewDecoder(r.Body).Decode(&request)
	if err != nil || request.RoomID == "" || request.ClientID == "" {
		fail(w, http.StatusBadRequest, "Invalid request payload")
		return
	}

	s.mu.Lock()
	room := s.rooms[request.RoomID]
	_, found := room[request.ClientID]
	if found {
		delete(room, request.ClientID)
		if len(room) == 0 {
			delete(s.rooms, request.RoomID)
		}
	}
	s.mu.Unlock()

	if !found {
		fail(w, http.StatusNotFound, "Client not found in room")
		return
	}
	respond(w, http.StatusOK, membership{request.RoomID, request.ClientID, "left"})
}

type roomStats struct {
	RoomID  string   `json:"roomId"`
	Clients []string `json:"clients"`
}

func (s *store) stats(w http.ResponseWriter, r *http.Request) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if id := r.URL.Query().Get("roomId"); id != "" {
		respond(w, http.StatusOK, s.describe(id))
		return
	}
	rooms := make([]roomStats, 0, len(s.rooms))
	for id := range s.rooms {
		rooms = append(rooms, s.describe(id))
	}
	respond(w, http.StatusOK, map[string]interface{}{"totalRooms": len(rooms), "rooms": rooms})
}

func (s *store) describe(id string) roomStats {
	clients := make([]string, 0, len(s.rooms[id]))
	for client := range s.rooms[id] {
		clients = append(clients, client)
	}
	return roomStats{id, clients}
}
