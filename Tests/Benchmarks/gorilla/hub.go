package main

import "encoding/json"

// envelope is one message on its way to a peer of the sender, or to all of them.
type envelope struct {
	sender *Client
	to     string
	data   []byte
}

// Hub maintains the rooms with their active clients and relays messages between them.
type Hub struct {
	// Registered clients by room and ID.
	rooms map[string]map[string]*Client

	// Inbound messages from the clients.
	relay chan envelope

	// Register requests from the clients.
	register chan *Client

	// Unregister requests from clients.
	unregister chan *Client
}

func newHub() *Hub {
	return &Hub{
		rooms:      make(map[string]map[string]*Client),
		relay:      make(chan envelope),
		register:   make(chan *Client),
		unregister: make(chan *Client),
	}
}

func (h *Hub) run() {
	for {
		select {
		case client := <-h.register:
			h.join(client)
		case client := <-h.unregister:
			if h.rooms[client.room][client.id] == client {
				h.remove(client)
			}
		case message := <-h.relay:
			h.deliver(message)
		}
	}
}

func (h *Hub) join(client *Client) {
	room := h.rooms[client.room]
	if room == nil {
		room = make(map[string]*Client)
		h.rooms[client.room] = room
	}
	joined, _ := json.Marshal(event{Type: "peer-joined", Peer: client.peer()})
	peers := make([]Peer, 0, len(room))
	for _, other := range room {
		peers = append(peers, other.peer())
	}
	for _, other := range room {
		h.send(other, joined)
	}
	room[client.id] = client
	data, _ := json.Marshal(welcome{"welcome", client.room, client.id, peers})
	h.send(client, data)
}

func (h *Hub) deliver(message envelope) {
	room := h.rooms[message.sender.room]
	if message.to != "" {
		if peer := room[message.to]; peer != nil {
			h.send(peer, message.data)
		} else {
			h.send(message.sender, []byte(`{"type":"error","code":"peer-not-found","message":"no such peer"}`))
		}
		return
	}
	for _, client := range room {
		if client != message.sender {
			h.send(client, message.data)
		}
	}
}

// send queues data for a client; a client whose queue is full is dropped.
func (h *Hub) send(client *Client, data []byte) {
	select {
	case client.send <- data:
	default:
		h.remove(client)
	}
}

func (h *Hub) remove(client *Client) {
	room := h.rooms[client.room]
	if room[client.id] != client {
		return
	}
	delete(room, client.id)
	close(client.send)
	if len(room) == 0 {
		delete(h.rooms, client.room)
		return
	}
	left, _ := json.Marshal(departure{"peer-left", client.id, "left"})
	for _, other := range room {
		h.send(other, left)
	}
}
