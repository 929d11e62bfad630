"""For each verdict a scene between two clients that leads to it, and what the page shows of it."""

import contextlib
import json
import socket
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import Request, urlopen

import pytest
from selenium.webdriver import Keys
from websockets.sync.client import connect

from hubtest.served import Served, address

HOST = "a=candidate:1 1 udp 2122260223 192.0.2.7 50000 typ host\r\n"
SRFLX = "a=candidate:2 1 udp 1686052607 203.0.113.9 50000 typ srflx raddr 192.0.2.7 rport 50000\r\n"
SDP = (
    "v=0\r\no=- 4611731400430051336 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"
    "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\n"
    "a=ice-ufrag:Ab1c\r\na=ice-pwd:secretsecretsecretsecret\r\n"
)


class Peer:
    """A client that says only what the scene wants."""

    def __init__(self, end, where, room, name, **options):
        query = urlencode({"roomId": room, "name": name})
        address = f"ws://{urlsplit(where).netloc}/ws?{query}"
        self.socket = end.enter_context(connect(address, **options))
        self.id = self.hear("welcome")["clientId"]

    def hear(self, kind, timeout=10):
        while True:
            message = json.loads(self.socket.recv(timeout))
            if message["type"] == kind:
                return message

    def say(self, kind, to, **more):
        self.socket.send(json.dumps({"type": kind, "to": to, **more}))

    def report(self, peer, state, **more):
        self.socket.send(json.dumps({"type": "report", "peer": peer, "iceState": state, **more}))


class Stage:
    """A room, those in it, and the page that is open at it."""

    def __init__(self, browser, where, room):
        self.where, self.room, self.end = where, room, contextlib.ExitStack()
        self.page = Served(browser, where)
        self.page.size(1400, 900)
        self.page.open(f"/inspect#room={quote(room, safe='')}")

    def enter(self, name, **options):
        return Peer(self.end, self.where, self.room, name, **options)

    def two(self):
        ada, bob = self.enter("Ada"), self.enter("Bob")
        ada.hear("peer-joined")
        return ada, bob

    def post(self, path, body):
        head = {"Content-Type": "application/json"}
        with urlopen(Request(self.where + path, json.dumps(body).encode(), head)) as answer:
            return json.load(answer)

    def timeline(self):
        with urlopen(f"{self.where}/api/rooms/{quote(self.room, safe='')}/timeline") as answer:
            return json.load(answer)

    def close(self):
        self.end.close()
        self.page.close()


@pytest.fixture
def stage(browser, request, room):
    stage = Stage(browser, address(request), room)
    yield stage
    stage.close()


def called(stage, lines=HOST + SRFLX, answer=None):
    """Ada has offered to Bob, who has answered if there is an answer."""
    ada, bob = stage.two()
    ada.say("offer", bob.id, sdp=SDP + lines)
    bob.hear("offer")
    if answer is not None:
        bob.say("answer", ada.id, sdp=SDP + answer)
        ada.hear("answer")
    return ada, bob


def slow_reader(stage):
    ada = stage.enter("Ada")
    place = urlsplit(stage.where)
    # A small window, and nobody who reads: what Ada sends soon waits in the hub.
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    narrow.connect((place.hostname, place.port))
    bob = stage.enter("Bob", sock=narrow, max_queue=1, close_timeout=0.1)
    ada.hear("peer-joined")
    for _ in range(2000):
        ada.say("blob", bob.id, pad="x" * 60_000)
        try:
            if json.loads(ada.socket.recv(0))["type"] == "peer-left":
                # Else closing would wait for Bob.
                with contextlib.suppress(OSError):
                    narrow.shutdown(socket.SHUT_RDWR)
                return
        except TimeoutError:
            pass
    raise AssertionError("Bob was not cut off")


def connected(stage):
    ada, bob = called(stage, answer=HOST + SRFLX)
    pair = {"local": "host", "remote": "srflx"}
    ada.report(bob.id, "checking")
    ada.report(bob.id, "connected", candidatePair=pair)
    bob.report(ada.id, "connected", candidatePair=pair)


def never_bound(stage):
    ada = stage.enter("Ada")
    seat = stage.post("/api/rooms/join", {"roomId": stage.room, "name": "Bob"})
    ada.say("offer", seat["ClientId"], sdp=SDP)
    assert ada.hear("error")["code"] == "peer-not-found"


def candidates_first(stage):
    ada, bob = stage.two()
    line = HOST.strip().removeprefix("a=")
    ada.say("candidate", bob.id, candidate={"candidate": line, "sdpMid": "0"})
    bob.hear("candidate")
    ada.say("offer", bob.id, sdp=SDP)


def left_before_answer(stage):
    ada, bob = called(stage)
    bob.socket.close()
    ada.hear("peer-left")


def never_answered(stage):
    called(stage)


def only_host_candidates(stage):
    called(stage, lines=HOST, answer=HOST)


def ice_failed(stage):
    ada, bob = called(stage, answer=HOST + SRFLX)
    ada.report(bob.id, "checking")
    ada.report(bob.id, "failed")


def negotiating(stage):
    ada, bob = called(stage, answer=HOST + SRFLX)
    ada.report(bob.id, "checking")


SCENES = [
    slow_reader,
    connected,
    never_bound,
    candidates_first,
    left_before_answer,
    never_answered,
    only_host_candidates,
    ice_failed,
    negotiating,
]


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__.replace("_", "-"))
def test_a_scene_leads_to_its_verdict_and_to_no_other(stage, scene):
    code = scene.__name__.replace("_", "-")
    scene(stage)
    page = stage.page
    page.eventually(f"document.querySelector('.pair')?.dataset.verdict === '{code}'", 15)
    timeline = stage.timeline()
    assert [pair["verdict"]["code"] for pair in timeline["pairs"]] == [code]
    verdict = timeline["pairs"][0]["verdict"]
    shown = page(
        """
        const card = document.querySelector(".pair");
        return {
          cards: document.querySelectorAll(".pair").length,
          level: card.dataset.level,
          words: card.querySelector(".badge.large").textContent,
          summary: card.querySelector(".summary").textContent,
          advice: card.querySelector(".advice").textContent,
          links: [...card.querySelectorAll(".references a .number")].map(({ textContent }) => textContent),
        };"""
    )
    assert shown["cards"] == 1
    assert shown["level"] == verdict["level"]
    assert (shown["summary"], shown["advice"]) == (verdict["summary"], verdict["advice"])
    assert "Ada" in shown["summary"] or "Bob" in shown["summary"]
    assert shown["links"] == [f"#{n}" for n in verdict["events"]]
    # Every event that the verdict rests on is marked where the link leads.
    assert verdict["events"] or code == "negotiating"
    page("for (const link of document.querySelectorAll('.references a')) link.click()")
    marked = page(
        "return [...document.querySelectorAll('.rung.evidence')].map(({ dataset }) => Number(dataset.event))"
    )
    assert sorted(marked) == verdict["events"]
    # The list of rooms says the same.
    badge = f"1 {shown['words']}"
    page.eventually(
        "[...document.querySelectorAll('#room-list a[aria-current] .badge')].map((one) => one.textContent)"
        f".join() === '{badge}'"
    )
    page.check()


def test_a_room_fills_and_empties_while_it_is_watched(stage):
    page = stage.page
    page.eventually(
        "document.querySelector('.notice')?.textContent.includes('knows nothing of this room')"
    )
    ada = stage.enter("Ada")
    page.eventually(
        "document.querySelector('.alone')?.textContent.startsWith('One client is alone')"
    )
    bob = stage.enter("Bob")
    page.eventually("document.querySelectorAll('.clients tbody tr').length === 2")
    ada.say("offer", bob.id, sdp=SDP)
    page.eventually("document.querySelectorAll('.rung[data-kind=offer]').length === 1")
    ada.socket.close()
    bob.socket.close()
    page.eventually("document.querySelectorAll('.clients tbody tr.gone').length === 2")
    page.eventually("document.querySelector('#room-list .gone a[aria-current]')")
    page.check()


def test_hostile_names_arrive_as_text(stage):
    names = ["<img src=x onerror=window.pwned=1>", "\u202eBob\u0336\u0489👩🏽‍🚀"]
    ada, bob = (stage.enter(name) for name in names)
    ada.say("offer", bob.id, sdp=SDP)
    page = stage.page
    page.eventually("document.querySelector('.rung[data-kind=offer]')")
    shown = page(
        "return [...document.querySelectorAll('.pair h3 > .name')].map((name) => name.textContent)"
    )
    assert shown == names
    assert page("return window.pwned") is None
    page.check()


def test_bodies_and_addresses_take_the_admin_token(browser, start_hub, room, tmp_path):
    secret = "0123456789abcdef0123456789abcdef"
    file = tmp_path / "admin"
    file.write_text(secret)
    file.chmod(0o600)
    hub = start_hub("--rate-limit", "off", "--admin-token-file", str(file))
    stage = Stage(browser, hub.url, room)
    try:
        page = stage.page
        page.eventually("document.getElementById('access').open")
        page.eventually("!document.getElementById('refusal').hidden")
        page.browser.errors()
        page.driver.find_element("id", "token").send_keys(secret, Keys.ENTER)
        page.eventually("document.getElementById('link').dataset.state === 'live'")
        page.driver.find_element("id", "addresses").click()
        page.driver.find_element("id", "bodies").click()
        ada, bob = stage.two()
        page.eventually("document.querySelectorAll('.clients tbody tr').length === 2")
        ada.say("offer", bob.id, sdp=SDP)
        page.eventually("document.querySelector('.body pre')?.textContent.includes('a=ice-pwd:')")
        assert (
            page("return document.querySelector('.clients td:nth-child(7)').textContent")
            == "127.0.0.1"
        )
        page.check()
    finally:
        stage.close()
