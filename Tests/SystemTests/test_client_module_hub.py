"""The connection of the hub's JavaScript module to the hub: how it ends, and whether it comes back."""

import itertools
import json
import time

import pytest

from hubtest.scripted import ScriptedHub, welcome
from hubtest.site import enter, page, site  # noqa: F401

# A page without the security policy of the hub's pages may connect to other ports.
FREE = "/livez"

# Code, reason, and the bounds of the pause before it comes back; none where it does not.
CLOSES = [
    (1000, "left", None),
    (1000, "", (0, 500)),
    (1001, "going away", (0, 500)),
    (1002, "the rule broken", None),
    (1003, "text messages only", None),
    (1007, "text is not UTF-8", None),
    (1008, "slow", (5_000, 5_500)),
    (1008, "message not finished in time", (0, 500)),
    (1008, "the rule broken", None),
    (1009, "message too big", None),
    (1009, "message of too many frames", None),
    (1011, "", (0, 500)),
    (1012, "restarting", (500, 5_000)),
    (4401, "token expired", None),
    (4403, "removed", None),
    (4408, "lost", (0, 500)),
    (4409, "replaced", None),
    (4429, "rate-limited", (5_000, 5_500)),
    (None, None, (0, 500)),
]


def ends_with(code, reason):
    def script(connection, number):
        welcome(connection, f"me-{number}")
        if number > 1:
            connection.recv()
        elif code is None:
            connection.socket.close()
        else:
            connection.close(code, reason)

    return script


def test_close_codes_tell_whether_it_comes_back(page):
    """All at once, because some pauses take seconds."""
    hubs = [ScriptedHub(ends_with(code, reason)) for code, reason, _ in CLOSES]
    one = page(FREE)
    one.run(
        """
        window.joined = await Promise.all(arguments[0].map((url) => join({ url, room: 'r' })));
        await until(() => joined.every((hub) => hub.seen('state').some(([{ state }]) => state !== 'open')), 'ends')""",
        [hub.url for hub in hubs],
    )
    states = one.run("return joined.map((hub) => hub.seen('state').find(([{ state }]) => state !== 'open')[0])")
    for (code, reason, bounds), state in zip(CLOSES, states, strict=True):
        assert (state["code"], state["reason"]) == (code or 1006, reason or ""), state
        if bounds is None:
            assert state["state"] == "closed", state
        else:
            assert state["state"] == "reconnecting", state
            assert bounds[0] <= state["retryIn"] <= bounds[1], state
    back = [index for index, (*_, bounds) in enumerate(CLOSES) if bounds]
    one.run(
        """
        const back = arguments[0].map((index) => joined[index]);
        await until(() => back.every(({ state, id }) => state === 'open' && id === 'me-2'), 'returns')""",
        back,
    )
    time.sleep(0.5)
    for (_, _, bounds), hub in zip(CLOSES, hubs, strict=True):
        assert len(hub.queries) == (2 if bounds else 1)
        hub.close()
    one.run("for (const hub of joined) hub.close()")


def test_a_close_code_before_the_welcome_is_why_connect_fails(page):
    with ScriptedHub(lambda connection, _: connection.close(4403, "removed")) as hub:
        failure = page(FREE).run("return failure(join({ url: arguments[0] }))", hub.url)
    assert failure == "HubError 4403 removed"
    assert len(hub.queries) == 1


def test_connect_fails_after_three_attempts(page):
    one = page(FREE)
    with ScriptedHub(lambda connection, _: connection.socket.close()) as hub:
        failure = one.run("return failure(join({ url: arguments[0] }))", hub.url)
        assert failure.startswith("HubError 1006 "), failure
        assert len(hub.queries) == 3
        one.run("return failure(join({ url: arguments[0], attempts: 1 }))", hub.url)
        assert len(hub.queries) == 4
    failure = one.run("return failure(join({ url: arguments[0], attempts: 2 }))", hub.url)
    assert failure == "HubError 1006 the hub cannot be reached"


def test_connect_says_why_the_hub_refuses(page, room):
    one = page()
    failure = one.run("return failure(join({ room: 'chat/x' }))")
    assert failure.split()[1] in ("401", "403"), failure
    assert len(one.run("return sockets")) == 1
    failure = one.run("return failure(join({ room: arguments[0], name: 'n'.repeat(129) }))", room)
    assert failure.startswith("HubError 400 "), failure
    failure = one.run("return failure(join({ room: arguments[0], metadata: 'm'.repeat(9_000) }))", room)
    assert failure == "HubError 414 metadata is too long"
    # Asking why did not leave anybody behind.
    enter(one, room)
    assert one.run("return hub.peers.size") == 0
    stats = one.run("return (await fetch(`/api/rooms/stats?roomId=${arguments[0]}`)).json()", room)
    assert len(stats["clients"]) == 1


def test_the_token_of_an_account_is_no_part_of_the_address(page):
    seen = []

    def script(connection, _):
        seen.append(connection.request)
        welcome(connection)
        connection.recv()

    with ScriptedHub(script) as hub:
        one = page(FREE)
        one.run("window.hub = await join({ url: arguments[0], accessToken: 'a.b-c_d', room: 'r' })", hub.url)
        assert "a.b-c_d" not in seen[0].path
        offered = [value.strip() for value in seen[0].headers["Sec-WebSocket-Protocol"].split(",")]
        assert offered == ["hub.v1", "bearer.a.b-c_d"]
        one.run("hub.close()")


def test_a_hub_that_is_down_is_tried_with_growing_jittered_bounded_pauses(page):
    """Time runs a hundred times faster in this page."""
    hubs = [ScriptedHub(lambda connection, number: welcome(connection)) for _ in range(3)]
    one = page(FREE)
    one.run(
        """
        const wait = setTimeout;
        window.setTimeout = (action, delay, ...rest) => wait(action, delay / 100, ...rest);
        window.joined = await Promise.all(arguments[0].map((url) => join({ url })))""",
        [hub.url for hub in hubs],
    )
    for hub in hubs:
        hub.close()
    one.run(
        """
        const enough = (hub) => hub.seen('state').filter(([{ retryIn }]) => retryIn !== undefined).length >= 10;
        await until(() => joined.every(enough), 'attempts', 50);
        joined.forEach((hub) => hub.close())"""
    )
    pauses = one.run(
        """
        return joined.map((hub) => hub.seen('state').map(([{ retryIn }]) => retryIn)
          .filter((pause) => pause !== undefined).slice(0, 10))"""
    )
    for attempt, row in enumerate(zip(*pauses, strict=True)):
        assert all(0 <= pause <= min(30_000, 500 * 2**attempt) for pause in row), row
    # Two of thirty draws that are the same were not drawn; half of the late ones are long.
    every = list(itertools.chain(*pauses))
    assert len(set(every)) == len(every)
    assert max(every) > 8_000, every


def test_a_hub_that_welcomes_and_ends_is_not_stormed(page):
    def script(connection, number):
        welcome(connection, f"me-{number}")
        connection.close(1011)

    with ScriptedHub(script) as hub:
        one = page(FREE)
        one.run("window.hub = await join({ url: arguments[0] }); await seconds(5)", hub.url)
        assert 2 <= len(hub.queries) <= 9
        one.run("hub.close()")


def test_a_silent_hub_is_given_up(page):
    """Time runs twenty times faster in this page: a second of silence, a quarter for the pong."""
    arrived = []

    def script(connection, number):
        welcome(connection, f"me-{number}")
        for text in connection:
            message = json.loads(text)
            arrived.append((number, message["type"], time.monotonic()))
            # The first is silent from its third ping on.
            if number > 1 or len(arrived) < 3:
                connection.send(json.dumps({"type": "pong"}))

    with ScriptedHub(script) as hub:
        one = page(FREE)
        one.run(
            """
            const wait = setTimeout;
            window.setTimeout = (action, delay, ...rest) => wait(action, delay / 20, ...rest);
            window.hub = await join({ url: arguments[0] });
            await until(() => hub.id === 'me-2', 'a return');""",
            hub.url,
        )
        assert [kind for number, kind, _ in arrived if number == 1] == ["ping"] * 3
        times = [at for number, _, at in arrived if number == 1]
        assert 0.8 < times[1] - times[0] < 1.6
        states = one.run("return hub.seen('state').map(([{ state, reason }]) => [state, reason])")
        assert states == [["open", None], ["reconnecting", "the hub is silent"], ["open", None]]
        assert one.run("return hub.seen('signal')") == []
        # The network is back, or the page is looked at: then it does not wait for silence.
        arrived.clear()
        one.run("dispatchEvent(new Event('online')); await seconds(0.1)")
        assert [(number, kind) for number, kind, _ in arrived] == [(2, "ping")]
        one.run("hub.close()")


def test_a_handshake_without_a_welcome_is_given_up(page):
    """Time runs twenty times faster in this page."""
    with ScriptedHub(lambda connection, _: connection.recv()) as hub:
        one = page(FREE)
        failure = one.run(
            """
            const wait = setTimeout;
            window.setTimeout = (action, delay, ...rest) => wait(action, delay / 20, ...rest);
            return failure(join({ url: arguments[0], attempts: 2 }))""",
            hub.url,
        )
        assert failure.startswith("HubError 1006 "), failure
        assert len(hub.queries) == 2


ABORT = """
window.controller = new AbortController();
window.outcome = failure(join({ url: arguments[0], signal: controller.signal }));
"""


def test_an_abort_during_connect_ends_it(page):
    with ScriptedHub(lambda connection, _: connection.recv()) as hub:
        one = page(FREE)
        assert one.run("return failure(join({ url: arguments[0], signal: AbortSignal.abort() }))", hub.url) == (
            "AbortError 20 signal is aborted without reason"
        )
        assert hub.queries == []
        # While it dials; and after the socket has opened, before the welcome.
        for moment in ("await seconds(0)", "await until(() => sockets.at(-1)?.readyState === 1, 'a socket')"):
            one.run(ABORT + moment + "; controller.abort()", hub.url)
            assert one.run("return outcome") == "AbortError 20 signal is aborted without reason"
            one.run("await until(() => sockets.every(({ readyState }) => readyState === 3), 'the end')")
        attempts = len(hub.queries)
        # The first may not have got as far as the server.
        assert attempts in (1, 2)
        time.sleep(1.5)
        assert len(hub.queries) == attempts


def test_an_abort_while_it_waits_to_try_again_ends_it(page):
    with ScriptedHub(lambda connection, _: connection.close(4429, "rate-limited")) as hub:
        one = page(FREE)
        one.run(ABORT + "await seconds(1); controller.abort()", hub.url)
        assert one.run("return outcome").startswith("AbortError")
        time.sleep(6)
        assert len(hub.queries) == 1

    def script(connection, _):
        welcome(connection)
        connection.close(1008, "slow")

    with ScriptedHub(script) as hub:
        one.run(
            """
            window.controller = new AbortController();
            window.hub = await join({ url: arguments[0], signal: controller.signal });
            await until(() => hub.state === 'reconnecting', 'the end of the first connection');
            controller.abort(new Error('enough'));
            """,
            hub.url,
        )
        last = one.run("return hub.seen('state').at(-1)[0]")
        assert last == {"state": "closed", "code": "Error", "reason": "enough"}
        time.sleep(6)
        assert len(hub.queries) == 1


def test_an_abort_while_it_is_open_leaves_the_room(page, room):
    ada, bob = page(), page()
    ada.run(
        """
        window.controller = new AbortController();
        window.hub = await join({ room: arguments[0], signal: controller.signal })""",
        room,
    )
    enter(bob, room)
    ada.run("controller.abort()")
    bob.run("await until(() => hub.seen('leave').length, 'leave')")
    assert bob.run("return hub.seen('leave')[0][1]") == "left"
    assert ada.run("return [hub.state, hub.peers.size]") == ["closed", 0]
    last = ada.run("return hub.seen('state').at(-1)[0]")
    assert (last["state"], last["code"]) == ("closed", 20), last


def test_the_stun_servers_that_the_hub_knows_are_used(start_hub, browser):
    server = "stun:127.0.0.1:9"
    hub = start_hub("--stun-server", server, "--allow-origin", browser.origin)
    browser.open()
    used = browser.run(
        """
        const { connect } = await import(`${arguments[0]}/client.js`);
        const options = [{}, {}, { iceServers: [] }].map((more) => ({ room: 'stun', ...more }));
        const hubs = [];
        for (const each of options) hubs.push(await connect(each));
        await hubs[2].call();
        await hubs[0].call();
        const used = hubs.map((hub) => [...hub.peers.values()]
          .map(({ connection }) => connection?.getConfiguration().iceServers.flatMap(({ urls }) => urls)));
        for (const hub of hubs) hub.close();
        return used""",
        hub.url,
    )
    assert [server] in used[0] and all(each == [] for each in used[2])
