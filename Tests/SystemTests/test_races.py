"""Many at once: exactly one wins, nobody is lost."""

import threading

from hubtest.hub import eventually
from hubtest.wire import Closed, handshake


def remains(client):
    """Whether the client is in its room still; else it was told that another took its place."""
    try:
        client.settle()
    except Closed:
        assert client.code == 4409, client.code
        return False
    return True


def test_of_100_sockets_racing_to_bind_one_id_exactly_one_stays(hub, room):
    for number in range(5):
        name = f"{room} {number}"
        joined = hub.join(roomId=name)
        query = {"roomId": name, "clientId": joined["ClientId"], "token": joined["token"]}
        request = handshake(hub.authority, hub.target(query))
        clients = [hub.dial() for _ in range(100)]
        for client in clients:
            client.send(request[:-1])
        for client in clients:
            client.send(request[-1:])
        answers = [(client, client.answer().status) for client in clients]
        # 409: another handshake for the same client was under way.
        assert {status for _, status in answers} <= {101, 409}
        assert sum(remains(client) for client, status in answers if status == 101) == 1
        assert hub.stats(name)["clients"] == [joined["ClientId"]]
        hub.hang_up()


def test_binding_and_leaving_at_once_leaves_nothing_behind(hub, room):
    for number in range(30):
        name = f"{room} {number}"
        joined = hub.join(roomId=name)
        body = {"roomId": name, "ClientId": joined["ClientId"], "token": joined["token"]}
        query = {"roomId": name, "clientId": joined["ClientId"], "token": joined["token"]}
        client = hub.dial()
        client.send(handshake(hub.authority, hub.target(query)))
        assert hub.post("/api/rooms/leave", body).status == 200
        answer = client.answer()
        if answer.status == 101:
            assert client.expect_close() == 1000
        else:
            assert answer.status == 404
        assert hub.stats(name)["clients"] == []


def test_a_crowd_that_joins_talks_and_leaves_at_once_agrees_on_the_end(hub, room):
    failures = []

    def live(number):
        try:
            for _ in range(10):
                client = hub.connect(roomId=f"{room} {number % 5}")
                client.say({"type": "chat", "pad": "x" * 300})
                client.settle()
                if number % 2:
                    client.say({"type": "leave"})
                    client.expect_close()
                client.close()
        except Exception as failure:  # noqa: BLE001
            failures.append(failure)

    threads = [threading.Thread(target=live, args=(number,)) for number in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures, failures[0]
    eventually(lambda: not [r for r in hub.stats()["rooms"] if r["roomId"].startswith(room)])


def test_issued_ids_are_unique(hub):
    ids = [hub.join()["ClientId"] for _ in range(2000)]
    assert len(set(ids)) == 2000
