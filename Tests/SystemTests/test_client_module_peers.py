"""What other clients may send to the hub's JavaScript module, and what becomes of it."""

import json

from hubtest.site import enter, joined, page, site  # noqa: F401

# A call by hand, as other clients make them: candidates first, then a description without any. The
# caller takes none, so that nothing but the early candidates can connect the two.
BY_HAND = """
const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/ws?roomId=${arguments[0]}`, 'hub.v1');
const pc = window.pc = new RTCPeerConnection();
const channel = window.channel = pc.createDataChannel('by hand');
const bare = ({ type, sdp }) => ({ type, sdp: sdp.replace(/a=(candidate|end-of-candidates).*\\r\\n/g, '') });
const peer = await new Promise((done) => {
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    if (message.type === 'welcome') done(message.peers[0].clientId);
    if (message.type === 'answer') pc.setRemoteDescription(bare(message));
  };
});
const say = (message) => socket.send(JSON.stringify({ ...message, to: peer }));
const candidates = [];
pc.onicecandidate = ({ candidate }) => candidates.push(candidate);
await pc.setLocalDescription();
await until(() => pc.iceGatheringState === 'complete', 'candidates');
for (const candidate of candidates) say({ type: 'candidate', candidate });
for (const candidate of [7, 'x', [], {}, { candidate: 'nonsense', sdpMid: '0' }]) say({ type: 'candidate', candidate });
await seconds(0.3);
say(bare(pc.localDescription));
"""


def test_candidates_before_the_description_are_kept(page, room):
    ada, bob = page(), page()
    enter(ada, room)
    bob.run(BY_HAND, room)
    bob.run("await until(() => channel.readyState === 'open', 'a channel'); channel.send('by hand')")
    ada.run("await until(() => hub.seen('message').length, 'a message')")
    assert ada.run("return hub.seen('message')[0][1]") == "by hand"
    # The channel that the other side opened is the peer's.
    ada.run("hub.send('back')")
    assert ada.run("return [only(hub).channel.label, hub.seen('channel').length]") == ["by hand", 1]


def test_descriptions_that_are_none_do_no_harm(page, room):
    ada, bob = page(), page()
    enter(ada, room)
    enter(bob, room)
    bob.run(
        """
        const to = only(hub).id;
        for (const type of ['offer', 'answer', 'bye', 'candidate', 'report']) {
          for (const sdp of [undefined, null, 7, {}, '', 'v=0', 'x'.repeat(10_000)]) {
            hub.say({ type, sdp, to, call: {}, peerCall: [] });
            hub.say({ type, sdp, to });
          }
        }"""
    )
    bob.run("await seconds(0.3); await hub.call()")
    for one in (ada, bob):
        one.run("await connected(hub)")
    assert ada.run("return hub.seen('signal').every(([{ code }]) => code === 'negotiation')")


def test_errors_and_messages_of_others_reach_the_application(page, room):
    ada, bob = joined(page, room, 2)
    ada.run("hub.say({ type: 'wave', to: 'nobody', ref: 7 })")
    ada.run("await until(() => hub.seen('signal').length, 'an error')")
    error = ada.run("return hub.seen('signal')[0][0]")
    assert (error["type"], error["code"], error["ref"]) == ("error", "peer-not-found", 7)
    assert ada.run("return [hub.say({ type: 'wave', n: 1 }, only(hub)), hub.say({ type: 'wave', n: 2 })]") == [True, True]
    bob.run("await until(() => hub.seen('signal').length === 2, 'messages')")
    messages = bob.run("return hub.seen('signal').map(([message]) => message)")
    assert [message["n"] for message in messages] == [1, 2]
    assert {message["from"] for message in messages} == {ada.run("return hub.id")}


HOSTILE = [
    7,
    "text",
    [],
    None,
    True,
    {"app": 1},
    {"app": {"session": 1}, "session": 5, "was": {}},
    {"app": None, "session": "", "was": "0" * 64},
    {"session": {"length": 64}, "was": ["0" * 64]},
    {"app": 1, "session": "x" * 900, "was": "y" * 900},
    {"__proto__": {"app": 2, "session": "s"}, "constructor": 3, "toString": 4},
]
DEEP = '{"a":' * 30 + "1" + "}" * 30


def test_hostile_names_and_metadata_do_no_harm(page, room):
    ada = page()
    enter(ada, room)
    names = ["<img src=x onerror=problems.push(1)>", "\u202eevil\u2066", "__proto__", "👩‍👩‍👧" * 6, "constructor"]
    raw = page()
    seen = raw.run(
        """
        const [room, names, metadata] = arguments;
        window.raw = [];
        for (const [index, value] of metadata.entries()) {
          const url = new URL('/ws', location.href.replace('http', 'ws'));
          url.searchParams.set('roomId', room);
          url.searchParams.set('name', names[index % names.length]);
          url.searchParams.set('metadata', value);
          const socket = new WebSocket(url, 'hub.v1');
          if (await new Promise((done) => {
            socket.onmessage = () => done(true);
            socket.onclose = () => done(false);
          })) raw.push(names[index % names.length]);
        }
        return raw""",
        room,
        names,
        [json.dumps(value) for value in HOSTILE] + [DEEP],
    )
    # The hub takes objects only; what it takes, the module shows as it is.
    assert len(seen) >= 6
    ada.run("await until(() => hub.peers.size === arguments[0], 'peers')", len(seen))
    assert ada.run("return [...hub.peers.values()].map(({ name }) => name)") == seen
    assert ada.run("return ({}).app") is None
    late = page()
    enter(late, room)
    assert late.run("return hub.peers.size") == len(seen) + 1
    late.run("await hub.call([...hub.peers.keys()][0])")
    for one in (ada, late):
        one.run("await until(() => [...hub.peers.values()].some(open), 'a channel')")


def test_metadata_is_shown_as_the_application_gave_it(page, room):
    ada, bob = page(), page()
    enter(ada, room, metadata={"colour": "blue", "session": "mine", "was": [1]})
    enter(bob, room)
    assert bob.run("return only(hub).metadata") == {"colour": "blue", "session": "mine", "was": [1]}
    ada.run("await until(() => hub.peers.size, 'a peer')")
    assert ada.run("return only(hub).metadata") is None


def test_errors_of_listeners_are_reported_and_stop_nothing(page, room):
    ada, bob = page(), page()
    for one in (ada, bob):
        one.run(
            """
            window.hub = await join({ room: arguments[0] });
            for (const type of ['peer', 'channel', 'message', 'state', 'peer-state', 'leave']) {
              hub.on(type, () => { throw new Error(`of ${type}`); });
            }""",
            room,
        )
    ada.run("await until(() => hub.peers.size, 'a peer'); await hub.call(); await connected(hub)")
    bob.run("await connected(hub); hub.send('x'); hub.close()")
    ada.run("await until(() => hub.seen('leave').length, 'leave')")
    assert ada.run("return hub.seen('message').length") == 1
    problems = set(ada.run("return problems.splice(0)"))
    types = ("state", "peer", "channel", "message", "peer-state", "leave")
    assert problems == {f"of {type}" for type in types}
    bob.run("problems.length = 0")


def test_listeners_are_taken_off(page, room):
    ada = page()
    enter(ada, room)
    ada.run(
        """
        window.calls = [];
        const controller = new AbortController();
        const off = hub.on('peer', () => calls.push('function'));
        const listener = () => calls.push('off');
        hub.on('peer', listener);
        hub.on('peer', () => calls.push('signal'), { signal: controller.signal });
        hub.on('peer', () => calls.push('aborted'), { signal: AbortSignal.abort() });
        hub.on('peer', () => calls.push('stays'));
        off();
        hub.off('peer', listener);
        controller.abort()"""
    )
    enter(page(), room)
    ada.run("await until(() => calls.length, 'a call'); await seconds(0.1)")
    assert ada.run("return calls") == ["stays"]
