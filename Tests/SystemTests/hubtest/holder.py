"""Holds a name in a room as a process of its own, which SIGSTOP freezes as closing a lid does.

Usage: holder.py HOST PORT ROOM NAME. Says "in" once it is in the room, answers pings, and prints
the close code when the hub ends the connection.
"""

import sys
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from hubtest.wire import Client, Closed  # noqa: E402


def main(host, port, room, name):
    client = Client((host, int(port)), 60)
    query = urlencode({"roomId": room, "userId": name, "userName": name})
    assert client.upgrade("holder", f"/?{query}").status == 101
    print("in", flush=True)
    try:
        while True:
            client.receive(60)
    except Closed:
        print(client.code, client.reason, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
