"""Two pages that meet without a hub: the texts that persons would mail are copied by the test."""

import hashlib
import os

import pytest
from selenium.webdriver.common.keys import Keys

from hubtest.call_page import Served, calls  # noqa: F401
from hubtest.hub import eventually


@pytest.fixture
def served():
    served = Served()
    yield served
    served.close()


@pytest.fixture
def page(calls, served):
    pages = []

    def open_page(path="/#manual"):
        pages.append(calls.open(served.origin, path))
        return pages[-1]

    yield open_page
    try:
        for one in pages:
            one.check()
    finally:
        calls.close_pages()


def offered(page, name="Ada"):
    """A page that has made an offer, and the offer."""
    page.fill("#name", name)
    page.click("#manual-a")
    return page.wait_for_code()


def answered(page, offer, name="Bob"):
    """The answer of a page to an offer."""
    page.fill("#name", name)
    page.click("#manual-b")
    page.paste(offer)
    return page.wait_for_code()


def test_two_pages_meet_without_a_hub_from_the_cache(calls, served, page, tmp_path):
    first = page()
    first.until("navigator.serviceWorker.controller", within=20)
    served.kill()
    ada, bob = page(), page()
    assert ada.text("#start-title") == "Talk to somebody"

    offer = offered(ada)
    # As mail does: lines of 70, quoted.
    broken = "\n".join("> " + offer[at : at + 70] for at in range(0, len(offer), 70))
    ada.paste(answered(bob, broken))
    for one in (ada, bob):
        one.connected(1)
        one.sees(1)
    assert ada.tiles[0][0] == "Bob" and bob.tiles[0][0] == "Ada"

    ada.say("Nobody in between")
    bob.reads("Nobody in between")
    content = os.urandom(200_000)
    (tmp_path / "manual.bin").write_bytes(content)
    bob.find("#files").send_keys(str(tmp_path / "manual.bin"))
    received = ada.download("manual.bin", len(content))
    assert hashlib.sha256(received).digest() == hashlib.sha256(content).digest()

    # Sharing and muting need no new description.
    shown = "document.querySelectorAll('.tile')[1].querySelector('video').hidden === false"
    bob.until(shown)
    ada.click("#camera")
    bob.until(f"!({shown})")

    bob.leave()
    eventually(lambda: ada.tiles == [], 15)
    ada.leave()
    # A second call in the same pages.
    ada.click("#tab-manual")
    bob.click("#tab-manual")
    ada.paste(answered(bob, offered(ada)))
    ada.connected(1)
    bob.connected(1)
    # What the browser says of addresses where nothing answers is its right.
    assert [error for error in calls.errors() if "ERR_CONNECTION_REFUSED" not in error] == []


def test_a_passphrase_holds_in_manual_mode(page):
    ada, bob = page(), page()
    ada.fill("#passphrase", "oak")
    bob.fill("#passphrase", "oak")
    ada.paste(answered(bob, offered(ada)))
    ada.connected(1)
    ada.say("only for Bob")
    bob.reads("only for Bob")
    assert b"only for Bob" not in ada.sent_bytes()


def test_what_is_pasted_wrongly_is_named(page):
    ada, bob = page(), page()
    offer = offered(ada)

    def refused(one, text):
        one.paste(text)
        return one.until("document.querySelector('#manual-problem').textContent")

    assert "your own text" in refused(ada, offer)
    assert "Paste the answer here first" in refused(ada, "  ")
    assert "no offer or answer" in refused(ada, '{"type":"answer"}')

    bob.click("#manual-b")
    assert "cut off" in refused(bob, offer[:-20])
    assert "beginning is missing" in refused(bob, offer[30:])
    assert "lost a part" in refused(bob, offer[:200] + offer[300:])
    bob.paste(offer)
    answer = bob.wait_for_code()

    assert "This is an offer" in refused(ada, offered(page()))
    cy = page()
    cy.click("#manual-b")
    assert "This is an answer" in refused(cy, answer)
    # An answer to the offer before this one.
    ada.click("#manual-reset")
    offered(ada)
    assert "another offer" in refused(ada, answer)


def test_manual_mode_works_by_keyboard(page):
    ada, bob = page("/"), page("/")
    for one, role in ((ada, "manual-a"), (bob, "manual-b")):
        one.tab_to("tab-room")
        one.press(Keys.ARROW_RIGHT)
        one.tab_to(role)
        one.press(Keys.ENTER)
    offer = ada.wait_for_code()

    def paste(one, text):
        one.tab_to("manual-in")
        one.js("document.activeElement.value = arguments[0]", text)
        one.tab_to("manual-go")
        one.press(Keys.ENTER)

    paste(bob, offer)
    paste(ada, bob.wait_for_code())
    ada.connected(1)
    bob.connected(1)
