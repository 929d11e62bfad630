"""A peer discovery server on python-socketio and aiohttp, written as the examples of both are.

    python server.py [port]

It keeps the document's words: join_room, leave_room, peer_list_updated and the error texts, rooms
of 100, the REST routes. `signal` is the hub's addition, here so that both can be asked the same.
"""

import socket
import sys
from datetime import datetime, timezone

import socketio
from aiohttp import web

MAX_PEERS_PER_ROOM = 100

sio = socketio.AsyncServer(async_mode="aiohttp", cors_allowed_origins="*")
rooms = {}  # room name -> {"created_at", "peers": {peer_id: {"sid", "username", "joined_at"}}}
places = {}  # sid -> (room name, peer_id)


def now():
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def peer_list(room):
    return [
        {"peer_id": peer_id, "username": peer["username"], "joined_at": peer["joined_at"]}
        for peer_id, peer in room["peers"].items()
    ]


def missing(data):
    fields = ("room_name", "peer_id", "username")
    return not isinstance(data, dict) or not all(data.get(field) for field in fields)


def take_seat(data, sid):
    """Adds a peer to its room; returns the text of the error if there is no place."""
    room = rooms.setdefault(data["room_name"], {"created_at": now(), "peers": {}})
    if len(room["peers"]) >= MAX_PEERS_PER_ROOM and data["peer_id"] not in room["peers"]:
        return f"Room {data['room_name']} is full (max {MAX_PEERS_PER_ROOM} peers)"
    room["peers"][data["peer_id"]] = {
        "sid": sid,
        "username": data["username"],
        "joined_at": now(),
    }
    return None


async def peers_changed(name):
    peers = peer_list(rooms[name])
    update = {"room_name": name, "peers": peers, "total_peers": len(peers)}
    await sio.emit("peer_list_updated", update, room=name)


async def remove(sid):
    """Takes a peer out of its room and tells the others; returns the room's name."""
    if sid not in places:
        return None
    name, peer_id = places.pop(sid)
    await sio.leave_room(sid, name)
    peers = rooms.get(name, {"peers": {}})["peers"]
    if peers.get(peer_id, {}).get("sid") == sid:
        del peers[peer_id]
        if peers:
            await peers_changed(name)
        else:
            del rooms[name]
    return name


@sio.event
async def join_room(sid, data):
    if missing(data):
        text = "Missing required fields: room_name, peer_id, username"
        await sio.emit("join_room_error", {"error": text}, to=sid)
        return
    await remove(sid)
    if error := take_seat(data, sid):
        await sio.emit("join_room_error", {"error": error}, to=sid)
        return
    name, peer_id = data["room_name"], data["peer_id"]
    places[sid] = (name, peer_id)
    await sio.enter_room(sid, name)
    peers = peer_list(rooms[name])
    success = {"room_name": name, "peer_id": peer_id, "peers": peers, "total_peers": len(peers)}
    await sio.emit("join_room_success", success, to=sid)
    await peers_changed(name)


@sio.event
async def leave_room(sid, data):
    if name := await remove(sid):
        await sio.emit("leave_room_success", {"room_name": name}, to=sid)
    else:
        await sio.emit("leave_room_error", {"error": "Not in any room"}, to=sid)


@sio.event
async def signal(sid, data):
    if sid not in places:
        await sio.emit("signal_error", {"code": "not-in-room", "error": "Not in any room"}, to=sid)
        return
    name, peer_id = places[sid]
    message = {**data, "from": peer_id}
    target = message.pop("to", None)
    if target is None:
        await sio.emit("signal", message, room=name, skip_sid=sid)
    elif target in rooms[name]["peers"]:
        await sio.emit("signal", message, to=rooms[name]["peers"][target]["sid"])
    else:
        error = {"code": "peer-not-found", "error": "No such peer", "ref": data.get("ref")}
        await sio.emit("signal_error", error, to=sid)


@sio.event
async def disconnect(sid, reason):
    await remove(sid)


def describe(name):
    peers = peer_list(rooms[name])
    return {
        "name": name,
        "peer_count": len(peers),
        "max_peers": MAX_PEERS_PER_ROOM,
        "created_at": rooms[name]["created_at"],
        "peers": peers,
    }


async def get_rooms(request):
    return web.json_response({name: describe(name) for name in rooms})


async def get_room(request):
    name = request.match_info["name"]
    if name not in rooms:
        return web.json_response({"error": "Room not found"}, status=404)
    return web.json_response(describe(name))


async def post_join(request):
    data = await request.json()
    if missing(data):
        text = "Missing required fields: room_name, peer_id, username"
        return web.json_response({"error": text}, status=400)
    if error := take_seat(data, None):
        return web.json_response({"error": error}, status=409)
    await peers_changed(data["room_name"])
    return web.json_response(describe(data["room_name"]))


def main():
    app = web.Application()
    sio.attach(app)
    app.router.add_get("/api/webrtc/rooms", get_rooms)
    app.router.add_get("/api/webrtc/rooms/{name}", get_room)
    app.router.add_post("/api/webrtc/rooms/{name}/join", post_join)
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    listener = socket.create_server(("127.0.0.1", port), backlog=1024)
    print(f"listening on {listener.getsockname()[1]}", flush=True)
    web.run_app(app, sock=listener, print=None, access_log=None, backlog=1024)


if __name__ == "__main__":
    main()
