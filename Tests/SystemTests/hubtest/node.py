"""A client on Node's ws package as a process."""

import json
import queue
import subprocess
import threading
from urllib.parse import urlencode

from .browser import CLIENTS
from .hub import environment

# Where Debian's node-ws lies; a Node from elsewhere does not look there by itself.
MODULES = "/usr/share/nodejs"


class NodePeer:
    """One run of peer.js; what it prints is kept until a test asks for it.

    `calls` lets it call and answer by itself; else it says only what `say` tells it to.
    """

    def __init__(self, hub, room, user, name=None, calls=True, **query):
        self.id = user
        name = user.title() if name is None else name
        query = urlencode({"roomId": room, "userId": user, "userName": name} | query)
        program = [CLIENTS / "ws/peer.js", f"ws://{hub.authority}/?{query}"]
        self.process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", "node", *program, *(["--calls"] if calls else [])],
            env=environment({"NODE_PATH": MODULES}),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.lines = queue.Queue()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(json.loads(line))
        self.lines.put(None)

    def hear(self, within=10):
        """The next message."""
        try:
            message = self.lines.get(timeout=within)
        except queue.Empty:
            raise AssertionError(f"{self.id} heard nothing for {within} s") from None
        assert message is not None, f"{self.id} has ended"
        return message

    def hear_type(self, kind):
        """The next message of a type, dropping those before it."""
        while (message := self.hear()).get("type") != kind:
            pass
        return message

    def say(self, message):
        text = message if isinstance(message, str) else json.dumps(message)
        self.process.stdin.write(text + "\n")
        self.process.stdin.flush()

    def leave(self):
        """Closes the WebSocket as the library does, and returns the close it ends with."""
        self.process.stdin.close()
        while "code" not in (end := self.hear()):
            pass
        assert self.process.wait(10) == 0
        return end

    def kill(self):
        self.process.kill()
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()
