"""`--listen` and `--dialects`: several ports with the same rooms, and protocols that are switched off."""

import http.client
import json
import socket

import pytest
from websockets.sync.client import connect

OFF = {
    # Its REST paths are rooms called "join" and "stats" to /api/rooms/{roomId}, which is always there.
    "native": [("GET", "/ws")],
    "serverpod": [("GET", "/webrtc")],
    "dysonnetwork": [("GET", "/api/chat/realtime/x"), ("GET", "/sphere/chat/realtime/x")],
    "ws": [("GET", "/"), ("GET", "/health"), ("GET", "/rooms")],
    "socketio": [("GET", "/socket.io/?EIO=4&transport=polling"), ("GET", "/api/webrtc/rooms")],
}


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def status(port, method, target):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, target, headers={"Connection": "close"})
        return connection.getresponse().status
    finally:
        connection.close()


def test_clients_of_several_ports_meet(start_hub):
    main, other = free_port(), free_port()
    start_hub("--listen", f"127.0.0.1:{other}", port=main)
    with (
        connect(f"ws://127.0.0.1:{main}/ws?roomId=r") as native,
        connect(f"ws://127.0.0.1:{other}/?roomId=r&userId=ada&userName=Ada") as ada,
    ):
        welcome = json.loads(native.recv(timeout=10))
        assert json.loads(native.recv(timeout=10))["clientId"] == "ada"
        offer = {"type": "offer", "targetUserId": welcome["clientId"], "sdp": "v=0\r\n"}
        ada.send(json.dumps(offer))
        assert json.loads(native.recv(timeout=10)) == {
            "from": "ada",
            "to": welcome["clientId"],
            "type": "offer",
            "sdp": "v=0\r\n",
        }


def test_every_port_is_closed_at_the_end(start_hub):
    main, other = free_port(), free_port()
    hub = start_hub("--listen", str(other), port=main)
    assert {status(port, "GET", "/livez") for port in (main, other)} == {200}
    hub.stop()
    for port in (main, other):
        with pytest.raises(ConnectionRefusedError):
            status(port, "GET", "/livez")


@pytest.mark.parametrize("off", OFF)
def test_a_protocol_that_is_off_is_served_nowhere(start_hub, off):
    port = free_port()
    # A page shares its path with one of them.
    words = ",".join(word for word in OFF if word != off)
    start_hub("--dialects", words, "--pages", "off", port=port)
    for word, targets in OFF.items():
        for method, target in targets:
            assert (status(port, method, target) == 404) == (word == off), (method, target)
    assert status(port, "GET", "/api/health") == 200
