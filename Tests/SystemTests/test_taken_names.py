"""A name that is taken: whoever lives keeps it, a ghost does not."""

import itertools
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hubtest.dialects import KINDS, Refused
from hubtest.dialects.participant import Attentive
from hubtest.hub import OFFER, eventually

NAMED = [label for label, kind in KINDS.items() if kind.names_itself]
WATCHERS = ["native", "serverpod", "ws"]
# What an answer to the hub's ping may take, and what the machine may add.
PROBE, SLACK = 2.0, 1.5


def enter(hub, kind, room, name, account=None):
    rooms = [room.removeprefix("chat/")]
    return KINDS[kind](hub, account, rooms).enter(room, name)


def enters(hub, kind, room, name):
    """The client, if it is let in."""
    try:
        return enter(hub, kind, room, name)
    except Refused:
        return None


def watch(hub, room):
    """A client each of some kinds, which see who comes and goes."""
    watchers = [enter(hub, kind, room, f"watching over {kind}") for kind in WATCHERS]
    for number, watcher in enumerate(watchers):
        for later in watchers[number + 1 :]:
            watcher.saw_join(later)
    return watchers


def refused_as_the_dialect_says(kind, refusal):
    if kind == "ws":
        return refusal.status == 409
    if kind == "serverpod":
        return refusal.message["type"] == "error" and refusal.message["code"] == "name-taken"
    return set(refusal.message) == {"error"}


def was_replaced(client):
    """Whether the hub ends the session, with the code for it where there are codes."""
    # Long-polling has no close codes.
    return client.closed_with() == (None if client.label == "socketio-polling" else 4409)


@pytest.mark.parametrize(
    "holder, newcomer", list(itertools.product([*NAMED, "native", "dysonnetwork"], NAMED))
)
def test_a_holder_that_lives_keeps_its_name(chat_hub, room, holder, newcomer):
    account = None
    if holder == "dysonnetwork":
        room, account = f"chat/{room}", "the holder's"
    ada = enter(chat_hub, holder, room, "ada", account)
    late = KINDS[newcomer](chat_hub, account and "somebody else's")
    with Attentive(ada):
        started = time.monotonic()
        with pytest.raises(Refused) as refusal:
            late.enter(room, ada.id)
        assert time.monotonic() - started < PROBE + SLACK
        assert refused_as_the_dialect_says(newcomer, refusal.value), refusal.value
    late.close()
    assert chat_hub.stats(room)["clients"] == [ada.id]
    bob = enter(chat_hub, newcomer, room, "bob", account and "bob's")
    ada.saw_join(bob)
    bob.send_offer(ada, OFFER)
    assert ada.next_signal() == ("offer", ada.name_of(bob), OFFER)


@pytest.mark.parametrize("newcomer", NAMED)
def test_a_holder_that_is_silent_is_replaced(chat_hub, room, newcomer):
    # Each waits for the probe to time out: all at once, in rooms of their own.
    holders = [*NAMED, "native"]
    with ThreadPoolExecutor(len(holders)) as pool:
        rooms = [f"{room} {holder}" for holder in holders]
        list(pool.map(is_replaced, [chat_hub] * len(rooms), rooms, holders, [newcomer] * len(rooms)))


def is_replaced(chat_hub, room, holder, newcomer):
    """Holds a silent holder of one kind against a newcomer of another."""
    watchers = watch(chat_hub, room)
    ghost = enter(chat_hub, holder, room, "ada")
    if holder == "socketio-polling":
        ghost.drain()
        ghost.transport.vanish()
    for watcher in watchers:
        watcher.saw_join(ghost)
    with Attentive(*watchers):
        started = time.monotonic()
        ada = enter(chat_hub, newcomer, room, ghost.id)
        took = time.monotonic() - started
        assert PROBE - 0.5 < took < PROBE + SLACK, took
    for watcher in watchers:
        # In this order: the old one is gone before the new one comes.
        left = watcher.saw_leave(ghost)
        joined = watcher.saw_join(ada)
        if watcher.label == "native":
            assert left.value == "replaced"
            assert left.message["clientId"] == joined.message["clientId"] == ghost.id
    assert was_replaced(ghost)
    assert chat_hub.stats(room)["clients"].count(ada.id) == 1
    watchers[0].send_offer(ada, OFFER)
    assert ada.next_signal() == ("offer", watchers[0].id, OFFER)


def test_the_close_tells_the_ghost_that_it_was_replaced(chat_hub, room):
    ghost = enter(chat_hub, "ws", room, "ada")
    ada = enter(chat_hub, "ws", room, "ada")
    assert ghost.closed_with() == 4409 and ghost.wire.reason == "replaced"
    # The late close of the ghost evicts nobody.
    assert chat_hub.stats(room)["clients"] == [ada.id]
    bob = enter(chat_hub, "ws", room, "bob")
    assert bob.peers == ["ada"]


@pytest.mark.parametrize("newcomer", NAMED)
def test_a_stopped_process_is_replaced(chat_hub, room, newcomer):
    script = Path(__file__).parent / "hubtest/holder.py"
    process = subprocess.Popen(
        [sys.executable, str(script), chat_hub.host, str(chat_hub.port), room, "ada"],
        stdout=subprocess.PIPE, text=True,
    )
    try:
        assert process.stdout.readline() == "in\n"
        process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, process.pid, os.WSTOPPED)
        started = time.monotonic()
        ada = enter(chat_hub, newcomer, room, "ada")
        assert time.monotonic() - started < PROBE + SLACK
        assert chat_hub.stats(room)["clients"] == [ada.id]
        process.send_signal(signal.SIGCONT)
        # The hub may have cut the connection by now, after waiting for the answer to its close.
        assert process.stdout.readline() in ("4409 replaced\n", "None None\n")
        assert process.wait(10) == 0
        assert chat_hub.stats(room)["clients"] == [ada.id]
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("newcomer", NAMED)
@pytest.mark.parametrize("holder", NAMED)
def test_the_same_account_replaces_itself_at_once(chat_hub, room, holder, newcomer):
    room = f"chat/{room}"
    watcher = enter(chat_hub, "native", room, "watcher", "the watcher's")
    old = enter(chat_hub, holder, room, "ada", "ada's")
    watcher.saw_join(old)
    with Attentive(old):
        started = time.monotonic()
        new = enter(chat_hub, newcomer, room, "ada", "ada's")
        assert time.monotonic() - started < 1.0
        assert watcher.saw_leave(old).value == "replaced"
        watcher.saw_join(new)
    assert sorted(chat_hub.stats(room)["clients"]) == sorted([watcher.id, "ada"])
    watcher.send_offer(new, OFFER)
    assert new.next_signal() == ("offer", watcher.id, OFFER)


def test_the_same_account_closes_its_old_connection_as_replaced(chat_hub, room):
    room = f"chat/{room}"
    old = enter(chat_hub, "serverpod", room, "ada", "ada's")
    enter(chat_hub, "ws", room, "ada", "ada's")
    assert old.closed_with() == 4409 and old.wire.reason == "replaced"


def test_another_account_does_not_replace(chat_hub, room):
    room = f"chat/{room}"
    old = enter(chat_hub, "serverpod", room, "ada", "ada's")
    with Attentive(old), pytest.raises(Refused) as refusal:
        enter(chat_hub, "ws", room, "ada", "eve's")
    assert refusal.value.status == 409
    assert chat_hub.stats(room)["clients"] == ["ada"]


def test_a_token_replaces_its_own_client_at_once(chat_hub, room):
    watcher = enter(chat_hub, "ws", room, "watcher")
    old = enter(chat_hub, "native", room, "ada")
    watcher.saw_join(old)
    started = time.monotonic()
    new = KINDS["native"](chat_hub).bind(room, old.id, old.token)
    assert time.monotonic() - started < 1.0
    assert new.id == old.id and new.token == old.token
    assert old.closed_with() == 4409 and old.wire.reason == "replaced"
    watcher.saw_leave(old)
    watcher.saw_join(new)
    watcher.send_offer(new, OFFER)
    assert new.next_signal() == ("offer", "watcher", OFFER)
    assert chat_hub.stats(room)["clients"] == ["watcher", new.id]


def test_a_wrong_token_replaces_nobody(chat_hub, room):
    old = enter(chat_hub, "native", room, "ada")
    with pytest.raises(Refused) as refusal:
        KINDS["native"](chat_hub).bind(room, old.id, "0" * 22)
    assert refusal.value.status == 403
    bob = enter(chat_hub, "native", room, "bob")
    old.saw_join(bob)


@pytest.mark.parametrize("kind", NAMED)
def test_of_newcomers_that_race_for_a_ghosts_name_exactly_one_wins(chat_hub, room, kind):
    ghost = enter(chat_hub, "ws", room, "ada")
    outcomes, failures = [], []
    barrier = threading.Barrier(4)
    over = threading.Event()

    def race():
        client = KINDS[kind](chat_hub)
        barrier.wait()
        try:
            client.enter(room, "ada", timeout=15)
        except Refused as refusal:
            outcomes.append((refusal, client))
            return
        except Exception as failure:  # noqa: BLE001
            failures.append(failure)
            return
        outcomes.append((None, client))
        with Attentive(client):
            over.wait(20)

    threads = [threading.Thread(target=race) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        eventually(lambda: len(outcomes) + len(failures) == 4, within=15)
    finally:
        over.set()
        for thread in threads:
            thread.join()
    assert not failures, failures
    assert Counter(refusal is None for refusal, _ in outcomes) == {True: 1, False: 3}
    for refusal, _ in outcomes:
        assert refusal is None or refused_as_the_dialect_says(kind, refusal), refusal
    assert ghost.closed_with() == 4409
    assert chat_hub.stats(room)["clients"] == ["ada"]


def test_a_newcomer_that_gives_up_waiting_takes_nothing(chat_hub, room):
    ghost = enter(chat_hub, "ws", room, "ada")
    client = chat_hub.dial()
    client.send(
        f"GET /?roomId={room}&userId=ada&userName=ada HTTP/1.1\r\nHost: {chat_hub.authority}\r\n"
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    time.sleep(0.3)
    client.reset()
    # Who has gone may get the name from the ghost, as long as the hub has not written to it: the
    # next attempt is refused then, and one soon after it is not.
    ada = eventually(lambda: enters(chat_hub, "ws", room, "ada"), within=6)
    assert chat_hub.stats(room)["clients"] == ["ada"]
    ada.close()
    ghost.close()
    eventually(lambda: chat_hub.stats(room)["clients"] == [])


def test_the_hub_stops_while_a_newcomer_waits(start_hub, room):
    hub = start_hub("--rate-limit", "off")
    enter(hub, "ws", room, "ada")
    client = hub.dial()
    client.send(
        f"GET /?roomId={room}&userId=ada&userName=ada HTTP/1.1\r\nHost: {hub.authority}\r\n"
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    time.sleep(0.3)
    hub.signal()
    assert client.answer().status in (503, 101)
    assert hub.wait() == 0
