"""The limit of descriptors is reached: refused before the 101, told when to come back."""

from hubtest.hub import eventually
from hubtest.wire import Wire


def fill(hub):
    """Opens WebSockets until one is refused; returns them and the refusal."""
    clients = []
    while len(clients) < 300:
        client = hub.dial(3)
        answer = client.upgrade(hub.authority, "/ws")
        if answer.status != 101:
            client.close()
            return clients, answer
        client.welcome = client.receive()
        hub.secrets.add(client.token)
        clients.append(client)
    raise AssertionError("300 sockets at a limit of 200 descriptors")


def test_at_the_limit_upgrades_are_503_and_rest_goes_on(start_hub):
    hub = start_hub("--rate-limit", "off", descriptors=200)
    clients, refusal = fill(hub)
    assert len(clients) > 50
    assert refusal.status == 503 and refusal.error
    assert int(refusal.headers["retry-after"]) >= 1
    for _ in range(20):
        assert hub.get("/livez").status == 200
        assert hub.knock().status == 503
    clients[0].settle()
    for client in clients[:10]:
        client.close()
    eventually(lambda: hub.knock().status == 101)
    for client in clients[10:]:
        client.settle()


def test_connections_that_say_nothing_do_not_end_the_hub(start_hub):
    hub = start_hub("--rate-limit", "off", descriptors=128)
    idle = []
    for _ in range(200):
        idle.append(Wire(hub.address, 2))
    for wire in idle:
        wire.close()
    eventually(lambda: hub.get("/livez").status == 200, within=10)
    hub.connect().settle()
