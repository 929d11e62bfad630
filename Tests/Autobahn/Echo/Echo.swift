import SignalRelay
import Signaling
import WebSocketCore

/// Sends every message back to its sender, in a frame of its own.
struct Echo: Application {
  struct Client: Sendable {}
  struct Ticket: Sendable {}

  mutating func opened(
    _ ticket: Ticket, as id: ConnectionID, _ connections: inout Connections<Client>
  ) -> Client? {
    Client()
  }

  mutating func received(
    _ message: UnsafeRawBufferPointer, binary: Bool, from id: ConnectionID, _ member: Client,
    _ connections: inout Connections<Client>
  ) {
    let frame = unsafe FrameWriter.frame(binary ? .binary : .text, message)
    unsafe frame.withUnsafeBytes { unsafe connections.send($0, to: id) }
  }

  mutating func exceededRate(
    _ id: ConnectionID, _ member: Client, _ connections: inout Connections<Client>
  ) {}

  mutating func ended(
    _ member: Client, _ reason: LeaveReason, _ connections: inout Connections<Client>
  ) {}

  mutating func closed(
    _ id: ConnectionID, hadSocket: Bool, _ connections: inout Connections<Client>
  ) {}

  mutating func noticed(_ notice: Never, _ connections: inout Connections<Client>) {}

  func refused(_ ticket: Ticket) {}
}
