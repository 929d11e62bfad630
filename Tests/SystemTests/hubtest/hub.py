"""The real hub as a process on a free port, watched until it ends."""

import json
import os
import re
import signal
import subprocess
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

from .wire import Client, Wire

ROOT = Path(__file__).resolve().parents[3]
BINARY = os.environ.get("HUB_BINARY", str(ROOT / ".build/release/signaling-hub"))
LISTENING = re.compile(r"Listening on http://([^\s\"\\/]+):(\d+)")

# What a session description always has in it. None of it may reach a log.
SDP_MARKS = ("a=candidate", "a=ice-pwd", "a=fingerprint", "v=0\\r", "m=application")
OFFER = (
    "v=0\r\no=- 4611731400430051336 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"
    "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=ice-ufrag:Ab1c\r\n"
    "a=ice-pwd:secretsecretsecret\r\na=fingerprint:sha-256 00:11\r\n"
    "a=candidate:1 1 udp 1 10.0.0.1 9 typ host\r\n"
)


def environment(extra=None):
    """What a service manager gives: no HUB_ variable of the tester's leaks in."""
    return {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **(extra or {})}


def run_to_end(*arguments, env=None, cwd=None, timeout=15):
    """Runs the binary until it ends by itself."""
    return subprocess.run(
        [BINARY, *arguments],
        env=environment(env),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="surrogateescape",
        timeout=timeout,
        check=False,
    )


class Hub:
    """One hub. Leaving the context stops it and checks that it behaved until the end."""

    def __init__(self, *flags, env=None, port=0, descriptors=None, stderr=None, log_check=True):
        self.secrets, self.clients, self.lines, self.output = set(), [], [], []
        self.log_check = log_check
        self.exit_code = None
        arguments = [BINARY, *flags]
        if port is not None:
            arguments += ["--port", str(port)]
        # A hub must not outlive the tests, however they end.
        arguments = ["setpriv", "--pdeathsig", "KILL", *arguments]
        if descriptors:
            arguments = ["prlimit", f"--nofile={descriptors}:{descriptors}", *arguments]
        self.process = subprocess.Popen(
            arguments,
            env=environment(env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=stderr or subprocess.PIPE,
        )
        self.started = threading.Event()
        self.readers = [
            threading.Thread(target=self._read, args=(self.process.stdout, self.output))
        ]
        if self.process.stderr:
            self.readers.append(
                threading.Thread(target=self._read, args=(self.process.stderr, self.lines))
            )
        for reader in self.readers:
            reader.daemon = True
            reader.start()
        self.started.wait(15)
        if stderr is None and not hasattr(self, "port"):
            self.process.kill()
            raise AssertionError(f"no start-up line: {self.output} {self.lines}")

    def _read(self, stream, lines):
        for raw in stream:
            line = raw.decode("utf-8", "surrogateescape").rstrip("\n")
            lines.append(line)
            if not self.started.is_set() and (match := LISTENING.search(line)):
                self.host, self.port = match[1].strip("[]"), int(match[2])
                self.started.set()
        self.started.set()

    @property
    def address(self):
        return self.host, self.port

    @property
    def authority(self):
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def url(self):
        return f"http://{self.authority}"

    @property
    def log(self):
        return "\n".join(self.lines)

    @property
    def resident(self):
        """Resident memory in bytes."""
        return self._status("VmRSS") * 1024

    @property
    def peak_resident(self):
        return self._status("VmHWM") * 1024

    def _status(self, key):
        text = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"{key}:\s+(\d+)", text)[1])

    # REST

    def request(self, method, target, body=None, headers=(), timeout=10.0):
        """One request on a connection of its own."""
        with Wire(self.address, timeout) as wire:
            wire.send(self.head(method, target, body, headers))
            return wire.answer(method)

    def head(self, method, target, body=None, headers=()):
        """The bytes of a request, body included."""
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
        body = body.encode() if isinstance(body, str) else body
        fields = {"Host": self.authority, "Connection": "close"}
        if body is not None:
            fields |= {"Content-Type": "application/json", "Content-Length": str(len(body))}
        fields.update(dict(headers))
        lines = [f"{method} {target} HTTP/1.1"] + [
            f"{n}: {v}" for n, v in fields.items() if v is not None
        ]
        return ("\r\n".join(lines) + "\r\n\r\n").encode() + (body or b"")

    def get(self, target, **options):
        return self.request("GET", target, **options)

    def post(self, target, body, **options):
        return self.request("POST", target, body, **options)

    def join(self, headers=(), **body):
        """Joins over REST and returns the answer's members."""
        answer = self.post("/api/rooms/join", body, headers=headers)
        assert answer.status == 200, answer
        joined = answer.json
        self.secrets.add(joined["token"])
        return joined

    def stats(self, room=None):
        answer = self.get("/api/rooms/stats" + (f"?{urlencode({'roomId': room})}" if room else ""))
        assert answer.status == 200, answer
        return answer.json

    def metrics(self):
        """The samples of /metrics by name with labels."""
        samples = {}
        for line in self.get("/metrics").text.splitlines():
            if line and not line.startswith("#"):
                name, value = line.rsplit(" ", 1)
                samples[name] = float(value)
        return samples

    # WebSocket

    def dial(self, timeout=10.0, receive_buffer=None):
        """A TCP connection that can become a WebSocket."""
        client = Client(self.address, timeout, receive_buffer)
        self.clients.append(client)
        return client

    def knock(self, headers=(), timeout=10.0, **query):
        """A handshake whose answer is what matters."""
        client = self.dial(timeout)
        return client.upgrade(self.authority, self.target(query), headers)

    @staticmethod
    def target(query):
        return "/ws" + (f"?{urlencode(query)}" if query else "")

    def connect(self, headers=(), behind=b"", receive_buffer=None, timeout=10.0, **query):
        """A client whose WebSocket is open and whose welcome has been read."""
        client = self.dial(timeout, receive_buffer)
        answer = client.upgrade(self.authority, self.target(query), headers, behind)
        assert answer.status == 101, answer
        client.welcome = client.receive()
        assert client.welcome["type"] == "welcome", client.welcome
        self.secrets.add(client.token)
        return client

    def bind(self, joined, **options):
        """Binds what `join` answered."""
        return self.connect(
            roomId=joined["roomId"], clientId=joined["ClientId"], token=joined["token"], **options
        )

    def room(self, name, count, **options):
        """`count` clients in one room, each of which has read of all the others."""
        clients = []
        for _ in range(count):
            client = self.connect(roomId=name, **options)
            for other in clients:
                assert other.receive_type("peer-joined")["clientId"] == client.id
            clients.append(client)
        return clients

    # The end

    def signal(self, number=signal.SIGTERM):
        self.process.send_signal(number)

    def wait(self, timeout=10.0):
        """Waits for the end of the process and returns its exit code."""
        self.exit_code = self.process.wait(timeout)
        for reader in self.readers:
            reader.join(5)
        return self.exit_code

    def hang_up(self):
        for client in self.clients:
            client.close()
        self.clients.clear()

    def stop(self):
        """Stops the hub and checks its end: exit 0 within 10 s, and a log that keeps secrets."""
        self.hang_up()
        if self.exit_code is None:
            self.signal()
            try:
                self.wait()
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.wait()
                raise AssertionError("the hub did not end within 10 s of SIGTERM") from None
            assert self.exit_code == 0, f"exit code {self.exit_code}\n{self.log[-4000:]}"
        if self.log_check:
            self.check_log()

    def check_log(self):
        text = self.log + "\n".join(self.output)
        for mark in (*SDP_MARKS, *self.secrets):
            assert mark not in text, f"the log shows {mark!r}"
        assert "Fatal error" not in text and "Crash" not in text, text[-4000:]

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind is None:
            self.stop()
        elif self.process.poll() is None:
            self.process.kill()
            self.wait()


def eventually(condition, within=5.0, every=0.02):
    """Waits until `condition()` holds and returns what it gave."""
    deadline = time.monotonic() + within
    while True:
        if value := condition():
            return value
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(every)
