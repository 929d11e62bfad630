package main

import (
	"encoding/json"
	"log"
	"net/http"
	"time"

	"github.com/gorilla/websocket"
)

const (
	// Time allowed to write a message to the peer.
	writeWait = 10 * time.Second

	// Time allowed to read the next pong message from the peer.
	pongWait = 60 * time.Second

	// Send pings to peer with this period. Must be less than pongWait.
	pingPeriod = (pongWait * 9) / 10

	// Maximum message size allowed from peer.
	maxMessageSize = 65536
)

var upgrader = websocket.Upgrader{}

// Client is a middleman between the websocket connection and the hub.
type Client struct {
	hub *Hub

	id, room, name string
	joinedAt       time.Time

	// The websocket connection.
	conn *websocket.Conn

	// Buffered channel of outbound messages.
	send chan []byte
}

// Peer is what others are told of a client.
type Peer struct {
	ClientID string          `json:"clientId"`
	Name     string          `json:"name"`
	JoinedAt time.Time       `json:"joinedAt"`
	Metadata json.RawMessage `json:"metadata"`
}

type welcome struct {
	Type     string `json:"type"`
	RoomID   string `json:"roomId"`
	ClientID string `json:"clientId"`
	Peers    []Peer `json:"peers"`
}

type event struct {
	Type string `json:"type"`
	Peer
}

type departure struct {
	Type     string `json:"type"`
	ClientID string `json:"clientId"`
	Reason   string `json:"reason"`
}

func (c *Client) peer() Peer {
	return Peer{ClientID: c.id, Name: c.name, JoinedAt: c.joinedAt}
}

// readPump pumps messages from the websocket connection to the hub.
//
// The application runs readPump in a per-connection goroutine, so that there is at most one
// reader on a connection.
func (c *Client) readPump() {
	defer func() {
		c.hub.unregister <- c
		c.conn.Close()
	}()
	c.conn.SetReadLimit(maxMessageSize)
	c.conn.SetReadDeadline(time.Now().Add(pongWait))
	c.conn.SetPongHandler(func(string) error {
		c.conn.SetReadDeadline(time.Now().Add(pongWait))
		return nil
	})
	for {
		_, data, err := c.conn.ReadMessage()
		if err != nil {
			if websocket.IsUnexpectedCloseError(err, websocket.CloseNormalClosure, websocket.CloseGoingAway) {
				log.Printf("error: %v", err)
			}
			break
		}
		var message map[string]json.RawMessage
		if err := json.Unmarshal(data, &message); err != nil {
			log.Printf("bad message: %v", err)
			continue
		}
		var to string
		if raw, ok := message["to"]; ok {
			if err := json.Unmarshal(raw, &to); err != nil {
				log.Printf("bad target: %v", err)
				continue
			}
		}
		message["from"] = json.RawMessage(`"` + c.id + `"`)
		stamped, err := json.Marshal(message)
		if err != nil {
			log.Printf("error: %v", err)
			continue
		}
		c.hub.relay <- envelope{sender: c, to: to, data: stamped}
	}
}

// writePump pumps messages from the hub to the websocket connection.
//
// A goroutine running writePump is started for each connection, so that there is at most one
// writer to a connection.
func (c *Client) writePump() {
	ticker := time.NewTicker(pingPeriod)
	defer func() {
		ticker.Stop()
		c.conn.Close()
	}()
	for {
		select {
		case message, ok := <-c.send:
			c.conn.SetWriteDeadline(time.Now().Add(writeWait))
			if !ok {
				// The hub closed the channel.
				c.conn.WriteMessage(websocket.CloseMessage, []byte{})
				return
			}
			if err := c.conn.WriteMessage(websocket.TextMessage, message); err != nil {
				return
			}
		case <-ticker.C:
			c.conn.SetWriteDeadline(time.Now().Add(writeWait))
			if err := c.conn.WriteMessage(websocket.PingMessage, nil); err != nil {
				return
			}
		}
	}
}

// serveWs handles websocket requests from the peer.
func serveWs(hub *Hub, w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	room := query.Get("roomId")
	if room == "" {
		room = newID()
	}
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		log.Println(err)
		return
	}
	client := &Client{
		hub: hub, id: newID(), room: room, name: query.Get("name"), joinedAt: time.Now().UTC(),
		conn: conn, send: make(chan []byte, 256),
	}
	client.hub.register <- client

	// Allow collection of memory referenced by the caller by doing all work in new goroutines.
	go client.writePump()
	go client.readPump()
}
