"""Runs Autobahn test cases, one after the other, and compares the results with the expected ones.

Every case is a WebSocket client that sends what its class prescribes and judges what comes back in
two words: its behavior and how the connection was closed (OK, NON-STRICT, INFORMATIONAL, FAILED,
WRONG CODE, UNCLEAN, FAILED BY CLIENT). The expected results are a JSON object: case to both words.
Exit code 0: all as expected; 1: a difference; 2: the echo server does not work.
"""

import argparse
import binascii
import json
import re
import subprocess
import sys
import time
import types
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent

arguments = argparse.ArgumentParser(description="Run Autobahn test cases against an echo server.")
arguments.add_argument("--suite", type=Path, required=True, help="directory filled by prepare")
server = arguments.add_mutually_exclusive_group(required=True)
server.add_argument("--echo", help="executable that prints 'listening on PORT'")
server.add_argument("--url", help="a server that runs already, such as ws://127.0.0.1:9001")
arguments.add_argument("--groups", default="1,2,3,4,5,6,7,9,10", help="groups or cases, by comma")
arguments.add_argument("--expected", type=Path, default=HERE / "expected.json")
arguments.add_argument("--results", type=Path, help="write the results to this file")
options = arguments.parse_args()


def octets(value):
    """The octets that a string of the translated cases stands for."""
    return value.encode("latin-1") if isinstance(value, str) else bytes(value)


def characters(value):
    """The reverse: each octet as one character, as the cases compare them."""
    return bytes(value).decode("latin-1")


# The package's own __init__ imports the test server in Python 2: only its cases are loaded.
sys.path.insert(0, str(options.suite / "autobahntestsuite"))
package = types.ModuleType("autobahntestsuite")
package.__path__ = [str(options.suite / "autobahntestsuite")]
sys.modules["autobahntestsuite"] = package

# The cases hand strings of octets to two functions that take bytes in Python 3.
from autobahn.websocket import utf8validator  # noqa: E402

validate_bytes = utf8validator.Utf8Validator.validate
utf8validator.Utf8Validator.validate = lambda self, data: validate_bytes(self, octets(data))
hex_of_bytes = binascii.b2a_hex
binascii.b2a_hex = lambda data, *rest: hex_of_bytes(octets(data), *rest).decode()

import autobahntestsuite.case as suite  # noqa: E402
from autobahn.twisted.websocket import (  # noqa: E402
    WebSocketClientFactory,
    WebSocketClientProtocol,
    connectWS,
)
from autobahntestsuite.case.case import Case  # noqa: E402
from twisted.internet import reactor  # noqa: E402


def normalized(value):
    if isinstance(value, (str, bytes, bytearray)):
        return octets(value)
    if isinstance(value, (list, tuple)):
        return [normalized(element) for element in value]
    return value


Case.compare = lambda self, received, expected: normalized(received) == normalized(expected)


class CaseConnection(WebSocketClientProtocol):
    """One case's connection: today's autobahn client with the calls that the cases make."""

    createWirelog = True
    connectionWasOpen = False

    def __init__(self):
        super().__init__()
        self.txFrameStats = Counter()

    # What arrives goes to the case.

    def connectionMade(self):
        self.case = self.factory.case_class(self)
        super().connectionMade()

    def onOpen(self):
        self.connectionWasOpen = True
        self.case.onOpen()

    def onMessage(self, payload, isBinary):
        self.case.onMessage(characters(payload), isBinary)

    def onPing(self, payload):
        self.case.onPing(characters(payload))
        super().sendPong(payload)

    def onPong(self, payload):
        self.case.onPong(characters(payload))

    def onClose(self, wasClean, code, reason):
        self.case.onClose(wasClean, code, reason)

    def connectionLost(self, reason):
        super().connectionLost(reason)
        try:
            self.case.onConnectionLost(self.failedByMe)
        except Exception as error:
            print(f"case {case_name(type(self.case))} raised {error!r}", file=sys.stderr)
            self.case.behavior = Case.FAILED
        self.factory.finished(self.case)

    # What the case sends is made of octets.

    def sendFrame(self, opcode, payload=b"", **rest):
        self.txFrameStats[opcode] += 1
        if isinstance(rest.get("mask"), str):
            rest["mask"] = octets(rest["mask"])
        super().sendFrame(opcode=opcode, payload=octets(payload), **rest)

    def sendMessage(self, payload, isBinary=False, sync=False, **rest):
        isBinary = rest.pop("binary", isBinary)
        super().sendMessage(octets(payload), isBinary=isBinary, **rest)

    def beginMessage(self, isBinary=False, **rest):
        super().beginMessage(isBinary)

    def sendMessageFrameData(self, payload, sync=False):
        return super().sendMessageFrameData(octets(payload), sync)

    def sendCloseFrame(self, code=None, reasonUtf8=None, isReply=False):
        reason = None if reasonUtf8 is None else octets(reasonUtf8)
        super().sendCloseFrame(code=code, reasonUtf8=reason, isReply=isReply)

    # Timers and switches that only the test suite's own client has.

    def enableWirelog(self, enable):
        pass

    def continueLater(self, delay, action, tag=None):
        def act():
            if self.state != self.STATE_CLOSED:
                action()

        reactor.callLater(delay, act)

    def killAfter(self, delay):
        self.continueLater(delay, self._fail_connection)

    def closeAfter(self, delay):
        self.continueLater(delay, self.sendClose)


def case_name(case_class):
    return case_class.__name__.removeprefix("Case").replace("_", ".")


class CaseFactory(WebSocketClientFactory):
    protocol = CaseConnection
    noisy = False

    def __init__(self, url, case_class, finished):
        super().__init__(url)
        self.case_class = case_class
        self.finished = finished
        self.setProtocolOptions(
            failByDrop=False,
            utf8validateIncoming=False,
            openHandshakeTimeout=5,
            closeHandshakeTimeout=3,
            serverConnectionDropTimeout=3,
        )

    def clientConnectionFailed(self, connector, reason):
        print(f"cannot connect to {self.url}: {reason.getErrorMessage()}", file=sys.stderr)
        reactor.stop()


def run_cases(url, cases):
    """The results of all cases: name to [behavior, behaviorClose]."""
    results = {}
    waiting = iter(cases)

    def start_next():
        case_class = next(waiting, None)
        if case_class is None:
            reactor.stop()
            return

        def finished(case):
            results[case_name(case_class)] = [case.behavior, case.behaviorClose]
            reactor.callLater(0, start_next)

        connectWS(CaseFactory(url, case_class, finished))

    reactor.callWhenRunning(start_next)
    reactor.run()
    return results


def start_echo(executable):
    """Starts the echo server; answers its process and its URL."""
    process = subprocess.Popen([executable], stdout=subprocess.PIPE, text=True)
    for line in process.stdout:
        port = re.search(r"listening on (\d+)", line)
        if port:
            return process, f"ws://127.0.0.1:{port.group(1)}"
    process.wait()
    print(f"{executable} ended without 'listening on PORT'", file=sys.stderr)
    sys.exit(2)


def main():
    groups = tuple(group + "." for group in options.groups.split(","))
    cases = [case for case in suite.Cases if (case_name(case) + ".").startswith(groups)]
    process, url = start_echo(options.echo) if options.echo else (None, options.url)
    started = time.monotonic()
    try:
        results = run_cases(url, cases)
    finally:
        if process:
            process.terminate()
            process.wait()
    seconds = time.monotonic() - started

    if options.results:
        lines = [f'  "{name}": {json.dumps(result)}' for name, result in results.items()]
        options.results.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    expected = json.loads(options.expected.read_text()) if options.expected.exists() else {}
    failed = 0
    for name in map(case_name, cases):
        result = results.get(name, ["NOT RUN", "NOT RUN"])
        if result != expected.get(name):
            failed += 1
            print(f"case {name}: {result}, expected {expected.get(name)}")
    print(f"Autobahn: {len(cases)} cases in {seconds:.0f} s", file=sys.stderr)
    if not results:
        sys.exit(2)
    print(f"{len(cases) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
