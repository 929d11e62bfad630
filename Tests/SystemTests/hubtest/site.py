"""Pages that the hub itself serves, and what a test does in them."""

import json
import os
import re

import pytest

from .browser import Browser

# What every page of these tests has at hand.
SETUP = """
const module = await import(new URL('/client.js', location.href));
const seconds = (n) => new Promise((done) => setTimeout(done, n * 1000));
const until = async (condition, what, within = 20) => {
  for (const end = Date.now() + within * 1000; ; await seconds(0.02)) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`not in time: ${what}`);
  }
};
/** The first error of a promise, or undefined. */
const failure = (promise) => promise.then(() => undefined, (error) => error);
/** A moving picture and a tone, as a camera and a microphone would give. */
const media = () => navigator.mediaDevices.getUserMedia({
  audio: true, video: { width: 160, height: 120, frameRate: 15 },
});
/** Joins, and writes down everything that happens. */
const join = async (options) => {
  const hub = await module.connect(options);
  hub.log = [];
  for (const type of
    ['peer', 'leave', 'track', 'channel', 'message', 'signal', 'state', 'peer-state', 'incoming']) {
    hub.on(type, (...values) => hub.log.push([type, ...values]));
  }
  hub.seen = (type) => hub.log.filter(([name]) => name === type).map(([, ...values]) => values);
  (window.hubs ??= []).push(hub);
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
const open = (peer) => peer?.channel?.readyState === 'open';
const only = (hub) => [...hub.peers.values()][0];
Object.assign(window, { module, seconds, until, failure, media, join, frames, open, only });
"""


class Site(Browser):
    """One Chromium with several windows on pages of the hub."""

    def __init__(self, origin):
        super().__init__()
        self.driver.set_script_timeout(60)
        self.origin = origin
        self.first = self.driver.current_window_handle

    def page(self, path="/client.d.ts"):
        """A new window. The path is of something that runs nothing by itself."""
        self.driver.switch_to.new_window("window")
        page = SitePage(self, self.driver.current_window_handle)
        page.load(path)
        return page

    def only_first(self):
        """Closes the windows of a test, and with them all that they were connected to."""
        for handle in self.driver.window_handles:
            if handle != self.first:
                self.driver.switch_to.window(handle)
                self.driver.close()
        self.driver.switch_to.window(self.first)


class SitePage:
    """One window. What `run` defines on `window` stays until the page is loaded anew."""

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
              (error) => done({{ error: `${{error.name}}: ${{error.message}}\\n${{error.stack}}` }}));
            """,
            *arguments,
        )
        assert "error" not in answer, answer["error"]
        return answer.get("value")

    def start(self, script, *arguments):
        """The same without waiting for the end; `finish` does that."""
        return self.run(f"window.pending = (async () => {{ {script} }})()", *arguments)

    def finish(self):
        return self.run("return await window.pending")


def origin_of(hub):
    """The address that pages are loaded from: the hub's own, unless HUB_SITE says otherwise."""
    return os.environ.get("HUB_SITE", hub.url)
