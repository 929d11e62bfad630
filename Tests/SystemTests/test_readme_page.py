"""The page that the README shows: two of them, from another origin than the hub's, reach a call."""

import http.server
import re
import threading

import pytest

from hubtest.hub import ROOT, eventually

HUB = "http://127.0.0.1:1337"

# Whether the peer's picture moves.
PLAYS = "document.querySelector('video')?.currentTime > 0.2"


def snippet():
    """The README's page."""
    (page,) = re.findall(r"^```html\n(.*?)^```$", (ROOT / "README.md").read_text(), re.M | re.S)
    assert HUB in page
    return page


def greetings(log, driver):
    """How often somebody was greeted: the browser has one console for all windows."""
    log += [entry["message"] for entry in driver.get_log("browser")]
    return sum("Ada: Hello, Ada!" in line for line in log)


@pytest.fixture
def server():
    """A web server of the reader's own, with the page under every path."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            body = self.server.page.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.origin = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_the_readmes_page_makes_a_call(server, start_hub, browser):
    hub = start_hub("--allow-origin", server.origin)
    server.page = snippet().replace(HUB, hub.url)
    driver, first = browser.driver, browser.driver.current_window_handle
    windows = []
    try:
        for _ in range(2):
            driver.switch_to.new_window("window")
            windows.append(driver.current_window_handle)
            driver.get(server.origin)
        for window in windows:
            driver.switch_to.window(window)
            browser.eventually(PLAYS, 20)
            assert len(hub.stats("tour")["clients"]) == 2
        log = []
        eventually(lambda: greetings(log, driver) == 2)
        driver.close()
        windows.pop()
        driver.switch_to.window(windows[0])
        browser.eventually("!document.querySelector('video')", 10)
    finally:
        for window in windows:
            driver.switch_to.window(window)
            driver.close()
        driver.switch_to.window(first)
