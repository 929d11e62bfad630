"""The server that Socket.IO clients know, as a process: what the hub must be like to them."""

import subprocess
import sys

from .hub import ROOT, environment

SERVER = ROOT / "Tests/Benchmarks/socketio/server.py"


class Reference:
    """python-socketio doing the same job on a free port."""

    def __init__(self):
        self.process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", sys.executable, str(SERVER), "0"],
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        )
        line = self.process.stdout.readline()
        assert line.startswith("listening on "), line
        self.port = int(line.split()[-1])

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
