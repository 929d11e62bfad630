"""The log: one line an event, hostile text escaped, secrets kept."""

import json
import os
import pty
import re
import subprocess
from pathlib import Path

import pytest

from hubtest.hub import BINARY, OFFER, Hub, environment, eventually

HOSTILE = [
    '%n%s%x {"level":"critical","msg":"forged"}',
    'quote " and \\ backslash',
    "</script><img src=x onerror=alert(1)>",
    "\u202eright to left\u2028line separator",
    "'; DROP TABLE rooms; --",
    "${jndi:ldap://x}",
]


def provoke(hub):
    """A little of everything that is worth a line."""
    for name in HOSTILE:
        joined = hub.join(roomId=name, name=name, metadata={name: name})
        client = hub.bind(joined)
        other = hub.connect(roomId=name, name=name)
        other.say({"type": "offer", "sdp": OFFER, "to": client.id})
        assert client.receive_type("offer")["sdp"] == OFFER
        other.say({"type": name, "to": name, "ref": name})
        other.receive_type("error")
        hub.knock(roomId=name, clientId=joined["ClientId"], token="0" * 22)
        client.say({"type": "leave"})
        client.expect_close()
        other.send(b"\xff\xff" + name.encode())
        other.expect_close()
    hub.knock(headers={"Origin": "http://evil.test/%n%s"})
    hub.get("/%1b%5b31m%0aforged")
    hub.request("GET", "/livez", headers={"User-Agent": 'a"b\\c%n\x1b[31m'})
    seat = hub.join(roomId="seat")
    hub.knock(
        headers={"Sec-WebSocket-Protocol": f"hub.v1, hub.token.{seat['token']}x"},
        roomId="seat",
        clientId=seat["ClientId"],
    )


@pytest.mark.parametrize(
    # Above these the start-up line is not written, by which the hub's port is found.
    "level", ["trace", "debug", "info", "notice"]
)
def test_json_lines_parse_and_tell_when_and_how_bad(start_hub, level):
    # Descriptions may be logged at trace; tokens never are.
    hub = start_hub(
        "--log-format", "json", "--log-level", level, "--rate-limit", "off", log_check=False
    )
    provoke(hub)
    hub.stop()
    lines = [line for line in hub.lines if line]
    levels = ["trace", "debug", "info", "notice", "warning", "error", "critical"]
    for line in lines:
        entry = json.loads(line)
        assert isinstance(entry, dict)
        assert levels.index(entry["level"]) >= levels.index(level)
        assert any(re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", str(v)) for v in entry.values()), (
            line
        )
        assert entry.get("msg") != "forged"
    if level in ("trace", "debug", "info"):
        assert lines
    for secret in hub.secrets:
        assert secret not in hub.log
    if level != "trace":
        hub.check_log()


def test_not_on_a_terminal_the_format_is_json(start_hub):
    hub = start_hub("--log-level", "debug")
    hub.connect(roomId="r")
    hub.stop()
    logged = [line for line in hub.lines if line.startswith("{")]
    assert logged
    for line in logged:
        json.loads(line)


def test_text_lines_carry_no_control_characters(start_hub):
    hub = start_hub("--log-format", "text", "--log-level", "debug", "--rate-limit", "off")
    provoke(hub)
    hub.stop()
    assert len(hub.lines) > 2
    for line in hub.lines:
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u202e]", line), repr(line)
        assert not line.startswith("{")


def test_on_a_terminal_the_format_is_text():
    leader, follower = pty.openpty()
    hub = Hub("--log-level", "debug", stderr=follower)
    os.close(follower)
    text = ""
    try:
        while "Listening on" not in text + "\n".join(hub.output):
            text += os.read(leader, 4096).decode()
        hub.signal()
        try:
            while chunk := os.read(leader, 4096):
                text += chunk.decode()
        except OSError:
            pass
        assert hub.wait() == 0
    finally:
        os.close(leader)
    assert text.strip()
    for line in text.splitlines():
        assert not line.lstrip().startswith("{"), line


def test_the_start_tells_where_it_listens_and_what_to_try(start_hub):
    hub = start_hub("--log-format", "text")
    text = "\n".join(hub.output + hub.lines)
    assert f"Listening on {hub.url}" in text
    assert text.count("curl ") >= 2


def test_a_closed_standard_error_is_nobody_elses_descriptor():
    process = subprocess.Popen(
        ["sh", "-c", f'exec "{BINARY}" --port 0 --log-level debug 2>&-'],
        env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
    )
    try:
        link = Path(f"/proc/{process.pid}/fd/2")
        eventually(lambda: len(list(link.parent.iterdir())) > 8)
        assert os.readlink(link) == "/dev/null"
    finally:
        process.kill()
        process.wait()
