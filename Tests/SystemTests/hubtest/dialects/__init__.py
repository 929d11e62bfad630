"""One scripted client per wire protocol, all with the same face: see `Participant`."""

from .dysonnetwork import DysonNetwork, DysonNetworkGuide
from .native import Native
from .nodews import NodeWS
from .participant import Event, Participant, Refused
from .serverpod import Serverpod
from .socketio import SocketIOPolling, SocketIOWebSocket

KINDS = {
    kind.label: kind
    for kind in (
        Native,
        Serverpod,
        DysonNetwork,
        DysonNetworkGuide,
        NodeWS,
        SocketIOPolling,
        SocketIOWebSocket,
    )
}

__all__ = ["KINDS", "Event", "Participant", "Refused"] + [kind.__name__ for kind in KINDS.values()]
