"""What the clients of all dialects have in common: entering, signals, who comes and who goes."""

import threading
import time
from dataclasses import dataclass
from typing import Any

from ..tokens import token
from ..wire import Closed


# The value of a signal that lacks what its type promises.
ABSENT = "(absent)"


class Refused(Exception):
    """The hub did not let the client in: an HTTP status, or the dialect's own words."""

    def __init__(self, status=None, message=None):
        super().__init__(f"{status} {message}")
        self.status, self.message = status, message


@dataclass
class Event:
    """Something a client was told, in the tests' words.

    `what` is "signal", "join", "leave", "error" or "other"; `who` the sender or the peer meant, as
    the dialect names it; `text` the JSON as it came.
    """

    what: str
    who: str | None = None
    kind: str | None = None
    value: Any = None
    text: str = ""
    message: Any = None


class Participant:
    """A client of one dialect. Subclasses say how it is spoken."""

    label = ""
    # Whether the client names itself; else the hub issues its ID.
    names_itself = False
    # Whether every signal must name its receiver.
    always_directed = False
    # The members that name the sender, and where they stand.
    sender_words = ("from",)

    def __init__(self, hub, account=None, rooms="*", seconds=3600.0):
        """`account` is the subject of a JWT to enter with."""
        self.hub, self.account = hub, account
        self.jwt = None
        if account is not None:
            self.show(token(account, rooms, name=f"Name of {account}", seconds=seconds))
        self.id = None
        self.inbox = []
        self.wire = None

    def show(self, jwt):
        """Enters with this token instead."""
        self.jwt = jwt
        self.hub.secrets.add(jwt)
        return self

    # What a test does with it

    def enter(self, room, name, timeout=10.0):
        """Enters the room, under the name where the dialect's clients name themselves.

        Raises `Refused` where the hub does not let it in.
        """
        raise NotImplementedError

    def send_offer(self, to, sdp):
        self.say(self.description("offer", to, sdp))

    def send_answer(self, to, sdp):
        self.say(self.description("answer", to, sdp))

    def send_candidate(self, to, candidate):
        self.say(self.candidate(to, candidate))

    def next_signal(self, timeout=5.0):
        """The next signal: kind, sender, and its description or candidate."""
        event = self.take(lambda event: event.what == "signal", timeout)
        return event.kind, event.who, event.value

    def next_error(self, timeout=5.0):
        return self.take(lambda event: event.what == "error", timeout)

    def saw_join(self, peer, timeout=5.0):
        return self.take(lambda event: (event.what, event.who) == ("join", peer.id), timeout)

    def saw_leave(self, peer, timeout=5.0):
        return self.take(lambda event: (event.what, event.who) == ("leave", peer.id), timeout)

    def is_quiet(self, within=0.2):
        """Whether no signal and no error comes within the time."""
        try:
            event = self.take(lambda event: event.what in ("signal", "error"), within)
        except TimeoutError:
            return True
        raise AssertionError(f"{self.label} was told {event}")

    def leave(self):
        """Leaves the room as the dialect's clients do."""
        raise NotImplementedError

    def close(self):
        """Ends the connection without a word."""
        if self.wire is not None:
            self.wire.close()

    def closed_with(self, timeout=5.0):
        """Reads on until the hub ends the connection; its close code."""
        return self.wire.expect_close(timeout)

    # How dialects name people

    def address(self, peer):
        """What this dialect's clients write to name the receiver."""
        return peer.id

    def name_of(self, peer):
        """What this dialect's clients read as the sender."""
        return peer.id

    def stamped(self, message):
        """The object in a received message that holds the sender's words."""
        return message

    # How a dialect is spoken

    def description(self, kind, to, sdp):
        raise NotImplementedError

    def candidate(self, to, candidate):
        raise NotImplementedError

    def say(self, message):
        """Sends a message: an object, or the text itself."""
        self.wire.say(message)

    def say_all(self, messages):
        for message in messages:
            self.say(message)

    def read(self, timeout):
        """Reads what comes next and returns its events."""
        raise NotImplementedError

    # The inbox

    def pump(self, timeout):
        """Takes in what comes next, if anything does within the time."""
        try:
            self.inbox += self.read(max(0.001, timeout))
        except TimeoutError:
            pass

    def take(self, wanted, timeout):
        """Removes the first event that is wanted from the inbox, reading on until there is one."""
        deadline = time.monotonic() + timeout
        while True:
            for event in self.inbox:
                if wanted(event):
                    self.inbox.remove(event)
                    return event
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"{self.label} {self.id}: not in {self.inbox}")
            self.pump(left)

    def drain(self):
        """Takes in all that has come by now."""
        count = -1
        while count < len(self.inbox):
            count = len(self.inbox)
            self.pump(0.002)

    # Over WebSocket

    def dial(self, target, timeout=10.0, headers=()):
        """Opens the WebSocket, or raises `Refused`."""
        self.wire = self.hub.dial(timeout)
        answer = self.wire.upgrade(self.hub.authority, target, headers)
        if answer.status != 101:
            self.wire.close()
            raise Refused(answer.status, answer.error)

    @property
    def query(self):
        """The token as a query parameter."""
        return {"access_token": self.jwt} if self.jwt else {}


class Attentive:
    """Keeps participants reading in the background, so that they answer pings, within a `with`."""

    def __init__(self, *participants):
        self.done = threading.Event()
        self.threads = [threading.Thread(target=self._read, args=(p,)) for p in participants]

    def _read(self, participant):
        while not self.done.is_set():
            try:
                participant.pump(0.05)
            except (Closed, OSError):
                return

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.done.set()
        for thread in self.threads:
            thread.join()
