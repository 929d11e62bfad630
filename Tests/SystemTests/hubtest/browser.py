"""Headless Chromium, and the web server its pages come from: another origin than the hub's."""

import http.server
import shutil
import threading
import time
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from .hub import ROOT

CLIENTS = ROOT / "Tests/SystemTests/clients"
SOCKET_IO = ROOT / ".build/socket.io.min.js"

FLAGS = [
    "--headless=new",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    # Chromium's sandbox does not start as root, which containers are.
    "--no-sandbox",
    # A camera and a microphone that are always there, and nobody to ask.
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    # Host candidates as addresses: there may be no multicast DNS to resolve names with.
    "--disable-features=WebRtcHideLocalIpsWithMdns",
]


class Pages:
    """A web server with one empty page on a free port."""

    def __init__(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
        self.origin = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Page(http.server.BaseHTTPRequestHandler):
    # The icon keeps the browser from asking for one.
    EMPTY = b'<!doctype html><title>page</title><link rel="icon" href="data:,">'

    def do_GET(self):
        if self.path == "/socket.io.min.js":
            kind, body = "text/javascript", SOCKET_IO.read_bytes()
        else:
            kind, body = "text/html", self.EMPTY
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Browser:
    """One Chromium for all tests of a module; `open` starts each with an empty page."""

    def __init__(self):
        options = webdriver.ChromeOptions()
        options.binary_location = shutil.which("chromium")
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        for flag in FLAGS:
            options.add_argument(flag)
        self.driver = webdriver.Chrome(options, Service(shutil.which("chromedriver")))
        self.driver.set_script_timeout(20)
        self.pages = Pages()
        self.origin = self.pages.origin

    def open(self):
        """Loads the page anew, so that everything the last test connected is gone."""
        self.driver.get(self.origin + "/")
        self.driver.get_log("browser")
        return self

    def run(self, script, *arguments):
        """Runs the body of an async function and returns what it returns."""
        body = f"return (async () => {{ {script} }})()"
        return self.driver.execute_script(body, *arguments)

    def define(self, name, source):
        """Makes the class `name` of a script a global of the page."""
        self.driver.execute_script(f"{source}\nwindow.{name} = {name};")

    def load_socket_io(self):
        """Loads the Socket.IO library as a page does."""
        assert SOCKET_IO.exists(), f"no {SOCKET_IO}: Tests/run fetches it"
        self.run(
            """
            const script = document.createElement('script');
            script.src = '/socket.io.min.js';
            const loaded = new Promise((done, failed) => {
                script.onload = done;
                script.onerror = failed;
            });
            document.head.append(script);
            await loaded"""
        )

    def eventually(self, expression, within=10):
        """Waits until a JavaScript expression is true and returns its value."""
        deadline = time.monotonic() + within
        while not (value := self.driver.execute_script(f"return {expression}")):
            assert time.monotonic() < deadline, f"{expression}: {value}; {self.console()}"
            time.sleep(0.02)
        return value

    def console(self):
        """What the page has written to its console since this was asked last."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def errors(self):
        """Of that, what the browser itself holds to be an error: refused origins, failed loads."""
        log = self.driver.get_log("browser")
        return [entry["message"] for entry in log if entry["level"] == "SEVERE"]

    def close(self):
        self.driver.quit()
        self.pages.close()


def source(path):
    """A file of a document's client, without the lines that use it."""
    return Path(CLIENTS / path).read_text().partition("\n// Usage\n")[0]
