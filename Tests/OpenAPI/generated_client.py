"""Uses the client that was generated from openapi.yaml. Usage: generated_client.py URL"""

import sys

import hub_client
from hub_client.exceptions import NotFoundException
from hub_client.models.join_request import JoinRequest
from hub_client.models.leave_request import LeaveRequest

configuration = hub_client.Configuration(host=sys.argv[1])
with hub_client.ApiClient(configuration) as client:
    operations, rooms = hub_client.OperationsApi(client), hub_client.RoomsApi(client)
    assert operations.get_health().status == "ok"
    assert operations.get_liveness().status == operations.get_readiness().status == "ok"
    joined = rooms.join_room(
        JoinRequest(room_id="generated", name="Ada", metadata={"camera": True})
    )
    assert joined.room_id == "generated" and joined.status == "joined" and len(joined.token) == 22
    room = rooms.get_room_stats(room_id="generated").actual_instance
    assert isinstance(room, hub_client.RoomStats) and room.clients == [joined.client_id]
    everything = rooms.get_room_stats().actual_instance
    assert isinstance(everything, hub_client.HubStats) and everything.total_rooms >= 1
    leave = LeaveRequest(room_id="generated", client_id=joined.client_id, token=joined.token)
    assert rooms.leave_room(leave).status == "left"
    try:
        rooms.leave_room(leave)
        raise AssertionError("a client left twice")
    except NotFoundException as error:
        assert error.data.error == "Client not found in room"
    assert rooms.get_room_stats(room_id="generated").actual_instance.clients == []
    print("joined, counted, left")
