"""Calls with the hub's JavaScript module, in pages that the hub serves."""

from hubtest.site import enter, joined, page, site  # noqa: F401


def test_two_pages_reach_a_channel_and_media(page, room):
    ada, bob = joined(page, room, 2, media=True)
    ada.run("await hub.call()")
    for one in (ada, bob):
        one.run("await connected(hub); await flowing(only(hub))")
        counts = "return ['peer', 'track', 'channel', 'leave'].map((type) => hub.seen(type).length)"
        assert one.run(counts) == [1, 2, 1, 0]
        stats = one.run("return await hub.stats(only(hub))")
        assert (stats["local"], stats["protocol"]) == ("host", "udp"), stats
    assert [one.run("return only(hub).polite") for one in (ada, bob)] == [False, True]
    assert [one.run("return only(hub).name") for one in (ada, bob)] == ["page 1", "page 0"]


def test_a_listener_of_peers_added_after_connect_misses_nobody(page, room):
    ada, bob = joined(page, room, 2)
    assert bob.run("return [hub.seen('peer').length, hub.seen('peer')[0][0] === only(hub)]") == [1, True]


def test_texts_and_bytes_arrive_intact_and_in_order(page, room):
    ada, bob = joined(page, room, 2)
    ada.run("await hub.call(only(hub)); await connected(hub)")
    bob.run("await connected(hub)")
    sent = ada.run(
        """
        const million = crypto.getRandomValues(new Uint8Array(65_536));
        hub.send('Grüße 👋 \\u0000');
        hub.send(new Uint8Array([0, 255, 7]).subarray(1), only(hub).id);
        hub.send(new ArrayBuffer(0));
        let most = 0;
        for (let part = 0; part < 64; part++) {
          million[0] = part;
          if (!hub.send(million, only(hub))) throw new Error('not sent');
          most = Math.max(most, only(hub).channel.bufferedAmount);
          await hub.drained(only(hub));
          if (only(hub).channel.bufferedAmount > 65_536) throw new Error('not drained');
        }
        return [most > 65_535, [...new Uint8Array(await crypto.subtle.digest('SHA-256', million))]]"""
    )
    received = bob.run(
        """
        await until(() => hub.seen('message').length === 67, 'messages');
        const [text, bytes, empty, ...parts] = hub.seen('message').map(([, data]) => data);
        const order = parts.every((part, index) => new Uint8Array(part)[0] === index);
        const hash = [...new Uint8Array(await crypto.subtle.digest('SHA-256', parts.at(-1)))];
        return [text, [...new Uint8Array(bytes)], empty.byteLength, order, hash]"""
    )
    assert received == ["Grüße 👋 \u0000", [255, 7], 0, True, sent[1]]
    assert sent[0]


def test_nothing_is_sent_where_no_channel_is_open(page, room):
    ada, _ = joined(page, room, 2)
    assert ada.run("return [hub.send('x'), hub.send('x', only(hub)), hub.send('x', 'nobody')]") == [False] * 3
    assert ada.run("return failure(hub.call('nobody'))") == "HubError peer-not-found no such peer"


def test_two_that_call_each_other_at_once_are_always_connected(page, room):
    both = page()
    collisions = both.run(
        """
        const room = arguments[0], stream = await media();
        const ada = await join({ room, stream }), bob = await join({ room, stream });
        await until(() => ada.peers.size === 1, 'peers');
        for (let round = 0; round < 20; round++) {
          const before = sent('offer').length;
          ada.call();
          bob.call();
          await Promise.all([connected(ada), connected(bob)]);
          await Promise.all([flowing(only(ada)), flowing(only(bob))]);
          if (only(ada).channel.id !== only(bob).channel.id) throw new Error('two channels');
          if (sent('offer').length < before + 2) throw new Error('no collision');
          (round % 2 ? ada : bob).hangUp();
          await until(() => !only(ada).connection && !only(bob).connection, 'the end');
        }
        return [ada.seen('channel').length, bob.seen('channel').length, ada.seen('signal').length]""",
        room,
    )
    assert collisions == [20, 20, 0]


def test_two_pages_that_call_each_other_at_one_time_are_connected(page, room):
    ada, bob = joined(page, room, 2, media=True)
    for _ in range(5):
        for one in (ada, bob):
            one.run("setTimeout(() => hub.call(), 600 - Date.now() % 500)")
        for one in (ada, bob):
            one.run("await connected(hub); await flowing(only(hub))")
        ada.run("hub.hangUp()")
        for one in (ada, bob):
            one.run("await until(() => !only(hub).connection, 'the end')")


def test_who_hangs_up_and_calls_again_at_once_is_connected(page, room):
    ada, bob = joined(page, room, 2)
    for wait in (0, 1, 5, 20, 50, 100, 200):
        ada.run(
            """
            hub.call();
            await seconds(arguments[0] / 1000);
            hub.hangUp();
            hub.call()""",
            wait,
        )
        for one in (ada, bob):
            one.run("await seconds(0.3); await connected(hub); hub.send('hello')")
        for one in (ada, bob):
            one.run("await until(() => hub.seen('message').length, 'a message')")
        bob.run("hub.hangUp()")
        ada.run("await until(() => !only(hub).connection, 'the end')")
        assert bob.run("return only(hub).connection") is None


def test_both_hang_up_and_call_at_random_and_are_connected_in_the_end(page, room):
    both = page()
    both.run(
        """
        const room = arguments[0];
        const ada = await join({ room }), bob = await join({ room });
        await until(() => ada.peers.size === 1, 'peers');
        let seed = 1;
        const random = () => (seed = seed * 16807 % 2147483647) / 2147483647;
        for (let round = 0; round < 8; round++) {
          for (let step = 0; step < 20; step++) {
            const one = random() < 0.5 ? ada : bob;
            if (random() < 0.5) one.call(); else one.hangUp();
            await seconds(random() * random() * 0.1);
          }
          await seconds(0.5);
          ada.call();
          await seconds(0.5);
          bob.call();
          await Promise.all([connected(ada), connected(bob)]);
          ada.send(`round ${round}`);
          await until(() => bob.seen('message').at(-1)?.[1] === `round ${round}`, 'a message');
        }""",
        room,
    )


def test_a_full_mesh_of_three(page, room):
    pages = joined(page, room, 2, media=True)
    pages[0].run("await hub.call()")
    pages[1].run("await connected(hub)")
    pages.append(page())
    enter(pages[2], room, "third", media=True)
    pages[2].run("await hub.call()")
    for one in pages:
        one.run("await connected(hub, 2); for (const peer of hub.peers.values()) await flowing(peer)")
    pages[0].run("if (!hub.send('to all')) throw new Error('not sent')")
    for one in pages[1:]:
        one.run("await until(() => hub.seen('message').length === 1, 'the message')")

    pages[2].run("hub.close()")
    for one in pages[:2]:
        one.run("await until(() => hub.seen('leave').length === 1, 'leave')")
        assert one.run("return [hub.seen('leave')[0][0].name, hub.seen('leave')[0][1]]") == ["third", "left"]
        one.run("await connected(hub); await flowing(only(hub))")


def test_a_window_that_closes_leaves_at_once(page, room):
    ada, bob = joined(page, room, 2)
    ada.run("await hub.call(); await connected(hub)")
    bob.run("await connected(hub)")
    bob.close()
    ada.run("await until(() => hub.seen('leave').length, 'leave', 3)")
    assert ada.run("return [hub.seen('leave')[0][1], hub.peers.size]") == ["left", 0]


def test_who_asks_first_answers_or_declines(page, room):
    ada, bob = page(), page()
    enter(ada, room)
    enter(bob, room, autoAnswer=False, media=True)
    ada.run("await until(() => hub.peers.size, 'a peer'); hub.call()")
    bob.run("await until(() => hub.seen('incoming').length === 1, 'a call')")
    assert bob.run("return only(hub).connection") is None
    bob.run("hub.hangUp(only(hub))")
    ada.run("await until(() => !only(hub).connection, 'being declined'); hub.call()")
    bob.run("await until(() => hub.seen('incoming').length === 2, 'a call'); await seconds(0.5)")
    bob.run("await hub.call(hub.seen('incoming')[1][0])")
    for one in (ada, bob):
        one.run("await connected(hub)")
    ada.run("await flowing(only(hub))")


def test_a_stream_changes_while_it_is_sent(page, room):
    ada, bob = joined(page, room, 2)
    ada.run("await hub.call(); await connected(hub)")
    bob.run("await connected(hub); window.stream = await media(); await hub.setStream(stream)")
    ada.run("await until(() => hub.seen('track').length === 2, 'tracks'); await flowing(only(hub))")
    bob.run(
        """
        const [sound] = stream.getAudioTracks();
        const other = await media();
        await Promise.all([hub.setStream(other), hub.setStream(stream), hub.setStream(other)]);
        window.senders = only(hub).connection.getSenders().map(({ track }) => track);
        if (!senders.every((track) => other.getTracks().includes(track))) throw new Error('not replaced');
        """
    )
    ada.run("await flowing(only(hub))")
    assert ada.run("return hub.seen('track').length") == 2
    bob.run("await hub.setStream(null)")
    ada.run(
        """
        const idle = () => only(hub).connection.getTransceivers().every(
          ({ currentDirection }) => /inactive|sendonly/.test(currentDirection));
        await until(idle, 'an end of the tracks')"""
    )
    bob.run("await hub.setStream(stream)")
    ada.run("await flowing(only(hub))")
    # What was in use before is used again: the description does not grow.
    assert ada.run("return only(hub).connection.getTransceivers().length") == 2


def test_a_close_in_the_middle_of_everything_ends_everything(page, room):
    both = page()
    both.run(
        """
        const room = arguments[0], stream = await media();
        const stays = await join({ room });
        for (let round = 0; round < 12; round++) {
          const hub = await join({ room, stream });
          const peer = only(hub);
          hub.call();
          if (round % 2) stays.call();
          await seconds(round * round / 400);
          const connection = peer.connection;
          hub.close();
          hub.close();
          const { length } = wire;
          if (hub.state !== 'closed' || hub.peers.size || peer.connection) throw new Error('not closed');
          if (connection?.connectionState !== 'closed') throw new Error('connection is open');
          if (hub.seen('state').at(-1)?.[0].state !== 'closed') throw new Error('no event');
          await until(() => stays.peers.size === 0, 'leave');
        }
        if (stays.state !== 'open') throw new Error('the other one is gone');""",
        room,
    )


def test_a_connection_that_fails_is_started_anew(page, room):
    ada, bob = joined(page, room, 2, media=True)
    ada.run("await hub.call(); await connected(hub)")
    bob.run("await connected(hub)")
    # One side sees it, or both at once.
    for failing in ([ada], [bob], [ada, bob]):
        before = [one.run("return only(hub).connection.localDescription.sdp.match(/ice-ufrag:.*/)[0]") for one in (ada, bob)]
        for one in failing:
            one.run(
                """
                const pc = only(hub).connection;
                setTimeout(() => {
                  Object.defineProperty(pc, 'iceConnectionState', { value: 'failed', configurable: true });
                  pc.dispatchEvent(new Event('iceconnectionstatechange'));
                  delete pc.iceConnectionState;
                }, 600 - Date.now() % 500)"""
            )
        for one, old in zip((ada, bob), before, strict=True):
            one.run(
                """
                const ufrag = () => only(hub).connection.localDescription.sdp.match(/ice-ufrag:.*/)[0];
                await until(() => ufrag() !== arguments[0], 'another ICE generation');
                await until(() => only(hub).connection.signalingState === 'stable', 'an answer');
                await flowing(only(hub))""",
                old,
            )
