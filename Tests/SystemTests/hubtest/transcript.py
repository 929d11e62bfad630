"""Plays a transcript against a live hub: every line that is sent, every line that must come back.

    # a comment
    = flags --max-room-clients 2         settings of the hub
    = token ada {"sub": "…"}             a JWT with these claims; lines write it <ada.jwt>
    ada > UPGRADE /webrtc                opens a WebSocket
    ada < 101
    ada > {"action":"join"}              sends a text message
    ada < {"type":"peers_list"}          the next message, which must be this one and no other
    ada > close 1000                     a close frame
    ada < close 1000 left                the close frame of the hub: code, reason
    ada > POLLING /socket.io/            opens an Engine.IO session over long-polling
    bob > GET /health                    an HTTP request; a body may follow
    bob < 200 {"status":"ok"}
    bob > curl http://hub/rooms          the same with curl, told its arguments

JSON is compared as such, member by member. A string "<name:pattern>" matches a value of the pattern
and keeps it as <name>; "<:pattern>" only matches; <name> stands for what was kept; a member "..."
lets there be others.
"""

import json
import re
import shlex
import subprocess

from .dialects.engineio import PollingTransport
from .hub import Hub
from .tokens import sign
from .wire import Closed, Wire, close_frame

PATTERNS = {
    "id": r"[0-9A-Za-z]{6}",
    "token": r"[0-9A-Za-z]{22}",
    "sid": r"[\w-]{20,}",
    "time": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z",
    "second": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
    "clock": r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d",
    "ms": r"1\d{12}",
    "number": r"\d+",
    "text": r"(?s).+",
}
PLACEHOLDER = re.compile(r"<(\w*):(\w+)>")
KNOWN = re.compile(r"<([\w.]+)>")
LINE = re.compile(r"(\w+) ([<>]) (.*)")


class WebSocketActor:
    """A WebSocket, and the HTTP answer that opened it or did not."""

    def __init__(self, hub, target):
        self.client = hub.dial()
        self.answer = self.client.upgrade(hub.authority, target)
        self.pending = [shown(self.answer)]

    def send(self, text):
        if match := re.fullmatch(r"close(?: (\d+))?", text):
            self.client.send(close_frame(int(match[1] or 1000)))
        else:
            self.client.say(text)

    def receive(self, timeout=5.0):
        if self.pending:
            return self.pending.pop(0)
        try:
            return self.client.receive_text(timeout)
        except Closed:
            return f"close {self.client.code} {self.client.reason or ''}".rstrip()

    def is_quiet(self):
        return bool(self.client.code) or self.answer.status != 101 or self.client.is_silent(0.1)


class PollingActor:
    """A session over long-polling; the polls themselves are not shown."""

    def __init__(self, hub, target):
        assert target == "/socket.io/", target
        self.transport = PollingTransport(hub)
        self.pending = ["0" + json.dumps(self.transport.opening)]

    def send(self, text):
        self.transport.send(text)

    def receive(self, timeout=5.0):
        if self.pending:
            return self.pending.pop(0)
        try:
            return self.transport.receive(timeout)
        except Closed as closed:
            return f"close {closed}"

    def is_quiet(self):
        try:
            text = self.transport.receive(0.1)
        except (Closed, TimeoutError):
            return True
        raise AssertionError(f"unexpected {text}")


class RequestActor:
    """One HTTP request. Its answer may be a long time coming."""

    def __init__(self, hub, method, target, body):
        self.method, self.wire = method, Wire(hub.address)
        headers = {"Content-Type": "text/plain;charset=UTF-8"} if "/socket.io/" in target else {}
        self.wire.send(hub.head(method, target, body or None, headers))

    def receive(self, timeout=5.0):
        self.wire.socket.settimeout(timeout)
        return shown(self.wire.answer(self.method))

    def is_quiet(self):
        self.wire.close()
        return True


class CurlActor(RequestActor):
    """What a person would type."""

    def __init__(self, hub, arguments):
        text = re.sub(r"http://[\w.]+(:\d+)?/", f"{hub.url}/", arguments)
        command = ["curl", "-sS", "-w", "\n%{http_code}", *shlex.split(text)]
        run = subprocess.run(command, capture_output=True, text=True, timeout=15, check=False)
        assert run.returncode == 0, run.stderr
        body, _, status = run.stdout.rpartition("\n")
        self.text = f"{status} {body.strip()}".strip()

    def receive(self, timeout=5.0):
        return self.text

    def is_quiet(self):
        return True


def shown(answer):
    """An HTTP answer as a line."""
    return f"{answer.status} {answer.body.decode().strip()}".strip()


def split(text):
    """The words in front of the JSON in a line, and the JSON; None where there is none."""
    match = re.match(r"(?:\d+ )?\d*(?=[\[{\"])", text)
    if not match:
        return text, None
    return text[: match.end()], json.loads(text[match.end() :])


class Player:
    """The actors of one transcript, and what they have seen."""

    def __init__(self, hub, known):
        self.hub, self.known, self.actors = hub, {"hub": hub.authority, **known}, {}

    def play(self, actor, direction, text):
        if direction == "<":
            self.expect(text, self.actors[actor].receive())
            return
        text = self.fill_in(text)
        verb, _, rest = text.partition(" ")
        if verb == "UPGRADE":
            self.actors[actor] = WebSocketActor(self.hub, rest)
        elif verb == "POLLING":
            self.actors[actor] = PollingActor(self.hub, rest)
        elif verb == "curl":
            self.actors[actor] = CurlActor(self.hub, rest)
        elif verb in ("GET", "POST", "PUT", "DELETE", "OPTIONS"):
            target, _, body = rest.partition(" ")
            self.actors[actor] = RequestActor(self.hub, verb, target, body)
        else:
            self.actors[actor].send(text)

    def fill_in(self, text):
        return KNOWN.sub(lambda match: str(self.known[match[1]]), text)

    def expect(self, wanted, got):
        (words, wanted_json), (got_words, got_json) = split(wanted), split(got)
        if wanted_json is None:
            self.match(wanted, got, got)
            return
        assert words == got_words and got_json is not None, f"wanted {wanted}\n     got {got}"
        self.match(wanted_json, got_json, got)

    def match(self, wanted, got, whole, path="$"):
        """Holds one JSON value against what was wanted."""
        where = f"at {path}: wanted {wanted!r}, got {got!r}\n  in {whole}"
        if isinstance(wanted, dict):
            assert isinstance(got, dict), where
            named = {self.fill_in(key): value for key, value in wanted.items() if key != "..."}
            missing, more = set(named) - set(got), set(got) - set(named)
            assert not missing and ("..." in wanted or not more), f"{missing} {more} {where}"
            for key, value in named.items():
                self.match(value, got[key], whole, f"{path}.{key}")
        elif isinstance(wanted, list):
            assert isinstance(got, list) and len(got) == len(wanted), where
            for number, value in enumerate(wanted):
                self.match(value, got[number], whole, f"{path}[{number}]")
        elif isinstance(wanted, str) and (match := PLACEHOLDER.fullmatch(wanted)):
            assert isinstance(got, (str, int)) and not isinstance(got, bool), where
            assert re.fullmatch(PATTERNS[match[2]], str(got)), where
            if match[1]:
                self.known[match[1]] = got
                if match[2] in ("token", "sid"):
                    self.hub.secrets.add(got)
        elif isinstance(wanted, str):
            assert got == self.fill_in(wanted), where
        else:
            assert type(got) is type(wanted) and got == wanted, where


def play(path, secret_file):
    """Plays the transcript at `path` against a hub of its own."""
    flags, known, lines = ["--rate-limit", "off"], {}, []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("= flags "):
            flags += line.split()[2:]
        elif line.startswith("= token "):
            name, claims = line.removeprefix("= token ").split(" ", 1)
            known[f"{name}.jwt"] = sign({"exp": 4102444800, **json.loads(claims)})
        else:
            assert LINE.fullmatch(line), f"{path.name}:{number}: {line}"
            lines.append((number, line))
    if known:
        flags += ["--jwt-hs256-file", secret_file]
    with Hub(*flags) as hub:
        hub.secrets |= set(known.values())
        player = Player(hub, known)
        for number, line in lines:
            try:
                player.play(*LINE.fullmatch(line).groups())
            except (AssertionError, KeyError, OSError, ValueError, Closed) as failure:
                raise AssertionError(f"{path.name}:{number}: {line}\n{failure}") from failure
        for name, actor in player.actors.items():
            assert actor.is_quiet(), f"{name} was told more than the transcript says"
