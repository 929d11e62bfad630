"""Joins a room twice and floods the one client through the other, which reads or does not.

Usage: flood.py HOST PORT ROOM reading|not-reading. Starts when a line comes on standard input, says
"done" when everything is sent, and stays until standard input ends.
"""

import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from hubtest.wire import Client, text_frame  # noqa: E402

MESSAGES, BYTES, SECONDS = 160, 60_000, 1.6


def drain(wire):
    try:
        while wire.socket.recv(1 << 16):
            pass
    except OSError:
        pass


def main(host, port, room, mode):
    def member(receive_buffer=None):
        client = Client((host, int(port)), 60, receive_buffer)
        assert client.upgrade("flood", f"/ws?roomId={room}").status == 101
        client.welcome = client.receive()
        return client

    reader = member(4096)
    sender = member()
    if mode == "reading":
        threading.Thread(target=drain, args=(reader,), daemon=True).start()
    threading.Thread(target=drain, args=(sender,), daemon=True).start()
    print(reader.id, flush=True)
    sys.stdin.readline()
    data = text_frame({"type": "bulk", "to": reader.id, "pad": "x" * BYTES})
    started = time.monotonic()
    for number in range(MESSAGES):
        sender.send(data)
        time.sleep(max(0, started + SECONDS * number / MESSAGES - time.monotonic()))
    print("done", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
