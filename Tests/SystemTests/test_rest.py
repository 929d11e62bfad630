"""Every row of the REST table and each of its errors, asked with curl."""

import json
import re
import subprocess
import time

import pytest

from hubtest.wire import Answer, Wire

BASE62_ID = re.compile(r"[0-9A-Za-z]{6}")
BASE62_TOKEN = re.compile(r"[0-9A-Za-z]{22}")


def curl(hub, path, *options):
    """Runs curl as a person would; `-i` makes its output the whole answer."""
    done = subprocess.run(
        ["curl", "-sS", "-i", "--max-time", "10", *options, hub.url + path],
        capture_output=True,
        check=True,
    )
    head, _, body = done.stdout.partition(b"\r\n\r\n")
    while head.startswith(b"HTTP/1.1 100"):
        head, _, body = body.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {k.lower(): v.strip() for k, v in (line.split(":", 1) for line in lines)}
    return Answer(int(first.split(" ")[1]), headers, body)


def join(hub, *options):
    answer = curl(hub, "/api/rooms/join", "-X", "POST", *options)
    if answer.status == 200:
        hub.secrets.add(answer.json["token"])
    return answer


def is_json(answer):
    return re.fullmatch(
        r"application/json(; *charset=utf-8)?", answer.headers["content-type"], re.I
    )


def test_health_names_the_service_and_its_clock(hub):
    answer = curl(hub, "/api/health")
    assert answer.status == 200 and is_json(answer)
    assert set(answer.json) == {"serviceName", "status", "serverTime"}
    assert answer.json["serviceName"] == "Signaling Server"
    assert answer.json["status"] == "ok"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", answer.json["serverTime"])


def test_join_without_a_body_opens_a_room(hub):
    answer = join(hub)
    assert answer.status == 200 and is_json(answer)
    joined = answer.json
    assert set(joined) == {"roomId", "ClientId", "status", "token", "expiresIn", "webSocketUrl"}
    assert BASE62_ID.fullmatch(joined["roomId"]) and BASE62_ID.fullmatch(joined["ClientId"])
    assert BASE62_TOKEN.fullmatch(joined["token"])
    assert joined["status"] == "joined" and joined["expiresIn"] == 120
    assert joined["webSocketUrl"] == (
        f"ws://{hub.authority}/ws?roomId={joined['roomId']}"
        f"&clientId={joined['ClientId']}&token={joined['token']}"
    )


def test_join_with_an_empty_object_opens_a_room(hub):
    first, second = join(hub, "-d", "{}").json, join(hub, "-d", "{}").json
    assert first["roomId"] != second["roomId"] and first["ClientId"] != second["ClientId"]


@pytest.mark.parametrize(
    "content_type",
    [None, "application/json", "application/json; charset=utf-8", "Application/JSON", ""],
    ids=["curl's own", "json", "charset", "case", "absent"],
)
def test_join_reads_json_under_the_content_types_people_send(hub, content_type, room):
    header = [] if content_type is None else ["-H", f"Content-Type: {content_type}".rstrip(" ")]
    answer = join(hub, "-d", json.dumps({"roomId": room}), *header)
    assert answer.status == 200, answer
    assert answer.json["roomId"] == room


@pytest.mark.parametrize("key", ["roomId", "roomid", "ROOMID", "RoomId"])
def test_request_keys_match_without_regard_to_case(hub, key):
    assert join(hub, "-d", json.dumps({key: "case"})).json["roomId"] == "case"


def test_unknown_members_are_ignored(hub):
    assert join(hub, "-d", '{"roomId":"extra","color":"blue","deep":[{"a":1}]}').status == 200


@pytest.mark.parametrize(
    "room_id",
    ["r", "r" * 128, "ü" * 64, "a b", 'qu"ote', "back\\slash", "日本語", "%2e%2e", "../..", "&=?#"],
    ids=lambda value: value[:8],
)
def test_room_ids_are_any_text_of_up_to_128_bytes(hub, room_id):
    joined = join(hub, "-d", json.dumps({"roomId": room_id}, ensure_ascii=False)).json
    assert joined["roomId"] == room_id
    assert hub.stats(room_id)["clients"][-1] == joined["ClientId"]
    left = curl(
        hub,
        "/api/rooms/leave",
        "-d",
        json.dumps({"roomId": room_id, "ClientId": joined["ClientId"]}),
    )
    assert left.status == 200


@pytest.mark.parametrize(
    "body",
    [
        "not json",
        "[]",
        "null",
        '"text"',
        "{",
        "{} {}",
        '{"roomId":7}',
        '{"roomId":["r"]}',
        '{"roomId":""}',
        json.dumps({"roomId": "r" * 129}),
        json.dumps({"roomId": "ü" * 65}, ensure_ascii=False),
        '{"roomId":"a\\u0000b"}',
        '{"roomId":"a\\nb"}',
        '{"roomId":"\\ud800"}',
        '{"roomId":"a","roomId":"b"}',
        '{"name":1}',
        json.dumps({"name": "n" * 129}),
        '{"metadata":[]}',
        '{"metadata":"text"}',
        json.dumps({"metadata": {"m": "m" * 2048}}),
        "[" * 200 + "]" * 200,
    ],
    ids=lambda body: body[:24],
)
def test_join_refuses_what_it_cannot_mean(hub, body):
    answer = join(hub, "--data-binary", body)
    assert answer.status == 400, answer
    assert answer.error.startswith("Invalid payload")


def test_metadata_may_fill_2048_bytes(hub):
    metadata = json.dumps({"m": "m" * (2048 - 8)}, separators=(",", ":"))
    assert len(metadata) == 2048
    assert join(hub, "--data-binary", f'{{"metadata":{metadata}}}').status == 200


def test_invalid_utf8_is_refused(hub):
    answer = hub.request("POST", "/api/rooms/join", b'{"roomId":"\xff"}')
    assert answer.status == 400 and answer.error.startswith("Invalid payload")


def test_a_body_over_64_kib_is_refused(hub):
    answer = join(hub, "--data-binary", json.dumps({"x": "x" * 65536}), "-H", "Expect:")
    assert answer.status == 413 and answer.error


def test_a_body_over_64_kib_is_refused_before_it_is_sent(hub):
    answer = hub.request("POST", "/api/rooms/join", headers={"Content-Length": "99999999999"})
    assert answer.status == 413 and answer.error


@pytest.mark.parametrize(
    "content_type", ["text/plain", "multipart/form-data", "application/xml", "x"]
)
def test_other_content_types_are_refused(hub, content_type):
    answer = join(hub, "-d", "{}", "-H", f"Content-Type: {content_type}")
    assert answer.status == 415 and answer.error


def test_leave_gives_the_seat_back(hub, room):
    joined = join(hub, "-d", json.dumps({"roomId": room})).json
    body = {"roomId": room, "ClientId": joined["ClientId"]}
    answer = curl(hub, "/api/rooms/leave", "-d", json.dumps(body))
    assert answer.status == 200 and is_json(answer)
    assert answer.json == {**body, "status": "left"}
    assert hub.stats(room) == {"roomId": room, "clients": []}
    again = curl(hub, "/api/rooms/leave", "-d", json.dumps(body))
    assert again.status == 404 and again.error == "Client not found in room"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{}",
        "not json",
        '{"roomId":"r"}',
        '{"ClientId":"c"}',
        '{"roomId":"","ClientId":"c"}',
        '{"roomId":"r","ClientId":""}',
        '{"roomId":"r","ClientId":7}',
        '{"roomId":"r","ClientId":"c","token":7}',
    ],
    ids=lambda body: body[:30] or "empty",
)
def test_leave_refuses_what_it_cannot_mean(hub, body):
    answer = curl(hub, "/api/rooms/leave", "-X", "POST", "--data-binary", body)
    assert answer.status == 400, answer
    assert answer.error.startswith("Invalid request payload")


def test_leave_knows_the_client_only_in_its_own_room(hub, room):
    joined = join(hub, "-d", json.dumps({"roomId": room})).json
    other = {"roomId": "another " + room, "ClientId": joined["ClientId"]}
    answer = curl(hub, "/api/rooms/leave", "-d", json.dumps(other))
    assert answer.status == 404 and answer.error == "Client not found in room"
    assert joined["ClientId"] in hub.stats(room)["clients"]


def test_leave_with_a_wrong_token_is_forbidden(hub, room):
    joined = join(hub, "-d", json.dumps({"roomId": room})).json
    body = {"roomId": room, "ClientId": joined["ClientId"], "token": "0" * 22}
    answer = curl(hub, "/api/rooms/leave", "-d", json.dumps(body))
    assert answer.status == 403 and answer.error
    assert joined["ClientId"] in hub.stats(room)["clients"]


def test_leave_of_a_bound_client_asks_for_its_token(hub, room):
    client = hub.connect(roomId=room)
    body = {"roomId": room, "ClientId": client.id}
    assert curl(hub, "/api/rooms/leave", "-d", json.dumps(body)).status == 403
    assert client.is_silent(0.2)
    body["token"] = client.token
    assert curl(hub, "/api/rooms/leave", "-d", json.dumps(body)).status == 200
    assert client.expect_close() == 1000


def test_stats_count_the_rooms_and_list_the_clients_in_join_order(start_hub):
    hub = start_hub()
    empty = curl(hub, "/api/rooms/stats")
    assert empty.status == 200 and empty.json == {"totalRooms": 0, "rooms": []}
    ids = [hub.join(roomId="one")["ClientId"] for _ in range(5)]
    other = hub.join(roomId="two")["ClientId"]
    stats = curl(hub, "/api/rooms/stats").json
    assert stats["totalRooms"] == 2
    assert {r["roomId"]: r["clients"] for r in stats["rooms"]} == {"one": ids, "two": [other]}
    assert curl(hub, "/api/rooms/stats?roomId=one").json == {"roomId": "one", "clients": ids}
    hub.post("/api/rooms/leave", {"roomId": "two", "ClientId": other})
    assert hub.stats()["totalRooms"] == 1


def test_stats_of_a_room_nobody_is_in_are_empty(hub):
    answer = curl(hub, "/api/rooms/stats?roomId=nobody")
    assert answer.status == 200 and answer.json == {"roomId": "nobody", "clients": []}


def test_stats_decode_the_query(hub):
    joined = hub.join(roomId="a+b c/ü")
    for query in ("a%2Bb+c%2F%C3%BC", "a%2bb%20c/%c3%bc"):
        assert joined["ClientId"] in hub.get(f"/api/rooms/stats?roomId={query}").json["clients"]


@pytest.mark.parametrize(
    "query", ["%00", "%", "%4", "%zz", "%ff", "a%0ab", "r&roomId=s", "r" * 129]
)
def test_stats_refuse_a_query_they_cannot_mean(hub, query):
    answer = hub.get(f"/api/rooms/stats?roomId={query}")
    assert answer.status == 400 and answer.error


def test_join_answers_409_where_the_seats_are_taken(start_hub):
    hub = start_hub("--max-room-clients", "2")
    for _ in range(2):
        hub.join(roomId="small")
    answer = join(hub, "-d", '{"roomId":"small"}')
    assert answer.status == 409 and answer.error
    assert join(hub, "-d", '{"roomId":"other"}').status == 200


def test_seats_do_not_keep_websockets_out(start_hub):
    hub = start_hub("--max-room-clients", "2")
    seat = hub.join(roomId="small")
    hub.join(roomId="small")
    first = hub.connect(roomId="small")
    hub.connect(roomId="small")
    assert hub.knock(roomId="small").status == 409
    assert join(hub, "-d", '{"roomId":"small"}').status == 409
    late = {"roomId": "small", "clientId": seat["ClientId"], "token": seat["token"]}
    assert hub.knock(**late).status == 409
    first.say({"type": "leave"})
    assert first.expect_close() == 1000
    hub.bind(seat)


def test_a_seat_nobody_binds_is_dropped(start_hub):
    hub = start_hub("--seat-seconds", "1")
    joined = hub.join(roomId="brief")
    assert joined["expiresIn"] == 1
    bound = hub.bind(hub.join(roomId="brief"))
    assert len(hub.stats("brief")["clients"]) == 2
    time.sleep(3)
    assert hub.stats("brief")["clients"] == [bound.id]
    late = hub.knock(roomId="brief", clientId=joined["ClientId"], token=joined["token"])
    assert late.status == 404 and late.error == "Client not found in room"


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_probes_answer_200(hub, path):
    answer = curl(hub, path)
    assert answer.status == 200 and answer.json == {"status": "ok"}


def test_the_description_is_served(hub):
    answer = curl(hub, "/openapi.yaml")
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("application/yaml")
    assert answer.text.startswith("openapi: 3.1")


@pytest.mark.parametrize(
    "path", ["/api", "/api/rooms/", "/api/rooms/join/", "/API/health", "/ws/", "//ws"]
)
def test_other_paths_are_not_found(hub, path):
    answer = curl(hub, path, "--path-as-is")
    assert answer.status == 404 and answer.error


ROUTES = {
    "/api/health": {"GET", "HEAD"},
    "/api/rooms/join": {"POST"},
    "/api/rooms/leave": {"POST"},
    "/api/rooms/stats": {"GET", "HEAD"},
    "/livez": {"GET", "HEAD"},
    "/readyz": {"GET", "HEAD"},
    "/metrics": {"GET", "HEAD"},
    "/openapi.yaml": {"GET", "HEAD"},
    "/ws": {"GET"},
}


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "PATCH", "TRACE"])
def test_other_methods_are_refused_and_told_which_are_allowed(hub, path, method):
    if method in ROUTES[path]:
        return
    answer = hub.request(method, path, body="" if method in ("POST", "PUT", "PATCH") else None)
    assert answer.status == 405 and answer.error
    allowed = {each.strip() for each in answer.headers["allow"].split(",")} - {"OPTIONS"}
    assert allowed - {"HEAD"} == ROUTES[path] - {"HEAD"}


@pytest.mark.parametrize("path", [path for path in ROUTES if "HEAD" in ROUTES[path]])
def test_head_answers_as_get_without_the_body(hub, path):
    full, head = hub.get(path), hub.request("HEAD", path)
    assert head.status == full.status and head.body == b""
    assert head.headers["content-type"] == full.headers["content-type"]
    assert int(head.headers["content-length"]) > 0


def test_a_connection_is_kept_for_many_requests(hub):
    with Wire(hub.address) as wire:
        for number in range(50):
            wire.send(hub.head("POST", "/api/rooms/join", {"roomId": "kept"}, {"Connection": None}))
            answer = wire.answer()
            hub.secrets.add(answer.json["token"])
            assert answer.status == 200, number
            wire.send(hub.head("POST", "/api/rooms/join", "nonsense", {"Connection": None}))
            assert wire.answer().status == 400, number
