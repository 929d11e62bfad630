"""Rates and counts of an address or a client: what they answer, and whom they count."""

import time

import pytest

from hubtest.hub import eventually
from hubtest.wire import Closed, Wire


def is_told_when_to_come_back(answer, status=429):
    assert answer.status == status, answer
    assert answer.error
    return int(answer.headers["retry-after"])


def joins(hub, count, headers=()):
    """The statuses of `count` joins over REST."""
    statuses = []
    for _ in range(count):
        answer = hub.post("/api/rooms/join", {}, headers=headers)
        statuses.append(answer.status)
    return statuses


def test_joins_over_the_burst_are_429_until_the_rate_allows_more(start_hub):
    hub = start_hub("--joins-per-second", "1", "--join-burst", "3")
    assert joins(hub, 3) == [200] * 3
    seconds = is_told_when_to_come_back(hub.post("/api/rooms/join", {}))
    assert 1 <= seconds <= 2
    time.sleep(seconds + 0.1)
    assert joins(hub, 1) == [200]


def test_joining_over_the_websocket_counts_as_a_join(start_hub):
    hub = start_hub("--joins-per-second", "1", "--join-burst", "2")
    hub.connect()
    hub.connect()
    is_told_when_to_come_back(hub.knock())
    is_told_when_to_come_back(hub.post("/api/rooms/join", {}))


def test_binding_is_not_joining(start_hub):
    hub = start_hub("--joins-per-second", "1", "--join-burst", "2")
    seats = [hub.join(roomId="r") for _ in range(2)]
    for seat in seats:
        hub.bind(seat)


def test_messages_over_the_rate_are_told_once_and_then_end_the_client(start_hub):
    hub = start_hub("--messages-per-second", "1", "--message-burst", "5")
    ada, bob = hub.room("chatty", 2)
    for number in range(20):
        try:
            ada.say({"type": "n", "n": number, "ref": number})
        except OSError:
            break
    told = ada.receive()
    assert told["type"] == "error" and told["code"] == "rate-limited"
    assert ada.expect_close() == 4429 and ada.reason == "rate-limited"
    received = 0
    while (message := bob.receive())["type"] == "n":
        assert message["n"] == received
        received += 1
    assert 5 <= received <= 7
    assert message["type"] == "peer-left" and message["reason"] == "rate-limited"


def test_messages_within_the_rate_are_never_told(start_hub):
    hub = start_hub("--messages-per-second", "20", "--message-burst", "5")
    ada, bob = hub.room("calm", 2)
    for number in range(40):
        ada.say({"type": "n", "n": number})
        assert bob.receive()["n"] == number
        time.sleep(0.07)


def test_a_client_that_was_told_and_waits_is_left_alone(start_hub):
    hub = start_hub("--messages-per-second", "2", "--message-burst", "2")
    ada, _ = hub.room("sorry", 2)
    for number in range(3):
        ada.say({"type": "n", "n": number})
    assert ada.receive()["code"] == "rate-limited"
    time.sleep(2)
    ada.settle()


def test_failed_binds_are_counted(start_hub):
    hub = start_hub("--failed-binds-per-minute", "3")
    seat = hub.join(roomId="guess")
    wrong = {"roomId": "guess", "clientId": seat["ClientId"], "token": "0" * 22}
    unknown = {"roomId": "guess", "clientId": "nobody", "token": "0" * 22}
    assert hub.knock(**wrong).status == 403
    assert hub.knock(**unknown).status == 404
    assert hub.knock(**wrong).status == 403
    is_told_when_to_come_back(hub.knock(**wrong))
    is_told_when_to_come_back(hub.knock(**unknown))


def test_clients_of_one_address_are_counted(start_hub):
    hub = start_hub("--max-clients-per-address", "3")
    clients = [hub.connect() for _ in range(3)]
    is_told_when_to_come_back(hub.knock())
    clients[0].close()
    eventually(lambda: hub.knock().status == 101)


def test_off_lifts_all_of_them(start_hub):
    hub = start_hub(
        *("--rate-limit", "off", "--joins-per-second", "1", "--join-burst", "1"),
        *("--messages-per-second", "1", "--message-burst", "1"),
        *("--failed-binds-per-minute", "1", "--max-clients-per-address", "1"),
    )
    assert joins(hub, 5) == [200] * 5
    ada, bob = hub.room("free", 2)
    for _ in range(5):
        assert hub.knock(roomId="free", clientId=ada.id, token="0" * 22).status == 403
    for number in range(50):
        ada.say({"type": "n", "n": number})
    assert [bob.receive()["n"] for _ in range(50)] == list(range(50))


@pytest.fixture
def behind_proxy(start_hub):
    return start_hub(
        "--trusted-proxy", "127.0.0.0/8", "--joins-per-second", "1", "--join-burst", "2"
    )


def via(address):
    return {"X-Forwarded-For": address}


def test_behind_a_trusted_proxy_the_forwarded_address_counts(behind_proxy):
    assert joins(behind_proxy, 3, via("192.0.2.1")) == [200, 200, 429]
    assert joins(behind_proxy, 3, via("192.0.2.2")) == [200, 200, 429]


def test_the_rightmost_address_that_is_no_proxy_counts(behind_proxy):
    assert joins(behind_proxy, 2, via("198.51.100.1, 192.0.2.1")) == [200, 200]
    assert joins(behind_proxy, 1, via("198.51.100.2, 192.0.2.1, 127.0.0.9")) == [429]
    assert joins(behind_proxy, 1, via("192.0.2.1, 198.51.100.3")) == [200]


def test_ipv6_counts_by_64(behind_proxy):
    assert joins(behind_proxy, 2, via("2001:db8:1:2::1")) == [200, 200]
    assert joins(behind_proxy, 1, via("2001:db8:1:2:ffff::9")) == [429]
    assert joins(behind_proxy, 1, via("2001:db8:1:3::1")) == [200]


def test_nonsense_from_the_proxy_counts_as_the_proxy(behind_proxy):
    statuses = joins(behind_proxy, 1, via("nonsense")) + joins(behind_proxy, 1, via("999.1.1.1"))
    statuses += joins(behind_proxy, 1, via(""))
    assert statuses == [200, 200, 429]


def test_the_forwarded_scheme_shapes_the_url(behind_proxy):
    headers = {**via("192.0.2.9"), "X-Forwarded-Proto": "https", "Host": "hub.example"}
    url = behind_proxy.join(headers=headers, roomId="r")["webSocketUrl"]
    assert url.startswith("wss://hub.example/ws?")


def test_without_a_trusted_proxy_forwarded_addresses_mean_nothing(start_hub):
    hub = start_hub("--joins-per-second", "1", "--join-burst", "2")
    assert joins(hub, 1, via("192.0.2.1")) + joins(hub, 2, via("192.0.2.2")) == [200, 200, 429]
    time.sleep(1.1)
    url = hub.join(headers={"X-Forwarded-Proto": "https"})["webSocketUrl"]
    assert url.startswith("ws://")


def test_a_flood_of_addresses_keeps_memory_bounded(start_hub):
    hub = start_hub("--trusted-proxy", "127.0.0.1/32", "--seat-seconds", "1")
    before = hub.resident
    with Wire(hub.address) as wire:
        for number in range(30000):
            headers = via(f"2001:db8:{number >> 8:x}:{number & 255:x}::1") | {"Connection": None}
            wire.send(hub.head("POST", "/api/rooms/join", {"roomId": "flood"}, headers))
            assert wire.answer().status in (200, 409)
    assert hub.resident - before < 24 << 20


def test_the_close_of_a_talker_does_not_disturb_its_room(start_hub):
    hub = start_hub("--messages-per-second", "1", "--message-burst", "3")
    ada, bob, eve = hub.room("calm", 3)
    try:
        for _ in range(10):
            ada.say({"type": "n"})
    except OSError:
        pass
    for other in (bob, eve):
        assert other.receive_type("peer-left")["reason"] == "rate-limited"
    bob.say({"type": "hello"})
    assert eve.receive()["from"] == bob.id
    with pytest.raises((Closed, OSError)):
        while True:
            ada.receive()
