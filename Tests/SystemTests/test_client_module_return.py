"""Calls of the hub's JavaScript module outlive the hub: who comes back is recognised."""

import hashlib
import json
import secrets
import signal
import time

import pytest

from hubtest.scripted import ScriptedHub, welcome
from hubtest.site import enter, page, site  # noqa: F401

# A page without the security policy of the hub's pages may connect to another hub.
FREE = "/livez"


@pytest.fixture
def other_hub(site, start_hub):
    """A hub for pages of another origin, that a test may kill and start again."""

    def start(port=0):
        return start_hub("--rate-limit", "off", "--allow-origin", site.origin, port=port)

    return start


def pair(page, room, url, media=False):
    """Two pages in a call, each with its peer as `peer`."""
    ada, bob = page(FREE), page(FREE)
    for one in (ada, bob):
        enter(one, room, media=media, url=url)
    ada.run("await until(() => hub.peers.size, 'a peer'); await hub.call()")
    for one in (ada, bob):
        one.run("await connected(hub); window.peer = only(hub); window.ids = [hub.id, peer.id]")
    return ada, bob


def returned(one, within=20):
    one.run(
        """
        await until(() => hub.state === 'open' && hub.peers.size === 1 && peer.id !== ids[1], 'its return',
          arguments[0]);
        if (only(hub) !== peer || hub.peers.get(peer.id) !== peer) throw new Error('another peer');
        if (hub.seen('leave').length || hub.seen('peer').length > 1) throw new Error('leave, or peer');""",
        within,
    )


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_call_outlives_the_hub(page, room, other_hub, number):
    hub = other_hub()
    ada, bob = pair(page, room, hub.url, media=True)
    connections = [one.run("window.pc = peer.connection; return pc.connectionState") for one in (ada, bob)]
    assert connections == ["connected"] * 2
    hub.signal(number)
    hub.wait()
    for one in (ada, bob):
        one.run("await until(() => hub.state === 'reconnecting', 'the end'); await flowing(peer)")
    ada.run("hub.send('while it is down'); hub.call(peer)")
    bob.run("await until(() => hub.seen('message').length, 'a message')")
    other_hub(hub.port)
    for one in (ada, bob):
        returned(one, 25)
        one.run("await flowing(peer); if (peer.connection !== pc) throw new Error('another connection')")
    polite = [one.run("return peer.polite") for one in (ada, bob)]
    assert sorted(polite) == [False, True]
    # They negotiate again, and a third joins.
    bob.run("const more = await media(); only(hub).connection.addTrack(more.getTracks()[0])")
    ada.run("await until(() => hub.seen('track').length === 3, 'a third track')")
    third = page(FREE)
    enter(third, room, media=True, url=hub.url)
    third.run("await hub.call()")
    for one in (ada, bob, third):
        one.run("await connected(hub, 2); for (const peer of hub.peers.values()) await flowing(peer)")


def test_a_negotiation_that_the_hub_did_not_survive_goes_on(page, room, other_hub):
    hub = other_hub()
    ada, bob = page(FREE), page(FREE)
    for one in (ada, bob):
        enter(one, room, url=hub.url)
    for one in (ada, bob):
        one.run("await until(() => hub.peers.size, 'a peer'); window.peer = only(hub); window.ids = [0, peer.id]")
    hub.signal(signal.SIGKILL)
    for one in (ada, bob):
        one.run("hub.call()")
    hub.wait()
    other_hub(hub.port)
    for one in (ada, bob):
        returned(one, 25)
        one.run("await connected(hub)")


@pytest.mark.parametrize("again", [1, 3])
def test_a_page_that_lost_only_its_own_connection_is_recognised(page, room, other_hub, again):
    hub = other_hub()
    ada, bob = pair(page, room, hub.url)
    for _ in range(again):
        ada.run(
            """
            window.ids = [hub.id, peer.id];
            sockets.at(-1).close(4999);
            await until(() => hub.state === 'open' && hub.id !== ids[0], 'a return', 20);
            if (peer.id !== ids[1] || only(hub) !== peer || peer.polite !== true) throw new Error('another')"""
        )
        returned(bob)
        bob.run("window.ids = [hub.id, peer.id]; if (peer.polite) throw new Error('polite')")
    for one in (ada, bob):
        one.run("if (hub.seen('leave').length) throw new Error('leave'); hub.send('still there')")
    for one in (ada, bob):
        one.run("await until(() => hub.seen('message').length === 1, 'a message')")
    bob.run("hub.setStream(await media())")
    ada.run("await until(() => hub.seen('track').length === 2, 'tracks'); await flowing(peer)")


def test_a_page_whose_old_connection_the_hub_still_holds_does_not_meet_itself(page, room, other_hub):
    """The hub learns late that a connection is gone: a paused relay between them shows it."""
    hub = other_hub()
    ada, bob = pair(page, room, hub.url)
    # What the page does when the hub is silent, but the socket stays open here.
    ada.run(
        """
        const old = sockets.at(-1);
        old.close = () => {};
        // Else the answer may be there before the time is up.
        old.send = () => {};
        window.ids = [hub.id, peer.id];
        const wait = setTimeout;
        window.setTimeout = (action, delay, ...rest) => wait(action, delay === 5_000 ? 0 : delay, ...rest);
        dispatchEvent(new Event('online'));
        await until(() => hub.state === 'open' && hub.id !== ids[0], 'a return');
        window.setTimeout = wait"""
    )
    assert len(hub.stats(room)["clients"]) == 3
    assert ada.run("return [hub.peers.size, only(hub) === peer, peer.id === ids[1]]") == [1, True, True]
    returned(bob)
    late = page(FREE)
    enter(late, room, url=hub.url)
    # One who comes now takes the two entries of one page for one.
    assert late.run("return [...hub.peers.keys()]") == [bob.run("return hub.id"), ada.run("return hub.id")]


def test_who_is_away_and_does_not_come_back_is_gone(page, room, other_hub):
    """The minute is a second in this page."""
    hub = other_hub()
    ada, bob = pair(page, room, hub.url)
    ada.run(
        """
        const wait = setTimeout;
        window.setTimeout = (action, delay, ...rest) => wait(action, delay === 60_000 ? 1_000 : delay, ...rest)"""
    )
    # Bob does not come back, but its connection stays.
    bob.run(
        """
        window.WebSocket = class { constructor() { throw new Error('no'); } };
        window.kept = peer.connection;
        kept.close = () => {};
        sockets.at(-1).close(4999)"""
    )
    ada.run("await seconds(0.5); if (hub.seen('leave').length || !open(peer)) throw new Error('too early')")
    ada.run("await until(() => hub.seen('leave').length, 'leave')")
    assert ada.run("return [hub.seen('leave')[0][1], hub.peers.size]") == ["closed", 0]


def test_who_is_away_and_ends_its_calls_is_gone_at_once(page, room, other_hub):
    hub = other_hub()
    ada, bob = pair(page, room, hub.url)
    bob.run("window.WebSocket = class { constructor() { throw new Error('no'); } }; sockets.at(-1).close(4999)")
    ada.run("await until(() => hub.seen('leave').length, 'leave', 10)")
    assert ada.run("return [hub.seen('leave')[0][1], hub.peers.size]") == ["closed", 0]


def test_who_had_no_call_leaves_and_joins(page, room, other_hub):
    hub = other_hub()
    ada, bob = page(FREE), page(FREE)
    for one in (ada, bob):
        enter(one, room, url=hub.url)
    ada.run("await until(() => hub.peers.size, 'a peer'); sockets.at(-1).close(4999)")
    bob.run("await until(() => hub.seen('peer').length === 2, 'a newcomer')")
    assert bob.run("return hub.seen('leave').map(([, reason]) => reason)") == ["closed"]
    ada.run("await until(() => hub.state === 'open' && hub.seen('state').length > 2, 'a return')")
    # Whom the hub says to have stayed is who it was.
    assert ada.run("return [hub.seen('leave').length, hub.seen('peer').length, hub.peers.size]") == [0, 1, 1]


def session(hub, room, metadata):
    return hub.connect(roomId=room, metadata=json.dumps(metadata))


def test_nobody_is_taken_for_another_without_its_secret(page, room, other_hub):
    hub = other_hub()
    ada, bob = pair(page, room, hub.url)
    # Bob is away: it cannot come back while the test looks, but its connection stays.
    metadata = hub.connect(roomId=room).welcome["peers"][1]["metadata"]
    ada.run("await until(() => hub.peers.size === 2, 'the looker-on')")
    hub.hang_up()
    ada.run("await until(() => hub.peers.size === 1, 'nobody')")
    bob.run("const wait = setTimeout; window.setTimeout = (action) => wait(action, 3_000); sockets.at(-1).close(4999)")
    ada.run("await until(() => hub.seen('peer-state') && hub.state === 'open', 'open'); await seconds(0.2)")
    forged = [
        {"app": None, "session": "0" * 64, "was": secrets.token_hex(32)},
        {"app": None, "session": metadata["session"], "was": metadata["session"]},
        {"app": None, "session": metadata["session"]},
        {"app": None, "session": "0" * 64, "was": [metadata["session"]]},
        {"app": None, "session": "0" * 64, "was": metadata["session"].upper()},
    ]
    for one in forged:
        client = session(hub, room, one)
        ada.run("await until(() => hub.peers.has(arguments[0]), 'the forger')", client.id)
        assert ada.run("return hub.peers.get(arguments[0]) === peer", client.id) is False
        assert ada.run("return peer.id === ids[1] && open(peer)") is True
    # The owner comes back, and is known in spite of those who repeated its hash.
    returned_to = "await until(() => peer.id !== ids[1], 'its return'); return open(peer)"
    assert ada.run(returned_to) is True
    assert bob.run("return hub.id") == ada.run("return peer.id")


def test_a_secret_serves_once(page, room, other_hub):
    """Who joins under a known hash and shows the secret is known; the next who shows it is not."""
    hub = other_hub()
    ada = page(FREE)
    enter(ada, room, url=hub.url)
    secret = secrets.token_hex(32)
    digest = hashlib.sha256(secret.encode()).hexdigest()
    first = session(hub, room, {"app": 1, "session": digest})
    ada.run("await until(() => hub.peers.size === 1, 'a peer'); window.peer = only(hub)")
    second = session(hub, room, {"app": 2, "session": "1" * 64, "was": secret})
    ada.run("await until(() => peer.id === arguments[0], 'its return')", second.id)
    assert ada.run("return [peer.metadata, hub.peers.size]") == [2, 1]
    third = session(hub, room, {"app": 3, "session": "2" * 64, "was": secret})
    ada.run("await until(() => hub.peers.size === 2, 'another')")
    assert ada.run("return [peer.id, hub.peers.get(arguments[0]).metadata]", third.id) == [second.id, 3]
    # The first one's end is no longer the peer's.
    first.close()
    time.sleep(0.3)
    assert ada.run("return [hub.peers.size, hub.seen('leave').length]") == [2, 0]


def test_a_name_that_another_has_taken_is_not_who_had_it(page):
    def script(connection, number):
        peer = {"clientId": "x", "name": None, "joinedAt": f"2026-01-0{min(number, 2)}", "metadata": None}
        welcome(connection, f"me-{number}", [peer])
        if number < 3:
            time.sleep(0.5)
            connection.close(1001)
        connection.recv()

    with ScriptedHub(script) as hub:
        one = page(FREE)
        one.run("window.hub = await join({ url: arguments[0] }); window.peer = only(hub)", hub.url)
        one.run("await until(() => hub.id === 'me-3' && hub.state === 'open', 'the third welcome')")
        # Between the second and the third it stayed.
        events = "return [only(hub) === peer, hub.seen('leave').length, hub.seen('peer').length]"
        one.run("await until(() => hub.seen('peer').length > 1, 'another')")
        assert one.run(events) == [False, 1, 2]
        one.run("hub.close()")


def test_what_is_about_an_earlier_call_does_not_touch_a_later_one(page, room, other_hub):
    hub = other_hub()
    ada = page(FREE)
    enter(ada, room, url=hub.url)
    raw = hub.connect(roomId=room)
    me = ada.run("return hub.id")
    ada.run("await until(() => hub.peers.size, 'a peer'); await hub.call()")
    first = raw.receive_type("offer")["call"]
    ada.run("hub.hangUp()")
    assert raw.receive_type("bye")["call"] == first
    # Nobody waits for this answer any more: whoever sent it is told.
    raw.say({"type": "answer", "to": me, "sdp": "v=0\r\n", "call": "mine", "peerCall": first})
    assert raw.receive_type("bye")["peerCall"] == "mine"
    ada.run("await hub.call(); window.pc = only(hub).connection")
    second = raw.receive_type("offer")["call"]
    assert second != first
    raw.say({"type": "answer", "to": me, "sdp": "v=0\r\n", "call": "mine", "peerCall": first})
    raw.say({"type": "bye", "to": me, "call": "mine", "peerCall": first})
    raw.say({"type": "wave", "to": me})
    ada.run("await until(() => hub.seen('signal').length, 'the last of them')")
    assert ada.run("return [only(hub).connection === pc, hub.seen('signal')[0][0].type]") == [True, "wave"]
    raw.say({"type": "bye", "to": me, "call": "mine", "peerCall": second})
    ada.run("await until(() => only(hub).connection === null, 'the end')")
