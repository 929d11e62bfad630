"""The end: everybody is told, the process ends in time and with 0."""

import fcntl
import os
import signal
import subprocess
import threading
import time

import pytest

from hubtest.hub import BINARY, LISTENING, environment, eventually
from hubtest.wire import Client, Closed, Wire, text_frame


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_under_load_every_client_is_told_1012_and_the_exit_is_0(start_hub, number):
    hub = start_hub("--rate-limit", "off")
    clients = [hub.connect(roomId=f"room {n % 20}") for n in range(200)]
    codes, stop = [], threading.Event()

    def talk():
        data = text_frame({"type": "chat", "pad": "x" * 1000})
        try:
            while not stop.is_set():
                for client in clients[:50]:
                    client.send(data)
                # Brisk, yet within what 200 Python threads can read on a busy machine.
                time.sleep(0.02)
        except OSError:
            pass

    def listen(part):
        for client in part:
            try:
                codes.append(client.expect_close(15))
            except (AssertionError, OSError) as failure:
                codes.append(failure)

    # A thread for every room, so that nobody is too slow for the chat.
    threads = [threading.Thread(target=listen, args=([client],)) for client in clients]
    talker = threading.Thread(target=talk)
    for thread in (*threads, talker):
        thread.start()
    time.sleep(1)
    started = time.monotonic()
    hub.signal(number)
    try:
        assert hub.wait(10) == 0
        assert time.monotonic() - started < 10
    finally:
        stop.set()
        for thread in (*threads, talker):
            thread.join()
    assert codes == [1012] * 200
    assert clients[0].reason == "restarting"


def test_without_clients_the_end_is_quick(start_hub):
    hub = start_hub()
    started = time.monotonic()
    hub.signal()
    assert hub.wait(5) == 0
    assert time.monotonic() - started < 2


def test_clients_that_do_not_answer_the_close_hold_it_up_no_longer_than_told(start_hub):
    hub = start_hub("--shutdown-seconds", "2")
    for _ in range(20):
        hub.connect()
    started = time.monotonic()
    hub.signal()
    assert hub.wait(10) == 0
    assert time.monotonic() - started < 4


def test_a_second_signal_ends_it_at_once(start_hub):
    hub = start_hub("--shutdown-seconds", "8", log_check=False)
    hub.connect()
    hub.signal()
    time.sleep(0.5)
    if hub.process.poll() is None:
        started = time.monotonic()
        hub.signal()
        hub.wait(2)
        assert time.monotonic() - started < 1


def test_while_it_drains_it_is_not_ready_and_takes_nobody(start_hub):
    hub = start_hub("--shutdown-seconds", "4")
    hub.connect()
    kept = [Wire(hub.address) for _ in range(3)]
    for wire in kept:
        wire.send(hub.head("GET", "/readyz", headers={"Connection": None}))
        assert wire.answer().status == 200
    hub.signal()
    time.sleep(0.5)
    answers = []
    for wire, (method, target) in zip(
        kept, [("GET", "/readyz"), ("POST", "/api/rooms/join"), ("GET", "/livez")], strict=True
    ):
        try:
            wire.send(hub.head(method, target, headers={"Connection": None, "Content-Length": "0"}))
            answers.append(wire.answer().status)
        except (Closed, OSError):
            answers.append(None)
    assert answers[0] == 503
    assert answers[1] in (503, None)
    assert answers[2] in (200, None)
    for wire in kept:
        wire.close()
    assert hub.wait(10) == 0


def test_no_new_connection_is_accepted_while_it_drains(start_hub):
    hub = start_hub("--shutdown-seconds", "4")
    hub.connect()
    hub.signal()

    def is_refused():
        try:
            Wire(hub.address, 1).close()
        except OSError:
            return True
        return False

    eventually(is_refused, within=2)
    assert hub.process.poll() is None
    assert hub.wait(10) == 0


def test_the_port_is_free_again_at_once(start_hub):
    first = start_hub()
    first.connect()
    first.stop()
    assert start_hub(port=first.port).get("/livez").status == 200


def test_a_log_that_nobody_reads_stops_neither_the_hub_nor_its_end():
    reading, writing = os.pipe()
    process = subprocess.Popen(
        ["setpriv", "--pdeathsig", "KILL", BINARY, "--port", "0", "--log-level", "debug"],
        env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=writing,
    )
    try:
        log = b""
        while not (match := LISTENING.search(log.decode())):
            log += os.read(reading, 4096)
        address = match[1], int(match[2])
        fcntl.fcntl(writing, fcntl.F_SETFL, os.O_NONBLOCK)
        for size in (4096, 1):
            try:
                while True:
                    os.write(writing, b"x" * size)
            except BlockingIOError:
                pass
        # The hub has the same open file: it sees an ordinary pipe again.
        fcntl.fcntl(writing, fcntl.F_SETFL, 0)
        # Every coming is logged at this level, on the loop's thread.
        for _ in range(3):
            with Client(address, 5) as client:
                assert client.upgrade("x", "/ws").status == 101
                assert client.receive()["type"] == "welcome"
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    finally:
        process.kill()
        process.wait()
        os.close(reading)
        os.close(writing)
