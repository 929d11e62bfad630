"""The DysonNetwork guide's page code in a browser: its signaling client, and its calls.

The guide prints its client in pieces, each a class of the same name. They are put together here as
its text says, and not touched otherwise. A page cannot set headers, so the token travels in the
query, for which the guide's URL has room behind the chat ID.
"""

import re

import pytest

from hubtest.browser import source
from hubtest.hub import OFFER, Hub
from hubtest.tokens import token

# Joins pieces of one class: a later piece's methods, and its constructor, win.
ASSEMBLE = """
    window.assemble = (...pieces) => {
        const classes = pieces.map(text => new Function(text + '; return SignalingClient')());
        const whole = classes.at(-1);
        for (const { prototype } of classes.slice(0, -1).reverse()) {
            for (const key of Reflect.ownKeys(prototype)) {
                if (Object.hasOwn(whole.prototype, key)) continue;
                const member = Object.getOwnPropertyDescriptor(prototype, key);
                Object.defineProperty(whole.prototype, key, member);
            }
        }
        return whole;
    };
    window.lines = [];
    for (const level of ['log', 'warn', 'error']) {
        console[level] = (...words) => lines.push([level, words.map(String).join(' ')]);
    }"""

CONNECTION, MESSAGES, PEERS, CALLS = (
    source(f"dysonnetwork/{name}.js") for name in ("connection", "messages", "peers", "webrtc")
)


@pytest.fixture(scope="module")
def server(browser, secret_file):
    flags = ["--rate-limit", "off", "--allow-origin", browser.origin]
    with Hub(*flags, "--jwt-hs256-file", secret_file) as hub:
        hub.ws_url = f"ws://{hub.authority}"
        yield hub


@pytest.fixture
def page(browser):
    browser.open()
    browser.run(ASSEMBLE)
    return browser


@pytest.fixture
def chat(request, server):
    """Makes chat IDs with a token behind them, as the client puts them into its URL."""
    room = re.sub(r"[^a-z-]+", "-", request.node.name)

    def ticket(name, rooms=None, **query):
        signed = token(f"account-{name}", rooms or [room], name)
        server.secrets.add(signed)
        query = {"access_token": signed, "packetType": "signaling"} | query
        return f"{room}?" + "&".join(f"{key}={value}" for key, value in query.items())

    ticket.room = room
    return ticket


def enter(page, server, chat, *names):
    """Connects a client for each name, as a global of the page with what it hears in `.seen`."""
    script = """
        const [name, chat, url, account] = arguments;
        const client = window[name] = new SignalingClient(chat, url, account, name);
        client.seen = [];
        client.unsubscribe = client.onMessage((...heard) => client.seen.push(heard));
        await client.connect();"""
    for name in names:
        page.run(script, name, chat(name), server.ws_url, f"account-{name}")
        page.eventually(f"{name}.isConnected")
    said = "lines.filter(([, line]) => line === 'Received server message: Connected to call...')"
    page.eventually(f"{said}.length === {len(names)}")


def complaints(page):
    return page.run("return lines.filter(([level]) => level !== 'log')")


def test_the_guides_client_exchanges_signals(server, page, chat):
    page.run("window.SignalingClient = assemble(...arguments)", CONNECTION, MESSAGES)
    enter(page, server, chat, "ada", "bob", "cleo")

    offer = {"type": "offer", "sdp": OFFER}
    page.run("ada.sendMessage({ type: 'offer', offer: arguments[0] })", offer)
    for name in ("bob", "cleo"):
        message, account, info = page.eventually(f"{name}.seen[0]")
        assert message["type"] == "offer"
        assert message["data"] == {"offer": offer}
        assert account == "account-ada" == message["senderAccountId"]
        assert info == message["senderInfo"]
        assert (info["id"], info["name"], info["nick"]) == ("account-ada", "ada", "Ada")

    candidate = {"candidate": "candidate:1 1 udp 1 192.0.2.1 9 typ host", "sdpMid": "0"}
    forged = {"SenderAccountId": "account-cleo", "senderInfo": {"name": "cleo"}}
    message = {"type": "ice-candidate", "data": {"candidate": candidate}, "to": "account-ada"}
    page.run("bob.sendMessage(arguments[0])", {**message, **forged})
    message, account, info = page.eventually("ada.seen[0]")
    assert (message["type"], message["data"]) == ("ice-candidate", {"candidate": candidate})
    assert account == "account-bob" and info["name"] == "bob"

    page.run("bob.unsubscribe(); ada.sendMessage({ type: 'hello', data: {} })")
    page.eventually("cleo.seen.length === 2")
    assert page.run("return [ada, bob, cleo].map(c => c.seen.length)") == [1, 1, 2]
    assert complaints(page) == []

    page.run("bob.disconnect()")
    page.eventually("bob.ws.readyState === WebSocket.CLOSED")
    assert page.run("return bob.isConnected") is False


def test_the_guides_client_tracks_its_peers(server, page, chat):
    page.run("window.SignalingClient = assemble(...arguments)", CONNECTION, MESSAGES, PEERS)
    enter(page, server, chat, "ada", "bob")
    page.run("window.came = []; ada.onPeer((...told) => came.push(told))")
    page.run("bob.sendMessage({ type: 'hello', data: { n: 1 } })")
    page.run("bob.sendMessage({ type: 'hello', data: { n: 2 } })")
    page.eventually("ada.seen.length === 2")
    [[account, info, what]] = page.run("return came")
    assert account == "account-bob" and info["nick"] == "Bob" and what == "connected"
    assert page.run("return ada.getUserInfo('account-bob')") == info
    peers = [{"userId": "account-bob", "userInfo": info}]
    assert page.run("return ada.getConnectedPeers()") == peers
    assert complaints(page) == []


@pytest.mark.parametrize(
    "ticket",
    [
        lambda chat: chat.room,
        lambda chat: chat("ada", access_token="forged"),
        lambda chat: chat("ada", rooms=["another"]),
    ],
    ids=["no token", "a forged token", "not a member"],
)
def test_the_guides_client_is_kept_out(server, page, chat, ticket):
    page.run("window.SignalingClient = assemble(...arguments)", CONNECTION, MESSAGES)
    script = """
        window.ada = new SignalingClient(...arguments);
        await ada.connect();
        await new Promise(closed => ada.ws.addEventListener('close', closed));
        return lines.map(([level, line]) => [level, line.split(':')[0]])"""
    lines = page.run(script, ticket(chat), server.ws_url, "account-ada", "Ada")
    assert lines == [
        ["error", "WebSocket error"],
        ["log", "Disconnected from signaling server"],
    ]


def test_two_of_the_guides_clients_call_each_other(server, page, chat):
    """Offer, answer and candidates through the hub until the stream of one plays at the other.

    The guide's class overrides `onMessage`, so that nothing can be registered with it: what it
    inherits from takes a handler and returns no promise. Its own handler is put into the list.
    Nor does `connect` wait for the connection, which is waited for here.
    """
    page.run("window.SignalingClient = assemble(...arguments)", CONNECTION, MESSAGES)
    page.define("WebRTCCPUB", CALLS)
    assert "then is not a function" in page.run(
        """
        try { new WebRTCCPUB('', '').onMessage(() => {}); } catch (error) { return error.message; }
        return 'it works after all'"""
    )
    script = """
        const [name, chat, url] = arguments;
        const client = window[name] = new WebRTCCPUB(chat, url);
        client.onMessageHandlers.push(message => client.handleSignalingMessage(message));
        client.onRemoteStream = stream => { client.heard = stream; };
        await client.connect();
        while (!client.isConnected) await new Promise(later => setTimeout(later, 10));
        await client.startLocalStream();"""
    for name in ("ada", "bob"):
        page.run(script, name, chat(name), server.ws_url)
    page.run("await ada.createOffer()")
    for name in ("ada", "bob"):
        page.eventually(f"{name}.peerConnection.connectionState === 'connected'", 20)
        kinds = page.eventually(f"{name}.heard?.getTracks().map(track => track.kind)")
        assert sorted(kinds) == ["audio", "video"]
    assert complaints(page) == []
