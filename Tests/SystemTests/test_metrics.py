"""/metrics: clean by promtool, and true."""

import re
import subprocess

from hubtest.hub import eventually
from hubtest.wire import text_frame


def total(hub, pattern):
    """The sum of every sample whose name and labels match; at least one must."""
    samples = {name: value for name, value in hub.metrics().items() if re.fullmatch(pattern, name)}
    assert samples, f"no sample like {pattern}"
    return sum(samples.values())


def test_promtool_finds_nothing_to_say(start_hub):
    hub = start_hub()
    ada, bob = hub.room("m", 2)
    ada.say({"type": "offer", "to": bob.id})
    ada.say({"type": "offer", "to": "nobody"})
    hub.knock(roomId="m", clientId="nobody", token="0" * 22)
    bob.receive()
    answer = hub.get("/metrics")
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    done = subprocess.run(
        ["promtool", "check", "metrics"], input=answer.body, capture_output=True, check=False
    )
    assert done.returncode == 0 and not done.stdout and not done.stderr, done


def test_clients_and_rooms_are_counted(start_hub):
    hub = start_hub()
    assert total(hub, r"\w+_clients") == 0 and total(hub, r"\w+_rooms") == 0
    hub.room("a", 3)
    hub.room("b", 2)
    assert total(hub, r"\w+_clients") == 5 and total(hub, r"\w+_rooms") == 2
    hub.hang_up()
    eventually(lambda: total(hub, r"\w+_clients") == 0 and total(hub, r"\w+_rooms") == 0)


def test_messages_and_bytes_relayed_are_counted(start_hub):
    hub = start_hub()
    clients = hub.room("m", 4)
    messages, data = r"\w+_messages_relayed_total(\{.*\})?", r"\w+_bytes_relayed_total(\{.*\})?"
    before = total(hub, messages), total(hub, data)
    for _ in range(10):
        clients[0].say({"type": "chat", "pad": "x" * 1000})
    for client in clients[1:]:
        for _ in range(10):
            client.receive()
    assert 10 <= total(hub, messages) - before[0] <= 30
    assert 10_000 <= total(hub, data) - before[1] <= 40_000


def test_refusals_and_drops_are_counted_by_reason(start_hub):
    hub = start_hub("--max-room-clients", "2", "--messages-per-second", "1", "--message-burst", "3")
    before = (
        total(hub, r"\w+_refused_total(\{.*\})?") if "refused" in hub.get("/metrics").text else 0
    )
    ada, bob = hub.room("m", 2)
    assert hub.knock(roomId="m").status == 409
    assert hub.knock(roomId="m", clientId="nobody", token="x" * 22).status == 404
    assert total(hub, r"\w+_refused_total\{.*reason=.*\}") >= before + 2
    ada.send(text_frame({"type": "n"}) * 8)
    assert bob.receive_type("peer-left")["reason"] == "rate-limited"
    assert total(hub, r"\w+_dropped_total\{.*reason=.*\}") >= 1


def test_the_process_is_described(start_hub):
    hub = start_hub()
    samples = hub.metrics()
    assert abs(samples["process_resident_memory_bytes"] - hub.resident) < 16 << 20
    assert 0 < samples["process_open_fds"] < samples["process_max_fds"]
    assert samples["process_cpu_seconds_total"] >= 0
    assert samples["process_start_time_seconds"] > 1e9


def test_no_sample_names_a_room_or_a_client(start_hub):
    hub = start_hub()
    client = hub.connect(roomId="secretroom")
    text = hub.get("/metrics").text
    assert "secretroom" not in text and client.id not in text


def test_turns_of_the_loop_are_a_histogram(start_hub):
    hub = start_hub("--loops", "1")
    hub.connect().settle()
    names = [name for name in hub.metrics() if "turn" in name]
    assert any(name.endswith("_seconds_count") for name in names)
    assert any('le="+Inf"' in name for name in names)
