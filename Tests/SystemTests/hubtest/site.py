"""Pages of the hub with its JavaScript module, and what a test does in them."""

import pytest

from .browser import Browser
from .hub import Hub

# What every page of these tests has at hand. The WebSocket is the browser's own, but remembered, and so
# is what went over it.
SETUP = """
const module = await import('/client.js');
const seconds = (n) => new Promise((done) => setTimeout(done, n * 1000));
const until = async (condition, what, within = 20) => {
  for (const end = Date.now() + within * 1000; ; await seconds(0.02)) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`not in time: ${what}`);
  }
};
const sockets = [], wire = [], problems = [], hubs = [];
window.WebSocket = class extends WebSocket {
  constructor(...values) {
    super(...values);
    sockets.push(this);
    this.addEventListener('message', ({ data }) => wire.push(['received', JSON.parse(data)]));
  }
  send(data) {
    wire.push(['sent', JSON.parse(data)]);
    super.send(data);
  }
};
addEventListener('error', ({ message }) => problems.push(message));
// A script of the tests has no origin: its errors lose their text on the way to `error`.
window.reportError = ({ message }) => problems.push(message);
addEventListener('unhandledrejection', ({ reason }) => problems.push(`unhandled: ${reason}`));
const sent = (type) => wire.filter(([way, message]) => way === 'sent' && message.type === type);
/** What a promise fails with, as text. */
const failure = (promise) => promise.then(
  () => 'no failure', (error) => `${error.name} ${error.code} ${error.reason ?? error.message}`);
/** A moving picture and a tone, as a camera and a microphone would give. */
const media = () => navigator.mediaDevices.getUserMedia({
  audio: true, video: { width: 160, height: 120, frameRate: 15 },
});
const EVENTS = ['peer', 'leave', 'track', 'channel', 'message', 'signal', 'state', 'peer-state', 'incoming'];
/** Joins, and writes down everything that happens. */
const join = async (options) => {
  const hub = await module.connect(options);
  const log = [];
  for (const type of EVENTS) hub.on(type, (...values) => log.push([type, ...values]));
  hub.seen = (type) => log.filter(([name]) => name === type).map(([, ...values]) => values);
  hubs.push(hub);
  return hub;
};
/** Frames of video that were decoded in a peer's connection. */
const frames = async (peer) => {
  let decoded = 0;
  for (const entry of (await peer.connection?.getStats())?.values() ?? []) {
    if (entry.type === 'inbound-rtp' && entry.kind === 'video') decoded += entry.framesDecoded ?? 0;
  }
  return decoded;
};
/** Waits until a peer's video has gone on. */
const flowing = async (peer) => {
  const before = await frames(peer);
  await until(async () => await frames(peer) > before + 3, 'frames of video');
};
const open = (peer) => peer?.channel?.readyState === 'open';
const only = (hub) => [...hub.peers.values()][0];
const connected = (hub, count = 1) => until(
  () => hub.peers.size === count && [...hub.peers.values()].every(open), `${count} channels`);
Object.assign(window, {
  module, seconds, until, sockets, wire, sent, problems, failure, media, join, frames, flowing, open,
  only, connected,
});
"""


class Site(Browser):
    """One Chromium with several windows on pages of a hub."""

    def __init__(self, hub):
        super().__init__()
        self.driver.set_script_timeout(60)
        self.origin = hub.url
        self.first = self.driver.current_window_handle

    def page(self, path="/client.d.ts"):
        """A new window on a path that runs nothing by itself but has the pages' security policy."""
        self.driver.switch_to.new_window("window")
        page = SitePage(self, self.driver.current_window_handle)
        page.load(path)
        return page

    def close_windows(self):
        """Closes the windows of a test, and with them all that they were connected to."""
        for handle in self.driver.window_handles:
            if handle != self.first:
                self.driver.switch_to.window(handle)
                self.driver.close()
        self.driver.switch_to.window(self.first)


class SitePage:
    """One window. What a script puts on `window` stays until the page is loaded anew."""

    def __init__(self, site, handle):
        self.site, self.driver, self.handle = site, site.driver, handle

    def load(self, path):
        self.driver.switch_to.window(self.handle)
        self.driver.get(self.site.origin + path)
        self.run(SETUP)

    def run(self, script, *arguments):
        """Runs the body of an async function and returns what it returns."""
        self.driver.switch_to.window(self.handle)
        answer = self.driver.execute_async_script(
            f"""
            const done = arguments[arguments.length - 1], values = [...arguments].slice(0, -1);
            (async (...arguments) => {{ {script} }})(...values).then(
                (value) => done({{ value }}),
                (error) => done({{ error: `${{error}}\\n${{error.stack}}` }}));
            """,
            *arguments,
        )
        assert "error" not in answer, answer["error"]
        return answer.get("value")

    def close(self):
        self.driver.switch_to.window(self.handle)
        self.driver.close()
        self.driver.switch_to.window(self.site.first)


@pytest.fixture(scope="module")
def site():
    """A browser for pages of a hub: of its own."""
    with Hub("--rate-limit", "off") as hub:
        site = Site(hub)
        yield site
        site.close()


@pytest.fixture
def page(site):
    """Opens windows. They close when the test ends, and no error has gone unnoticed in them."""
    pages = []

    def opened(path="/client.d.ts"):
        pages.append(site.page(path))
        return pages[-1]

    yield opened
    handles = site.driver.window_handles
    problems = [one.run("return problems") for one in pages if one.handle in handles]
    site.close_windows()
    assert problems == [[]] * len(problems)


def enter(page, room, name="page", media=False, **options):
    """Joins a room and keeps the hub as `hub`."""
    page.run(
        """
        const [options, sends] = arguments;
        const stream = sends ? await media() : undefined;
        window.hub = await join({ ...options, stream })""",
        {"room": room, "name": name, **options},
        media,
    )


def joined(page, room, count, media=False, **options):
    """`count` pages in one room that all know of each other."""
    pages = []
    for number in range(count):
        pages.append(page())
        enter(pages[-1], room, f"page {number}", media, **options)
    for one in pages:
        one.run("await until(() => hub.peers.size === arguments[0], 'peers')", count - 1)
    return pages
