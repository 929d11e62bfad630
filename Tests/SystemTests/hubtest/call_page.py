"""The call page in windows of one Chromium: what a person does there, and what comes of it."""

import shutil
import time
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from .browser import FLAGS
from .hub import ROOT, Hub, eventually

SCRIPTS = ROOT / "Tests/SystemTests/clients/call"

# Runs in each page before its own scripts: keeps what the tests look at.
PROBE = (SCRIPTS / "probe.js").read_text()
# Frames that were decoded, for each living connection.
FRAMES = (SCRIPTS / "frames.js").read_text()


class Served:
    """A hub that serves the call page, and can be killed and started again."""

    def __init__(self, *flags):
        self.flags = ("--rate-limit", "off", *flags)
        self.hub = Hub(*self.flags)
        self.origin = self.hub.url

    def kill(self):
        """Ends the hub as a power cut does."""
        self.hub.hang_up()
        self.hub.process.kill()
        self.hub.process.wait()

    def start_again(self):
        """A new hub on the port of the old one."""
        self.hub = Hub(*self.flags, port=self.hub.port)

    def close(self):
        if self.hub.process.poll() is None:
            self.hub.stop()


class CallBrowser:
    """One Chromium, in whose windows the pages open."""

    def __init__(self, downloads):
        self.downloads = Path(downloads)
        options = webdriver.ChromeOptions()
        options.binary_location = shutil.which("chromium")
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        for flag in [
            *(flag for flag in FLAGS if flag != "--use-fake-device-for-media-stream"),
            # Ten frames a second spare the encoders of a small machine.
            "--use-fake-device-for-media-stream=fps=10",
            # Windows that nobody looks at go on as if somebody did.
            "--disable-background-timer-throttling",
            "--disable-renderer-backgrounding",
            "--disable-backgrounding-occluded-windows",
            "--auto-select-desktop-capture-source=Entire screen",
            "--window-size=1280,800",
        ]:
            options.add_argument(flag)
        self.driver = webdriver.Chrome(options, Service(shutil.which("chromedriver")))
        self.driver.set_script_timeout(30)
        self.first = self.driver.current_window_handle

    def open(self, origin, path="/", before=""):
        """A new window with the page; `before` runs before the page's own scripts."""
        self.driver.switch_to.new_window("window")
        behaviour = {"behavior": "allow", "downloadPath": str(self.downloads)}
        self.driver.execute_cdp_cmd("Browser.setDownloadBehavior", behaviour)
        script = {"source": PROBE + before}
        self.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", script)
        page = CallPage(self, origin)
        page.load(path)
        return page

    def close_pages(self):
        """Closes all windows of a test, and forgets what the site has stored."""
        for handle in self.driver.window_handles:
            if handle != self.first:
                self.driver.switch_to.window(handle)
                self.driver.close()
        self.driver.switch_to.window(self.first)
        self.driver.get_log("browser")

    def errors(self):
        """What the browser holds to be errors, from all windows since this was asked last."""
        log = self.driver.get_log("browser")
        return [entry["message"] for entry in log if entry["level"] == "SEVERE"]

    def close(self):
        self.driver.quit()


@pytest.fixture(scope="module")
def calls(tmp_path_factory):
    """One browser for the call pages of a module."""
    browser = CallBrowser(tmp_path_factory.mktemp("downloads"))
    yield browser
    browser.close()


class CallPage:
    """One window with the call page."""

    def __init__(self, browser, origin):
        self.browser, self.driver, self.origin = browser, browser.driver, origin
        self.handle = self.driver.current_window_handle

    def front(self):
        """Makes this the window that commands go to."""
        if self.driver.current_window_handle != self.handle:
            self.driver.switch_to.window(self.handle)
        return self

    def load(self, path="/"):
        self.front().driver.get(self.origin + path)
        self.until("!document.querySelector('#join-button').disabled && window.probe")

    def js(self, script, *arguments):
        """Runs the body of a function, which may return a promise."""
        body = f"return (async (...arguments) => {{ {script} }})(...arguments)"
        return self.front().driver.execute_script(body, *arguments)

    def until(self, expression, *arguments, within=15):
        """Waits until a JavaScript expression is true and returns its value."""
        deadline = time.monotonic() + within
        while not (value := self.js(f"return {expression}", *arguments)):
            assert time.monotonic() < deadline, f"{expression}: {value}; {self.text('body')[:2000]}"
            time.sleep(0.03)
        return value

    def find(self, selector):
        return self.front().driver.find_element(By.CSS_SELECTOR, selector)

    def text(self, selector):
        return self.find(selector).text

    def click(self, selector):
        self.find(selector).click()

    def fill(self, selector, text):
        """Types; what the keyboard cannot (Chromedriver knows the BMP only) is set."""
        element = self.find(selector)
        element.clear()
        if all(ord(letter) < 0x10000 for letter in text) and len(text) < 300:
            element.send_keys(text)
        else:
            self.js("arguments[0].value = arguments[1]", element, text)

    def press(self, *keys):
        self.front()
        ActionChains(self.driver).send_keys(*keys).perform()

    def tab_to(self, target, at_most=40):
        """Presses Tab until the focus is on the element with that ID."""
        for _ in range(at_most):
            if self.js("return document.activeElement.id") == target:
                return
            self.press(Keys.TAB)
        raise AssertionError(f"Tab does not lead to {target}")

    # Calls

    def join(self, room, name, passphrase=""):
        """Joins a room and waits until the call is shown."""
        if self.find("#room").get_attribute("value") != room:
            self.fill("#room", room)
        self.fill("#name", name)
        if passphrase:
            self.fill("#passphrase", passphrase)
        self.click("#join-button")
        self.until("!document.querySelector('#call').hidden")
        return self

    def leave(self):
        self.click("#leave")
        self.until("!document.querySelector('#start').hidden")

    @property
    def tiles(self):
        """Everybody else's name and state, in the order of the tiles."""
        return self.js(
            "return [...document.querySelectorAll('.tile')].slice(1).map((tile) => "
            "[tile.querySelector('bdi').textContent, tile.querySelector('.badge').textContent])"
        )

    def connected(self, count, within=20):
        """Waits until so many others are connected, and their pages have said hello."""
        eventually(
            lambda: len(tiles := self.tiles) == count
            and all(state.startswith("connected") for _, state in tiles),
            within,
        )

    def frames(self):
        return self.js(FRAMES)

    def sees(self, count, within=20):
        """Waits until pictures of so many others are decoded: more of each than before."""
        before = sorted(self.frames()) + [0] * count
        eventually(
            lambda: len(now := sorted(self.frames())) == count
            and all(frame > before[index] for index, frame in enumerate(now)),
            within,
            every=0.2,
        )

    # Chat and files

    def open_chat(self):
        if self.js("return document.querySelector('#panel').hidden"):
            self.click("#chat")

    def say(self, text):
        self.open_chat()
        self.fill("#chat-text", text)
        self.find("#chat-text").send_keys(Keys.ENTER)

    def reads(self, text, within=10):
        """Waits until the chat log has this text."""
        found = "document.querySelector('#log').textContent.includes(arguments[0])"
        self.until(found, text, within=within)

    @property
    def log(self):
        return self.js("return document.querySelector('#log').textContent")

    def download(self, name, size):
        """Clicks the download link of a file and returns the bytes that were saved."""
        self.open_chat()
        selector = f"a.download[download='{name}']"
        self.until("document.querySelector(arguments[0])", selector, within=30)
        self.click(selector)
        path = self.browser.downloads / name
        # Chromium makes an empty file of the name first.
        eventually(lambda: path.exists() and path.stat().st_size == size, within=15)
        return path.read_bytes()

    def sent_bytes(self):
        """All that this page has put on data channels."""
        return b"".join(bytes(data) for data in self.js("return probe.sent.map((one) => [...one])"))

    # Manual mode

    def wait_for_code(self):
        return self.until("document.querySelector('#manual-out').value", within=15)

    def paste(self, text):
        self.js("document.querySelector('#manual-in').value = arguments[0]", text)
        self.click("#manual-go")

    # Health

    def check(self):
        """Nothing went wrong in this page that no test can see."""
        assert self.js("return probe.violations") == []
        assert self.js("return probe.errors") == []

    def size(self, width, height):
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.front().driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def theme(self, scheme):
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.front().driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
