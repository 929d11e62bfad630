"""Dead peers are found out: within 5 s by whoever needs them, within 20 s otherwise."""

import subprocess
import sys
import time
from pathlib import Path

from hubtest.wire import PING, PONG, frame

# How much later than promised a busy machine may be.
SLACK = 3.0


def left_after(reader, client_id, started, timeout):
    """Seconds until `reader` is told that the client left, and the reason."""
    while True:
        message = reader.receive_type("peer-left", timeout)
        if message["clientId"] == client_id:
            return time.monotonic() - started, message["reason"]


def test_a_silent_peer_is_gone_within_20_seconds_and_within_5_when_it_is_needed(hub, room):
    watcher, silent, needed = hub.room(room, 3)
    started = time.monotonic()
    # Both have been silent for over 5 s when one of them is written to.
    while time.monotonic() - started < 6:
        watcher.settle()
        time.sleep(0.5)
    asked = time.monotonic()
    watcher.say({"type": "offer", "to": needed.id})
    seconds, reason = left_after(watcher, needed.id, asked, 15)
    assert reason == "lost"
    assert 4 < seconds < 5 + SLACK
    seconds, reason = left_after(watcher, silent.id, started, 25)
    assert reason == "lost"
    assert 9 < seconds < 20 + SLACK
    silent.answers_pings = needed.answers_pings = False
    assert needed.expect_close() == 4408 and needed.reason == "lost"
    assert silent.expect_close() == 4408


def test_pongs_keep_a_client_and_an_asked_one_is_asked_at_once(start_hub):
    hub = start_hub(
        "--ping-after-seconds", "2", "--pong-within-seconds", "1", "--probe-after-seconds", "1"
    )
    ada, bob = hub.room("alive", 2)
    deadline = time.monotonic() + 7
    pings = 0
    while time.monotonic() < deadline:
        bob.socket.settimeout(deadline - time.monotonic() + 1)
        try:
            opcode, payload = bob.frame()
        except TimeoutError:
            break
        if opcode == PING:
            pings += 1
            bob.send(frame(PONG, payload))
        ada.settle()
    assert pings >= 2
    time.sleep(1.2)
    asked = time.monotonic()
    ada.say({"type": "offer", "to": bob.id})
    kinds = {bob.frame()[0], bob.frame()[0]}
    assert PING in kinds and time.monotonic() - asked < 0.5
    seconds, reason = left_after(ada, bob.id, asked, 5)
    assert reason == "lost" and seconds < 1 + SLACK


def test_messages_count_as_life(start_hub):
    hub = start_hub("--ping-after-seconds", "1", "--pong-within-seconds", "1")
    ada, bob = hub.room("talking", 2)
    bob.answers_pings = False
    until = time.monotonic() + 5
    while time.monotonic() < until:
        bob.say({"type": "n"})
        ada.receive_type("n")
        time.sleep(0.3)
    assert hub.stats("talking")["clients"] == [ada.id, bob.id]


STOPPED_PEER = """
import os, signal, sys
sys.path.insert(0, sys.argv[1])
from hubtest.wire import Client
client = Client((sys.argv[2], int(sys.argv[3])))
client.upgrade("peer", "/ws?roomId=stopped")
print(client.receive()["clientId"], flush=True)
os.kill(os.getpid(), signal.SIGSTOP)
"""


def test_a_stopped_process_is_a_dead_peer(start_hub):
    hub = start_hub("--ping-after-seconds", "2", "--pong-within-seconds", "1")
    watcher = hub.connect(roomId="stopped")
    here = str(Path(__file__).parent)
    peer = subprocess.Popen(
        [sys.executable, "-c", STOPPED_PEER, here, hub.host, str(hub.port)],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        client_id = peer.stdout.readline().strip()
        assert watcher.receive_type("peer-joined")["clientId"] == client_id
        seconds, reason = left_after(watcher, client_id, time.monotonic(), 10)
        assert reason == "lost" and seconds < 3 + SLACK
    finally:
        peer.kill()
        peer.wait()
        peer.stdout.close()
