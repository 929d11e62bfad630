"""The inspector as a page: what it shows of what the hub tells, and how it follows it."""

import copy
import json

import pytest
from selenium.webdriver import ActionChains, Keys

from hubtest.served import LOW_CONTRAST, UNNAMED, Served, address

# A hub that says what the test wants it to say: the page's own reader and connection, without a server.
FAKE = """
(() => {
  const get = window.fetch;
  const encode = (kind, value) => new TextEncoder().encode(`event: ${kind}\\r\\ndata: ${JSON.stringify(value)}\\r\\n\\r\\n`);
  window.hub = {
    asked: [], open: new Set(), down: false, refusal: null, overview: null, timeline: null,
    send(kind, value) {
      this[kind] = value;
      for (const stream of this.open) if (stream.kind === kind) stream.controller.enqueue(encode(kind, value));
    },
    hangUp() {
      for (const { controller } of this.open) controller.close();
      this.open.clear();
    },
  };
  window.fetch = async (path, options = {}) => {
    if (!path.startsWith("/api/inspect/events")) return get(path, options);
    hub.asked.push({ path, authorization: options.headers?.Authorization ?? null });
    if (hub.down) throw new TypeError("Failed to fetch");
    const refusal = hub.refusal?.(path, options.headers ?? {});
    if (refusal) return new Response(JSON.stringify({ error: refusal[1] }), { status: refusal[0] });
    const stream = { kind: path.includes("roomId=") ? "timeline" : "overview" };
    hub.open.add(stream);
    const body = new ReadableStream({
      start(controller) {
        stream.controller = controller;
        options.signal.addEventListener("abort", () => {
          if (hub.open.delete(stream)) controller.error(options.signal.reason);
        });
        controller.enqueue(new TextEncoder().encode(": hello\\n\\n"));
        if (hub[stream.kind]) controller.enqueue(encode(stream.kind, hub[stream.kind]));
      },
    });
    return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
  };
})();
"""
LEVELS = {
    "slow-reader": "bad",
    "connected": "good",
    "never-bound": "bad",
    "candidates-first": "warning",
    "left-before-answer": "bad",
    "never-answered": "bad",
    "only-host-candidates": "warning",
    "ice-failed": "bad",
    "negotiating": "neutral",
}
HOSTILE = [
    "<img src=x onerror=window.pwned=1>",
    "\u202e\u2067drawkcab\u200f",
    "👩🏽‍🚀🏳️‍🌈" * 3,
    "o" + "\u0336\u034f\u0489" * 21,
    "W" * 128,
    '"><script>window.pwned=1</script>',
    "&lt;b&gt; __proto__",
]


def at(seconds, milliseconds=0):
    return f"2026-01-02T15:{4 + seconds // 60:02}:{seconds % 60:02}.{milliseconds:03}Z"


def client(key, name, **more):
    return {
        "key": key,
        "clientId": f"id-{key}",
        "name": name,
        "dialect": "native",
        "state": "connected",
        "joinedAt": at(0),
        "boundAt": at(0, 20),
        "leftAt": None,
        "leaveReason": None,
        "queuedBytes": 0,
    } | more


def event(n, sender, kind, **more):
    return {
        "n": n,
        "at": at(1, n),
        "delay": 12 if n % 100 else None,
        "from": sender,
        "kind": kind,
        "bytes": 120,
        "candidates": {"host": 0, "srflx": 0, "prflx": 0, "relay": 0},
        "delivered": True,
        "reason": None,
        "iceState": None,
        "candidatePair": None,
        "body": None,
    } | more


def candidate(n, sender, kind="host"):
    return event(n, sender, "candidate", candidates={"host": 0, "srflx": 0, kind: 1})


def pair(between, code, events, rests):
    verdict = {
        "code": code,
        "level": LEVELS[code],
        "summary": f"Summary of {code}.",
        "advice": f"Advice on {code}.",
        "events": rests,
    }
    return {"between": between, "verdict": verdict, "events": events, "dropped": 0}


def timeline(clients, pairs, **more):
    return {
        "roomId": "tour",
        "createdAt": at(0),
        "goneAt": None,
        "serverTime": at(30),
        "clients": clients,
        "pairs": pairs,
        "omittedPairs": 0,
    } | more


def summary(name, **more):
    return {
        "roomId": name,
        "createdAt": at(0),
        "goneAt": None,
        "clients": 2,
        "seats": 0,
        "dialects": {"native": 2},
        "lastEventAt": at(10),
        "verdicts": {"negotiating": 1},
    } | more


def overview(*rooms, **more):
    return {
        "serverTime": at(30),
        "totalRooms": len(rooms),
        "tracedPairs": 1,
        "rooms": list(rooms),
        "omittedRooms": 0,
    } | more


def call(extra=()):
    """Ada has called Bob, and trickles."""
    events = [
        event(101, 1, "offer", bytes=2034),
        *[candidate(n, 1) for n in range(102, 110)],
        *extra,
    ]
    return timeline(
        [client(1, "Ada"), client(2, "Bob")], [pair([1, 2], "negotiating", events, [101])]
    )


class Inspector(Served):
    def __init__(self, browser, where):
        super().__init__(browser, where)
        self.before(FAKE)
        self.size(1400, 900)

    def show(self, rooms=None, room=None, path="/inspect#room=tour"):
        """Opens the page at a hub that says this."""
        said = {"overview": overview(summary("tour")) if rooms is None else rooms, "timeline": room}
        key = self.command(
            "Page.addScriptToEvaluateOnNewDocument",
            source=f"Object.assign(window.hub, {json.dumps(said)})",
        )["identifier"]
        self.open(path)
        self.command("Page.removeScriptToEvaluateOnNewDocument", identifier=key)
        if rooms is None or rooms["rooms"]:
            self.eventually("document.querySelector('#room-list li')")
        if room and "#" in path:
            self.eventually("document.querySelector('.clients tbody tr')")
        return self

    def tell(self, kind, value):
        """The hub says something new, and the page has taken it in."""
        self.browser.run(
            "hub.send(arguments[0], arguments[1]); await new Promise((done) => setTimeout(done, 60))",
            kind,
            value,
        )

    def texts(self, selector):
        return self(
            "return [...document.querySelectorAll(arguments[0])].map((element) => element.textContent)",
            selector,
        )

    def click(self, selector):
        self.driver.find_element("css selector", selector).click()


@pytest.fixture
def inspector(browser, request):
    page = Inspector(browser, address(request))
    yield page
    page.close()


def nine():
    """A pair for each verdict, the good ones first."""
    codes = sorted(LEVELS, key=lambda code: LEVELS[code], reverse=True)
    clients, pairs = [], []
    for index, code in enumerate(codes):
        a, b, n = 2 * index + 1, 2 * index + 2, 100 * (index + 1)
        clients += [client(a, f"Ada {index}"), client(b, f"Bob {index}")]
        events = [event(n, a, "joined"), event(n + 1, a, "offer"), event(n + 2, b, "answer")]
        pairs.append(pair([a, b], code, events, [n + 1]))
    return timeline(clients, pairs)


# What it shows


def test_every_verdict_is_told_in_words_with_advice_and_the_events_it_rests_on(inspector):
    inspector.show(room=nine())
    for code, level in LEVELS.items():
        card = f"[data-verdict={code}]"
        (words,) = inspector.texts(f"{card} .badge.large")
        assert "-" not in words and len(words) > 8
        assert inspector.texts(f"{card} .summary") == [f"Summary of {code}."]
        assert inspector.texts(f"{card} .advice") == [f"Advice on {code}."]
        assert inspector(f"return document.querySelector('{card}').dataset.level") == level
        inspector(f"document.querySelector('{card} details').open = true")
        link = f"document.querySelector('{card} .references a')"
        assert "offer" in inspector(f"return {link}.textContent")
        inspector(f"{link}.click()")
        inspector.eventually(
            f"document.activeElement?.closest('{card}') && document.activeElement.matches('.evidence')"
        )
        assert len(inspector.texts(f"{card} .rung.evidence")) == 1
        assert inspector("return document.activeElement.dataset.kind") == "offer"
    inspector.check()


def test_pairs_with_trouble_stand_first(inspector):
    inspector.show(room=nine())
    levels = inspector(
        "return [...document.querySelectorAll('.pair')].map(({ dataset }) => dataset.level)"
    )
    assert levels == ["bad"] * 5 + ["warning"] * 2 + ["neutral", "good"]


def test_an_event_is_linked_to_by_an_address(inspector):
    inspector.show(room=call(), path="/inspect#room=tour&pair=1-2&event=105")
    inspector.eventually("document.activeElement?.dataset.event === '105'")
    # It was in a folded run.
    assert inspector.texts(".fold[aria-expanded=true]") == ["8 candidates: 8 host"]


def test_events_tell_who_sent_what_to_whom_and_how_long_after(inspector):
    room = call(
        [
            event(110, 2, "answer", delay=1500, candidates={"host": 2, "relay": 1}, bytes=1999),
            event(111, 2, "message", delivered=False, reason="slow"),
            event(
                112,
                1,
                "report",
                iceState="connected",
                candidatePair={"local": "host", "remote": "srflx"},
            ),
            event(113, 2, "left", reason="closed"),
        ]
    )
    inspector.show(room=room)
    rows = [" ".join(text.split()) for text in inspector.texts(".rung:not(.run) .lane")]
    assert rows[0].startswith("Ada → to Bob offer 2.0 kB · no candidates")
    assert rows[1].startswith("Bob → to Ada answer 2.0 kB · 2 host, 1 relay")
    assert "not delivered: was cut off" in rows[2]
    assert rows[3].startswith("Ada reports ICE connected host ↔ srflx")
    assert rows[4].startswith("Bob left closed its WebSocket")
    assert "+1.5 s" in inspector.texts(".rung .delay")


def test_long_runs_of_candidates_unfold(inspector):
    mixed = [candidate(n, 1 + n % 2, "srflx" if n % 3 else "host") for n in range(110, 116)]
    inspector.show(room=call(mixed))
    rows = "document.querySelectorAll('.rung[data-kind=candidate]:not(.run)').length"
    assert inspector(f"return {rows}") == 0
    assert inspector.texts(".fold") == ["14 candidates: 10 host, 4 srflx"]
    sums = [" ".join(text.split()) for text in inspector.texts(".run .sum")]
    assert sums == ["Ada → to Bob: 9 host, 2 srflx", "Bob → to Ada: 1 host, 2 srflx"]
    inspector.click(".fold")
    assert inspector(f"return {rows}") == 14
    # It stays so when more come, and when the first are no longer kept.
    longer = call([*mixed, candidate(116, 1)])
    del longer["pairs"][0]["events"][:3]
    longer["pairs"][0]["dropped"] = 3
    inspector("document.querySelector('.fold').focus()")
    inspector.tell("timeline", longer)
    assert inspector(f"return {rows}") == 13
    assert inspector("return document.activeElement.className") == "fold"
    assert "3 older events are no longer kept." in inspector.texts(".events > p")
    assert "no longer kept" in inspector.texts(".references")[0]
    inspector.click(".fold")
    assert inspector(f"return {rows}") == 0


def test_clients_are_listed_with_state_age_and_why_they_left(inspector):
    room = timeline(
        [
            client(1, "Ada", state="left", leftAt=at(5), leaveReason="slow", dialect="socketio"),
            client(2, None, queuedBytes=18_244),
            client(3, "Seat", state="seat", boundAt=None),
        ],
        [],
    )
    inspector.show(room=room)
    rows = inspector(
        "return [...document.querySelectorAll('.clients tbody tr')].map((row) => "
        "[...row.cells].filter((cell) => cell.checkVisibility()).map((cell) => cell.textContent.trim()))"
    )
    ages = [row.pop(4) for row in rows]
    assert rows == [
        ["none", "id-2", "connected", "native", "18.2 kB"],
        ["Seat", "id-3", "seat, no WebSocket yet", "native", "nothing"],
        ["Ada", "id-1", "left was cut off: it did not read", "Socket.IO", "nothing"],
    ]
    assert ages[2] == "5 s" and ages[0] == ages[1]
    inspector.eventually(f"document.querySelector('.clients .age').textContent !== '{ages[0]}'", 5)
    assert inspector.texts(".clients tr.gone .age") == ["5 s"]


def test_rooms_show_verdicts_as_words_and_are_filtered(inspector):
    rooms = overview(
        summary("tour", verdicts={"connected": 2, "never-answered": 1}, seats=1),
        summary("later", lastEventAt=at(20), dialects={"ws": 1, "socketio": 1}),
        summary("over", goneAt=at(25), lastEventAt=at(25), clients=0),
        omittedRooms=4,
        totalRooms=7,
    )
    inspector.show(rooms, path="/inspect")
    assert inspector.texts("#room-list .room-name") == ["later", "tour", "over"]
    assert inspector.texts("#room-list li:nth-child(2) .badge") == [
        "1 never answered",
        "2 connected",
    ]
    assert inspector.texts("#room-list li:nth-child(2) .facts")[0] == "2 clients · 1 seat · native"
    assert inspector.texts("#room-list li.gone .room-name") == ["over"]
    assert "4 more are not listed" in inspector.texts("#rooms-note")[0]
    inspector.driver.find_element("id", "filter").send_keys("T")
    inspector.eventually("document.querySelectorAll('#room-list li').length === 2")
    inspector.driver.find_element("id", "filter").send_keys("o")
    inspector.eventually("document.querySelectorAll('#room-list li').length === 1")
    inspector.click("#room-list a")
    assert inspector("return location.hash") == "#room=tour"
    inspector.eventually("hub.asked.some(({ path }) => path === '/api/inspect/events?roomId=tour')")


def test_what_is_the_matter_is_said_where_there_is_nothing_to_show(inspector):
    nothing = {"createdAt": None, "clients": [], "pairs": [], "roomId": "nowhere"}
    said = "document.querySelector('{}')?.textContent.includes('{}')"
    inspector.show(overview(), timeline([], []) | nothing, path="/inspect")
    inspector.eventually(said.format("#rooms-note", "Nobody is in any room"))
    inspector("location.hash = '#room=nowhere'")
    inspector.eventually(said.format(".notice", "knows nothing of this room"))
    assert not inspector("return document.querySelector('.room .copy').checkVisibility()")
    room = timeline([client(1, "Ada")], [], roomId="nowhere")
    inspector.tell("timeline", room)
    inspector.eventually(said.format(".alone", "One client is alone here"))
    inspector.eventually("document.querySelector('.notice').hidden")
    inspector.tell("timeline", room | {"clients": [client(1, "Ada", state="seat", boundAt=None)]})
    inspector.eventually(said.format(".alone", "One seat"))
    inspector.tell("timeline", room | {"clients": [client(1, "Ada"), client(2, "Bob")]})
    inspector.eventually(said.format(".alone", "nobody has sent anything"))
    inspector.tell("timeline", room | nothing)
    inspector.eventually(said.format(".notice", "has forgotten this room"))
    assert inspector.texts(".clients tbody .name")[0] == "Ada"


def test_a_hub_without_an_inspector_is_told(inspector):
    inspector.before("hub.refusal = () => [404, 'no such path'];")
    inspector.open("/inspect#room=tour")
    inspector.eventually(
        "document.getElementById('link-state').textContent === 'This hub has no inspector'"
    )


def test_a_timeline_is_copied_as_json(inspector):
    room = call()
    inspector.show(room=room)
    inspector.command(
        "Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"]
    )
    inspector.undo.callback(inspector.command, "Browser.resetPermissions")
    inspector.click(".room-head .copy")
    inspector.eventually("document.querySelector('.room-head .copy').textContent === 'Copied'")
    assert json.loads(inspector.browser.run("return navigator.clipboard.readText()")) == room


# How it follows


def test_updates_take_away_no_focus_selection_scroll_or_what_was_opened(inspector):
    first = nine()
    inspector.show(room=first)
    inspector(
        """
        document.querySelector("[data-verdict=negotiating]").scrollIntoView({ block: "center" });
        const good = document.querySelector("[data-verdict=connected] details");
        const bad = document.querySelector("[data-verdict=never-answered] details");
        good.open = true;
        bad.open = false;
        const link = document.querySelector("[data-verdict=negotiating] .references a");
        link.focus({ preventScroll: true });
        const words = document.querySelector("[data-verdict=negotiating] .advice").firstChild;
        getSelection().setBaseAndExtent(words, 3, words, 9);
        window.kept = [good, bad, link, words, ...document.querySelectorAll(".rung, .clients tr, #room-list a")];"""
    )
    scroll = inspector(
        "return document.querySelector('[data-verdict=negotiating]').getBoundingClientRect().top"
    )
    second = copy.deepcopy(first)
    second["clients"].append(client(99, "Cy"))
    second["pairs"].reverse()
    for one in second["pairs"]:
        sender = one["between"][1]
        one["events"].append(event(one["events"][-1]["n"] + 1, sender, "message"))
    negotiating = next(one for one in second["pairs"] if one["verdict"]["code"] == "negotiating")
    inspector.tell("timeline", second)
    inspector.tell("overview", overview(summary("new", lastEventAt=at(40)), summary("tour")))
    assert inspector("return document.activeElement === kept[2]")
    assert inspector("return String(getSelection())") == "ice on"
    assert inspector("return [kept[0].open, kept[1].open]") == [True, False]
    assert inspector("return kept.every((node) => node.isConnected)")
    now = inspector(
        "return document.querySelector('[data-verdict=negotiating]').getBoundingClientRect().top"
    )
    assert abs(now - scroll) < 40
    # The pair in use moves to another place in the order without losing either.
    negotiating["verdict"] |= {"code": "ice-failed", "level": "bad"}
    inspector.tell("timeline", second)
    assert inspector("return document.activeElement === kept[2]")
    assert inspector("return String(getSelection())") == "ice on"


def test_rooms_stay_where_they_are_while_somebody_is_about_to_choose_one(inspector):
    first = overview(summary("a", lastEventAt=at(20)), summary("b", lastEventAt=at(10)))
    later = overview(
        summary("a", lastEventAt=at(20)), summary("b", lastEventAt=at(25)), summary("c")
    )
    inspector.show(first, path="/inspect")
    inspector("document.querySelector('#room-list a').focus()")
    inspector.tell("overview", later)
    assert inspector.texts("#room-list .room-name") == ["a", "b", "c"]
    inspector("document.getElementById('filter').focus()")
    inspector.eventually("document.querySelector('#room-list .room-name').textContent === 'b'")


def test_many_rooms_are_followed_without_holding_up_the_page(inspector):
    many = [summary(f"room {n}", lastEventAt=at(n % 60, n)) for n in range(500)]
    inspector.show(overview(*many), path="/inspect")
    inspector.eventually("document.querySelectorAll('#room-list li').length === 500")
    for n, one in enumerate(many):
        one["lastEventAt"] = at(100, 499 - n)
    took = inspector.browser.run(
        """
        const before = performance.now();
        hub.send("overview", arguments[0]);
        while (document.querySelector(".room-name").textContent !== "room 0") {
          await new Promise((done) => setTimeout(done));
        }
        document.body.getBoundingClientRect();
        return performance.now() - before;""",
        overview(*many),
    )
    # All 500 change places: some 30 ms of work, on a machine that may have much else to do.
    assert took < 3000


def test_a_lost_hub_is_told_and_found_again(inspector):
    inspector.show(room=call())
    inspector.eventually("document.getElementById('link-state').textContent === 'Live'")
    inspector("hub.down = true; hub.hangUp()")
    inspector.eventually("document.getElementById('link-state').textContent.startsWith('Lost.')")
    inspector.eventually(
        "document.querySelector('.notice').textContent.includes('what was seen last')"
    )
    assert inspector.texts(".pair h3 .name")[0] == "Ada"
    asked = inspector("return hub.asked.length")
    inspector.eventually(f"hub.asked.length > {asked} + 1")
    inspector.eventually("!document.getElementById('link-retry').hidden")
    inspector("hub.down = false; document.getElementById('link-retry').click()")
    inspector.eventually("document.getElementById('link-state').textContent === 'Live'")
    inspector.eventually("document.querySelector('.notice').hidden")
    inspector.eventually("hub.open.size === 2")


def test_pauses_between_tries_grow_and_differ(inspector):
    inspector.before(
        "window.hub.down = true; window.pauses = []; const later = window.setTimeout;"
        "window.setTimeout = (run, pause, ...rest) => { if (pause > 200 && pause < 39000) {"
        "pauses.push(pause); pause = 1; } return later(run, pause, ...rest); };"
    )
    inspector.open("/inspect").eventually("window.pauses.length > 30")
    pauses = inspector("return window.pauses.slice(0, 30)")
    assert all(250 <= pause <= 15_250 for pause in pauses)
    assert pauses[0] <= 750 and max(pauses[8:]) > 4000
    assert len(set(pauses)) == 30


def test_a_hidden_tab_is_paused_and_goes_on_when_it_is_seen(inspector):
    inspector.show(room=call())
    inspector.eventually("hub.open.size === 2")
    hide = (
        "Object.defineProperty(document, 'hidden', {{ value: {}, configurable: true }});"
        "document.dispatchEvent(new Event('visibilitychange'));"
    )
    inspector(hide.format("true"))
    inspector.eventually("hub.open.size === 0")
    assert inspector("return document.getElementById('link').dataset.state") == "paused"
    asked = inspector("return hub.asked.length")
    inspector.browser.run("await new Promise((done) => setTimeout(done, 1200))")
    assert inspector("return hub.asked.length") == asked
    inspector(hide.format("false"))
    inspector.eventually(
        "hub.open.size === 2 && document.getElementById('link').dataset.state === 'live'"
    )


# The token

GATE = """
hub.refusal = (path, headers) => {
  if (headers.Authorization !== "Bearer secret of sixteen") return [403, "the admin token is needed"];
  return null;
};
"""


def enter(inspector, token="secret of sixteen", remember=False):
    field = inspector.driver.find_element("id", "token")
    field.clear()
    if remember:
        inspector.click("#remember")
    field.send_keys(token, Keys.ENTER)


def test_a_hub_that_wants_a_token_is_given_it_in_the_header_only(inspector):
    inspector.before(GATE)
    inspector.open("/inspect#room=tour")
    inspector.eventually("document.getElementById('access').open")
    assert "403" in inspector.texts("#refusal")[0]
    assert inspector(
        "return [document.getElementById('addresses').disabled, document.getElementById('bodies').disabled]"
    ) == [True, True]
    # Nothing goes on knocking: wrong tokens count.
    inspector.browser.run("await new Promise((done) => setTimeout(done, 1500))")
    assert inspector("return hub.asked.length") == 1
    enter(inspector, "wrong token")
    inspector.eventually("hub.asked.length === 2")
    inspector.eventually("!document.getElementById('refusal').hidden")
    inspector(
        f"Object.assign(hub, {json.dumps({'overview': overview(summary('tour')), 'timeline': call()})})"
    )
    enter(inspector)
    inspector.eventually("document.querySelectorAll('.pair').length === 1")
    assert inspector("return document.getElementById('refusal').hidden")
    asked = inspector("return hub.asked.map(({ path }) => path).join() + location.href")
    assert "secret" not in asked
    assert (
        inspector(
            "return JSON.stringify([{ ...sessionStorage }, { ...localStorage }, document.cookie])"
        )
        == '[{},{},""]'
    )
    inspector.click("#remember")
    assert "secret of sixteen" in inspector("return Object.values(sessionStorage)")
    inspector.driver.refresh()
    inspector.eventually(
        "hub.asked.length && document.getElementById('token').value === 'secret of sixteen'"
    )
    assert inspector("return hub.asked[0].authorization") == "Bearer secret of sixteen"
    inspector("document.getElementById('access').open = true")
    inspector.click("#forget")
    assert inspector("return sessionStorage.length") == 0
    inspector.eventually("hub.asked.at(-1).authorization === null")


def test_on_a_phone_the_token_can_be_entered_where_a_room_is_open(inspector):
    inspector.size(360, 740)
    inspector.before(GATE)
    inspector.open("/inspect#room=tour")
    inspector.eventually("document.getElementById('token').checkVisibility()")
    said = {"overview": overview(summary("tour")), "timeline": call()}
    inspector(f"Object.assign(hub, {json.dumps(said)})")
    enter(inspector)
    inspector.eventually("document.querySelector('.pair')?.checkVisibility()")
    assert not inspector("return document.getElementById('token').checkVisibility()")


def test_addresses_and_bodies_are_shown_when_they_are_asked_for_with_the_token(inspector):
    room = call()
    inspector.show(room=room)
    assert "Address" not in inspector("return document.querySelector('.clients').innerText")
    inspector("document.getElementById('access').open = true")
    enter(inspector)
    inspector.eventually(
        "hub.asked.at(-1).path.includes('roomId') && hub.asked.at(-1).authorization"
    )
    room["clients"][0]["address"] = "203.0.113.7"
    room["clients"][1]["address"] = "2001:db8::7"
    body = "v=0\r\na=ice-pwd:secret <b>bold</b>\r\n"
    room["pairs"][0]["events"][0]["body"] = body
    inspector.click("#addresses")
    inspector.eventually("hub.asked.at(-1).path.endsWith('roomId=tour&addresses=true')")
    inspector.click("#bodies")
    inspector.eventually("hub.asked.at(-1).path.endsWith('roomId=tour&addresses=true&bodies=true')")
    inspector.tell("timeline", room)
    assert inspector.texts(".clients td:nth-child(7)") == ["203.0.113.7", "2001:db8::7"]
    assert inspector("return document.querySelector('.clients th:nth-child(7)').checkVisibility()")
    assert not inspector("return document.querySelector('.body').open")
    assert inspector.texts(".body pre") == [body]
    assert "passwords" in inspector.texts("#bodies-help")[0]
    inspector.check()


# Anybody and everywhere


@pytest.mark.parametrize("width", [1400, 360])
def test_hostile_names_are_shown_as_text(inspector, width):
    inspector.size(width, 800)
    for name in HOSTILE:
        room = call(
            [
                event(110, 2, "x" + name[:20], reason=name, bytes=None),
                event(111, 2, "left", reason=name),
            ]
        )
        room["clients"] = [
            client(1, name, clientId=name, dialect=name),
            client(2, "Bob", state=name, leaveReason=name),
        ]
        room["pairs"][0]["verdict"] |= {"code": "connected", "summary": name, "advice": name}
        rooms = overview(summary(name, verdicts={name: 1}, dialects={name: 1}))
        inspector.show(rooms, room | {"roomId": name}, path="/inspect")
        inspector("location.hash = `#room=${encodeURIComponent(arguments[0])}`", name)
        inspector.eventually("document.querySelector('.pair')")
        assert inspector.texts("#room-list .name") == [name]
        assert inspector.texts("#room-title .name") == [name]
        assert inspector.texts(".pair h3 .name")[0] == name
        assert inspector.texts(".clients tbody .name")[:2] == [name, name]
        assert inspector.texts(".summary") == [name]
        assert inspector.fits()
        assert inspector("return window.pwned") is None
        assert not inspector("return document.querySelector('main img, main script, main b b')")
        inspector.check()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(360, 740), (1400, 900)])
def test_it_is_readable_in_every_size_and_colour(inspector, scheme, width, height):
    inspector.size(width, height)
    inspector.colours(scheme)
    room = nine()
    room["clients"][0] |= {"state": "left", "leftAt": at(4), "leaveReason": "lost"}
    room["pairs"][0]["events"] += [candidate(n, 1) for n in range(103, 110)]
    room["pairs"][0]["events"].append(event(110, 2, "message", delivered=False, reason="slow"))
    rooms = overview(
        summary("tour", verdicts=dict.fromkeys(LEVELS, 1)), summary("over", goneAt=at(25))
    )
    for path in ["/inspect", "/inspect#room=tour"]:
        inspector.show(rooms, room if "#" in path else None, path)
        inspector("for (const details of document.querySelectorAll('details')) details.open = true")
        inspector.eventually("document.getElementById('link').dataset.state === 'live'")
        assert inspector.fits()
        assert inspector(LOW_CONTRAST) == []
        assert inspector(UNNAMED) == []
        inspector.check()


def test_it_works_by_keyboard_alone(inspector):
    inspector.show(overview(summary("tour"), summary("other")), call(), path="/inspect")

    def press(*keys):
        ActionChains(inspector.driver).send_keys(*keys).perform()

    inspector("document.getElementById('filter').focus()")
    press("tou", Keys.TAB, Keys.TAB)
    assert inspector("return document.activeElement.className") == "room-link"
    press(Keys.ENTER)
    inspector.eventually("document.querySelector('.fold')")
    # From the room on, every stop is inside it, and the run and the link to the evidence are among them.
    stops = []
    for _ in range(8):
        press(Keys.TAB)
        stops.append(
            inspector("return document.activeElement.className || document.activeElement.tagName")
        )
    assert [stop for stop in stops if stop in ("copy", "A", "SUMMARY", "fold")][:4] == [
        "copy",
        "A",
        "SUMMARY",
        "fold",
    ]
    inspector("document.querySelector('.fold').focus()")
    press(Keys.SPACE)
    assert inspector("return document.querySelectorAll('.rung[data-event]').length") == 9
    inspector("document.querySelector('.references a').focus()")
    press(Keys.ENTER)
    inspector.eventually("document.activeElement.dataset.event === '101'")
