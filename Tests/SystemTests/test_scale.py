"""Thousands of sockets and minutes of use. Runs with Tests/run --all."""

import resource
import threading
import time

import pytest

from hubtest.hub import OFFER, eventually
from hubtest.wire import Closed

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

CLIENTS = 10_000


@pytest.fixture(autouse=True)
def descriptors():
    """Room for both ends of every socket."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < CLIENTS + 500:
        pytest.skip(f"{hard} descriptors are too few")
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_10000_clients_are_held_and_told_at_the_end(start_hub):
    hub = start_hub("--rate-limit", "off")
    hub.connect().close()
    before = hub.resident
    clients = []
    started = time.monotonic()
    for number in range(CLIENTS):
        clients.append(hub.connect(roomId=f"room {number // 2}"))
    seconds = time.monotonic() - started
    each = (hub.resident - before) / CLIENTS
    print(f"{CLIENTS} clients in {seconds:.1f} s, {each:.0f} bytes each")
    assert each < 4096
    assert hub.stats()["totalRooms"] == CLIENTS // 2
    for number in range(0, CLIENTS, 2):
        ada, bob = clients[number], clients[number + 1]
        ada.say({"type": "offer", "to": bob.id, "sdp": OFFER})
    for number in range(0, CLIENTS, 2):
        assert clients[number + 1].receive_type("offer")["from"] == clients[number].id
    hub.signal()
    codes = []
    for client in clients:
        codes.append(client.expect_close())
        client.close()
    assert codes == [1012] * CLIENTS
    assert hub.wait(10) == 0


def test_a_short_shutdown_still_tells_everybody(start_hub):
    hub = start_hub("--rate-limit", "off", "--loops", "1", "--shutdown-seconds", "1")
    clients = [hub.connect(roomId=f"room {number // 10}") for number in range(8_000)]
    hub.signal()
    assert hub.wait(5) == 0
    codes = []
    for client in clients:
        codes.append(client.expect_close())
        client.close()
    assert codes == [1012] * len(clients)


def test_a_day_in_minutes_leaks_neither_memory_nor_descriptors(start_hub):
    hub = start_hub("--rate-limit", "off")
    failures = []
    stop = threading.Event()

    def live(seed):
        number = 0
        while not stop.is_set():
            number += 1
            try:
                ada, bob = hub.room(f"soak {seed} {number}", 2)
                for _ in range(5):
                    ada.say({"type": "offer", "to": bob.id, "sdp": OFFER})
                    bob.receive_type("offer")
                if number % 3 == 0:
                    ada.reset()
                elif number % 3 == 1:
                    ada.say({"type": "leave"})
                    ada.expect_close()
                bob.receive_type("peer-left") if number % 3 != 2 else None
                ada.close()
                bob.close()
            except (Closed, OSError, AssertionError) as failure:
                failures.append(failure)
                return

    def in_use():
        samples = hub.metrics()
        return samples["process_open_fds"], samples["process_resident_memory_bytes"]

    threads = [threading.Thread(target=live, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    time.sleep(20)
    _, early = in_use()
    time.sleep(160)
    _, late = in_use()
    stop.set()
    for thread in threads:
        thread.join()
    hub.clients.clear()
    assert not failures, failures[0]
    eventually(lambda: hub.stats()["totalRooms"] == 0)
    assert late - early < 8 << 20, f"{early} bytes grew to {late}"
    assert in_use()[0] < 40
