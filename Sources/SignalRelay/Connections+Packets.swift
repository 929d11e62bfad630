import Dialects
import WebSocketCore

/// Queues of connections without a socket: packets of text, each followed by a separator, as the
/// answer to a poll holds them.
extension Connections {
  /// Queues what a text frame carries. Control frames mean nothing over HTTP.
  mutating func enqueuePacket(
    of frame: UnsafeRawBufferPointer, at place: UnsafeMutablePointer<Connection<Member>>
  ) {
    guard unsafe frame[0] & 0x0F == Opcode.text.rawValue else { return }
    let header =
      switch unsafe frame[1] {
      case 126: 4
      case 127: 10
      default: 2
      }
    let packet = unsafe UnsafeRawBufferPointer(rebasing: frame[header...])
    unsafe place.pointee.queue.append(packet, pool: &pool)
    var separator = EnginePayload.separator
    unsafe withUnsafeBytes(of: &separator) {
      unsafe place.pointee.queue.append($0, pool: &pool)
    }
    countQueued(packet.count + 1)
  }

  /// Puts what waits in packets into frames, for the socket that the connection has now got.
  /// `ahead` goes before them as it is.
  mutating func putPacketsIntoFrames(
    _ place: UnsafeMutablePointer<Connection<Member>>, ahead: [UInt8]
  ) {
    let packets = unsafe Array(place.pointee.queue.pending)
    unsafe place.pointee.queue.release(to: &pool)
    var frames = ahead
    for packet in packets.split(separator: EnginePayload.separator) {
      frames += FrameWriter.frame(.text, packet)
    }
    unsafe frames.withUnsafeBytes { unsafe place.pointee.queue.append($0, pool: &pool) }
    countQueued(frames.count - packets.count)
  }
}
