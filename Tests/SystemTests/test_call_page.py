"""The page at `/`, as persons use it: windows of one browser that call each other."""

import hashlib
import os

import pytest
from selenium.webdriver.common.keys import Keys

from hubtest.call_page import SCRIPTS, Served, calls  # noqa: F401
from hubtest.hub import eventually


# What a script can see of accessibility: labels, names, references, contrast.
ACCESSIBLE = (SCRIPTS / "accessible.js").read_text()
WIDER_THAN_THE_WINDOW = (SCRIPTS / "wider.js").read_text()


@pytest.fixture(scope="module")
def served():
    served = Served()
    yield served
    served.close()


@pytest.fixture
def page(calls, served):
    """Opens the page in new windows. Afterwards none of them may have met an error."""
    pages = []

    def open_page(path="/", before=""):
        pages.append(calls.open(served.origin, path, before))
        return pages[-1]

    yield open_page
    try:
        for one in pages:
            one.check()
        assert calls.errors() == []
    finally:
        calls.close_pages()


def met(page, room, *names, passphrases=()):
    """Pages in one room, each connected to all the others."""
    pages = []
    for index, name in enumerate(names):
        passphrase = passphrases[index] if passphrases else ""
        pages.append(page(f"/#room={room}").join(room, name, passphrase))
    for one in pages:
        one.connected(len(names) - 1)
    return pages


def test_two_people_talk_chat_and_send_a_file_and_meet_again(page, room, tmp_path):
    ada, bob = met(page, room, "Ada", "Bob")
    ada.sees(1)
    bob.sees(1)
    assert ada.tiles[0][0] == "Bob" and bob.tiles[0][0] == "Ada"
    assert ada.tiles[0][1].startswith("connected directly (host/")

    ada.say("Good morning, Bob")
    bob.reads("Good morning, Bob")
    assert "Ada" in bob.log

    content = os.urandom(1_000_000)
    (tmp_path / "photo.bin").write_bytes(content)
    bob.find("#files").send_keys(str(tmp_path / "photo.bin"))
    received = ada.download("photo.bin", len(content))
    assert hashlib.sha256(received).digest() == hashlib.sha256(content).digest()
    ada.reads("received, hash checked")
    bob.reads("received")

    bob.leave()
    assert bob.js("return document.activeElement.id") == "start-title"
    eventually(lambda: ada.tiles == [], 10)
    assert bob.text("#join-button") == "Rejoin"
    bob.join(room, "Bob")
    ada.connected(1)
    ada.sees(1)
    bob.sees(1)
    bob.say("Here I am again")
    ada.reads("Here I am again")


def test_a_room_without_a_name_gets_one_that_nobody_guesses(page):
    ada = page()
    ada.click("#join-button")
    ada.until("!document.querySelector('#call').hidden")
    link = ada.js("return document.querySelector('#link').value")
    room = link.partition("#room=")[2]
    assert len(room) == 12 and room.isalnum() and room.isascii()
    assert ada.js("return location.href") == link
    bob = page(link.removeprefix(ada.origin))
    assert bob.text("#join-button") == "Join"
    bob.click("#join-button")
    bob.connected(1)
    assert not ada.find("#invite").is_displayed()


def test_three_people_make_a_full_mesh(page, room):
    pages = met(page, room, "Ada", "Bob", "Cy")
    for one in pages:
        one.sees(2)
    pages[2].say("To both of you")
    for one in pages[:2]:
        one.reads("To both of you")


def test_mute_and_screen_are_told_and_shown(page, room):
    ada, bob = met(page, room, "Ada", "Bob")
    ada.sees(1)
    muted = "document.querySelectorAll('.tile')[1].querySelector('.tag > span').hidden === false"
    shown = "document.querySelectorAll('.tile')[1].querySelector('video').hidden === false"
    assert not bob.js(f"return {muted}")
    bob.until(shown)

    ada.click("#mic")
    assert ada.find("#mic").get_attribute("aria-pressed") == "true"
    bob.until(muted)
    ada.click("#camera")
    bob.until(f"!({shown})")
    ada.click("#camera")
    bob.until(shown)

    picture = "document.querySelectorAll('.tile video')[1]"
    wide, high = f"{picture}.videoWidth", f"{picture}.videoHeight"
    bob.until(f"{wide} * 9 === {high} * 16")
    # A canvas of unusual width stands for a screen: a headless browser has none.
    ada.js(
        """
        navigator.mediaDevices.getDisplayMedia = async () => {
          const canvas = document.createElement("canvas");
          [canvas.width, canvas.height] = [500, 400];
          setInterval(() => canvas.getContext("2d").fillRect(0, 0, 9, 9), 50);
          return (window.screenStream = canvas.captureStream(10));
        };"""
    )
    ada.click("#screen")
    assert ada.find("#screen").get_attribute("aria-pressed") == "true"
    bob.until(f"{wide} * 4 === {high} * 5")
    # The browser's own "stop sharing": the track ends.
    ada.js("window.screenStream.getTracks()[0].dispatchEvent(new Event('ended'))")
    assert ada.find("#screen").get_attribute("aria-pressed") == "false"
    bob.until(f"{wide} * 9 === {high} * 16")


def test_who_refuses_camera_and_microphone_can_still_watch_and_chat(page, room):
    ada = page(f"/#room={room}").join(room, "Ada")
    bob = page(
        f"/#room={room}",
        """
        navigator.mediaDevices.getUserMedia =
          async () => { throw new DOMException("no", "NotAllowedError"); };""",
    )
    assert "refused" in bob.until("document.querySelector('#preview-note').textContent")
    bob.join(room, "Bob")
    assert "refused" in bob.text("#toasts")
    bob.connected(1)
    bob.sees(1)
    bob.say("I can only write")
    ada.reads("I can only write")


def test_media_and_pages_survive_a_hub_that_is_killed(calls, tmp_path):
    served = Served()
    try:
        link = "/#room=survivors"
        pages = [calls.open(served.origin, link).join("survivors", name) for name in ("Ada", "Bob")]
        for one in pages:
            one.connected(1)
            one.sees(1)
        served.kill()
        for one in pages:
            one.until("document.querySelector('#hub-state').textContent.includes('reconnecting')")
        for one in pages:
            one.sees(1)
        pages[0].say("We need no hub")
        pages[1].reads("We need no hub")

        served.start_again()
        for one in pages:
            one.until("document.querySelector('#hub-state').textContent === 'online'", within=30)
            assert [state[:9] for _, state in one.tiles] == ["connected"]
        third = calls.open(served.origin, link).join("survivors", "Cy")
        third.connected(2)
        third.sees(2)
        for one in pages:
            one.connected(2)
            one.sees(2)
        for one in [*pages, third]:
            one.check()
        # What the browser says of a hub that is not there is its right; all else is not.
        other = [text for text in calls.errors() if "/ws?" not in text and "/api/" not in text]
        assert other == []
    finally:
        calls.close_pages()
        served.close()


def test_the_same_passphrase_reads_and_the_channel_carries_no_plain_text(page, room, tmp_path):
    # The same word, composed in two ways, and another.
    passphrases = ("p\u00e9pin", "pe\u0301pin", "guessed")
    ada, bob, eve = met(page, room, "Ada", "Bob", "Eve", passphrases=passphrases)
    secret = "the treasure lies under the oak"
    ada.say(secret)
    bob.reads(secret)
    eve.reads("could not be decrypted")
    assert secret not in eve.log
    assert "another passphrase" in eve.log

    content = f"{secret}, 40 paces north\n" * 1000
    (tmp_path / "map.txt").write_text(content)
    ada.find("#files").send_keys(str(tmp_path / "map.txt"))
    assert bob.download("map.txt", len(content)).decode() == content
    sent = ada.sent_bytes()
    assert len(sent) > 10_000
    for plain in (secret.encode(), b"paces north", b"map.txt", b"Ada", b"pin"):
        assert plain not in sent, plain
    # What is plain is the hello with its nonce.
    assert b'"type":"hello"' in sent


def test_nothing_goes_in_plain_to_somebody_without_the_passphrase(page, room):
    ada, bob = met(page, room, "Ada", "Bob", passphrases=("secret", ""))
    ada.reads("has no passphrase")
    bob.reads("uses a passphrase")
    ada.say("for your eyes only")
    ada.reads("Not received by Bob")
    bob.say("in plain text")
    bob.reads("Not received by Ada")
    assert "for your eyes only" not in bob.log
    assert b"for your eyes only" not in ada.sent_bytes()


HOSTILE = [
    "<img src=x onerror=window.pwned=1>",
    "\u202egnp.exe \u2067\u05d0\u05d1",
    "👩‍👩‍👧‍👦🏴‍☠️ <b>bold</b>",
    "'\"><script>window.pwned=1</script>",
]


def test_hostile_names_and_messages_are_text(page, room):
    ada = page(f"/#room={room}").join(room, "Ada")
    bob = page(f"/#room={room}")
    for name in HOSTILE:
        bob.join(room, name)
        for one in (ada, bob):
            one.connected(1)
        assert ada.tiles[0][0] == name
        bob.say(name * 3)
        ada.reads(name * 3)
        made = "return document.querySelector(':is(#log, #tiles) :is(img, b, script)')"
        for one in (ada, bob):
            assert one.js(made) is None
            assert one.js("return window.pwned") is None
        bob.leave()
        eventually(lambda: ada.tiles == [], 10)


def test_a_peer_that_says_absurd_things_does_no_harm(page, room):
    ada, stranger = page(f"/#room={room}").join(room, "Ada"), page()
    stranger.js(
        """
        const { connect } = await import("/client.js");
        const hub = (window.hub = await connect({ room: arguments[0], url: location.origin }));
        const nonce = "0".repeat(32), long = "x".repeat(10240);
        hub.on("peer", (peer) => peer.polite && hub.call(peer));
        hub.on("channel", (peer) => {
          const say = (message) => hub.send(JSON.stringify(message), peer);
          hub.send(long, peer);
          hub.send("[[[", peer);
          say({ type: "hello", version: 1, nonce, sealed: false });
          say({ type: "self", name: `<b>${long}</b>`, audio: 1, video: "yes" });
          say({ type: "chat", text: { toString: 1 } });
          say({ type: "file", id: 1, name: "huge", size: 1e15, sha256: null });
          say({ type: "file", id: -1, name: "negative", size: 1, sha256: null });
          const sha256 = "0".repeat(64);
          say({ type: "file", id: 2, name: "../../\\u202eexe.gpj", size: 3, sha256 });
          hub.send(new Uint8Array([0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 65, 66, 67]), peer);
          say({ type: "file", id: 3, name: "short", size: 3, sha256: null });
          hub.send(new Uint8Array([0, 1, 0, 0, 0, 3, 0, 0, 0, 9, 65, 66, 67]), peer);
          hub.send(new Uint8Array(70000), peer);
          hub.send(new Uint8Array([1]), peer);
          hub.send(new Uint8Array([0]), peer);
          hub.send(new Uint8Array(), peer);
          say({ type: "chat", text: "that was all" });
        });""",
        room,
    )
    ada.open_chat()
    ada.reads("that was all")
    name = ada.tiles[0][0]
    assert len(name) == 40 and name.startswith("<b>xxx") and name.endswith("…")
    ada.reads("its hash is another")
    ada.reads("it was not what was announced")
    assert "huge" not in ada.log and "negative" not in ada.log
    assert "_.._exe.gpj" in ada.log
    assert not ada.js("return document.querySelector('a.download')")
    stranger.js("window.hub.close()")


def test_a_call_and_a_chat_need_only_the_keyboard(page, room):
    ada = page()
    ada.press(Keys.TAB)
    assert ada.js("return document.activeElement.className") == "skip"
    ada.press(Keys.ENTER)
    ada.tab_to("name")
    ada.press("Ada")
    ada.tab_to("room")
    ada.press(room)
    ada.tab_to("join-button")
    ada.press(Keys.ENTER)
    ada.until("!document.querySelector('#call').hidden")
    bob = page(f"/#room={room}").join(room, "Bob")
    ada.connected(1)
    bob.connected(1)
    ada.tab_to("chat-text")
    ada.press("typed only", Keys.ENTER)
    bob.reads("typed only")
    ada.tab_to("devices")
    ada.press(Keys.ENTER)
    ada.until("document.querySelector('#device-dialog').open")
    ada.press(Keys.ESCAPE)
    assert ada.js("return document.activeElement.id") == "devices"
    ada.tab_to("leave")
    ada.press(Keys.ENTER)
    ada.until("!document.querySelector('#start').hidden")


def test_what_is_wrong_in_a_field_is_said_there(page):
    ada = page()
    ada.js("document.querySelector('#advanced').open = true")
    ada.fill("#ice", "turn:turn.example.org\nhttp://x")
    ada.click("#join-button")
    assert "Line 1: a turn: server needs" in ada.text("#ice-problem")
    assert "Line 2" in ada.text("#ice-problem")
    assert ada.js("return document.activeElement.id") == "ice"
    ada.fill("#ice", "turn:turn.example.org ada secret")
    ada.fill("#room", "é" * 100)
    ada.click("#join-button")
    assert "128 bytes" in ada.text("#room-problem")
    # Remembered only where that was asked for.
    stored = "return localStorage.getItem('ice-servers')"
    assert ada.js(stored) is None
    ada.click("#ice-remember")
    assert ada.js(stored) == "turn:turn.example.org ada secret"
    ada.click("#ice-remember")
    assert ada.js(stored) is None


def test_a_full_room_says_so(calls):
    served = Served("--max-room-clients", "1")
    try:
        calls.open(served.origin, "/#room=small").join("small", "Ada")
        bob = calls.open(served.origin, "/#room=small")
        bob.click("#join-button")
        problem = "document.querySelector('#start-problem').textContent"
        assert "full" in bob.until(problem, within=20)
    finally:
        calls.close_pages()
        served.close()


def test_the_theme_follows_the_system_until_somebody_chooses(page):
    ada = page()
    background = "return getComputedStyle(document.body).backgroundColor"
    ada.theme("light")
    light = ada.js(background)
    ada.theme("dark")
    dark = ada.js(background)
    assert light != dark
    ada.click("#theme")
    assert ada.js(background) == light
    ada.load("/")
    assert ada.js(background) == light
    ada.click("#theme")
    ada.theme("light")
    assert ada.js(background) == dark
    ada.click("#theme")
    assert ada.js(background) == light
    assert ada.js("return localStorage.getItem('theme')") is None


def test_the_page_can_be_installed(page, calls):
    ada = page()
    ada.until("navigator.serviceWorker.controller", within=20)
    driver = ada.front().driver
    manifest = driver.execute_cdp_cmd("Page.getAppManifest", {})
    assert manifest["errors"] == [] and manifest["data"]
    ask = "Page.getInstallabilityErrors"
    eventually(lambda: driver.execute_cdp_cmd(ask, {}) == {"installabilityErrors": []}, 15)


def states(page, room):
    """The page in its states, each with a name."""
    ada = page()
    ada.js("document.querySelector('#advanced').open = true")
    ada.fill("#ice", "nonsense")
    ada.click("#join-button")
    yield "start", ada
    ada.fill("#ice", "")
    ada.js("document.querySelector('#advanced').open = false")
    ada.click("#tab-manual")
    ada.click("#manual-a")
    ada.wait_for_code()
    ada.paste("nonsense")
    ada.until("!document.querySelector('#manual-problem').hidden")
    yield "manual", ada
    ada.click("#manual-reset")
    ada.click("#tab-room")
    ada.join(room, "Ada", "secret")
    yield "alone", ada
    bob = page(f"/#room={room}").join(room, "A longer name than most people have, with W", "secret")
    eve = page(f"/#room={room}").join(room, "Eve", "guessed")
    for one in (ada, bob, eve):
        one.connected(2)
    bob.say("Hello")
    eve.say("Hello?")
    ada.reads("could not be decrypted")
    ada.say("Good morning " * 20)
    ada.click("#mic")
    ada.click("#camera")
    ada.open_chat()
    yield "call", ada


def test_labels_names_contrast_and_a_phone_s_width_in_every_state(page, room):
    for state, ada in states(page, room):
        for theme in ("light", "dark"):
            ada.theme(theme)
            seen = ada.js(ACCESSIBLE)
            assert seen["problems"] == [], (state, theme)
            assert seen["texts"] > 10, (state, theme)
        ada.size(360, 740)
        assert ada.js(WIDER_THAN_THE_WINDOW) == [], state
        if state == "call":
            ada.click("#chat")
            assert ada.js("return document.querySelector('#panel').hidden")
            assert ada.js(WIDER_THAN_THE_WINDOW) == [], "tiles"
        ada.size(1280, 800)
