import CMicroHTTPD
import Glibc
import HTTPCore
import Logging

// The way of an answer whose body is a stream. The library asks for bytes as fast as the client
// takes them. When there are none its connection is suspended, and resumed by the next write; asked
// again at once, the library would turn in circles.

/// A stream with what the library knows its connection by.
@safe struct Streaming {
  let stream: ByteStream
  let handle: OpaquePointer
}

extension ServerCore {
  /// Queues the answer that a stream is the body of.
  func begin(
    _ stream: ByteStream, of response: Response, _ handle: OpaquePointer, _ connection: Connection
  ) -> Bool {
    if connection.head?.method == .head {
      stream.close()
      // The library never asks for bytes.
      guard let made = unsafe CMicroHTTPD_stream_head(bytesWanted) else { return false }
      return unsafe queue(made, as: response, handle, connection)
    }
    switch streams.open(stream, for: connection.remote) {
    case .open: break
    case .tooMany:
      stream.close()
      return unsafe answer(
        .error(.serviceUnavailable, "too many streams are open"), handle, connection)
    case .stopping:
      stream.close()
      return unsafe answer(
        .error(.serviceUnavailable, "the server is stopping"), handle, connection)
    case .used:
      log.error("a handler answered with a stream that was the body of an answer before")
      return unsafe answer(
        .error(.internalServerError, "the server failed to form its answer"), handle, connection)
    }
    // From here on the end of the request closes the stream.
    connection.streaming = unsafe Streaming(stream: stream, handle: handle)
    limitUnacknowledged(connection, milliseconds: UInt32(clamping: 2 * deadlines.send))
    let context = unsafe Unmanaged.passUnretained(connection).toOpaque()
    guard let made = unsafe CMicroHTTPD_stream(bytesWanted, context, Self.blockBytes) else {
      return false
    }
    return unsafe queue(made, as: response, handle, connection)
  }

  /// The library has sent all it was given, and asks for more. It is answered by a count of bytes,
  /// by 0 when the connection is suspended, or by a constant for the end.
  func supply(_ connection: Connection, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
    guard !connection.clientIsGone, let streaming = connection.streaming,
      connection.enter(.answering, until: MonotonicClock.now() + deadlines.send)
    else { return CMicroHTTPD_abort() }
    let stream = streaming.stream
    let supply = stream.take(buffer.count) { bytes in
      unsafe bytes.withUnsafeBytes { unsafe buffer.copyMemory(from: $0) }
    }
    switch supply {
    case .bytes(let count): return count
    case .end: return CMicroHTTPD_end()
    case .nothing: break
    }
    // The watchdog leaves this phase alone, so nothing but a resumption takes it from here.
    guard connection.enter(.suspended, until: PhaseWord.never) else { return CMicroHTTPD_abort() }
    guard let key = unsafe suspended.suspend(connection, streaming.handle, for: .bytes) else {
      // The server stops, and has just finished the stream.
      stream.finish()
      return unsafe self.supply(connection, buffer)
    }
    stream.whenReady { [suspended] in suspended.resume(key) }
    return 0
  }

  /// Closes a stream at the end of its request.
  func end(_ stream: ByteStream, _ connection: Connection) {
    connection.streaming = nil
    connection.clientIsGone = false
    limitUnacknowledged(connection, milliseconds: 0)
    streams.remove(stream)
    stream.close()
  }

  /// Whether all answers are out that suspended connections were resumed for.
  var areAnswersOut: Bool { suspended.areFinished && streams.count == 0 }

  /// tcp(7), TCP_USER_TIMEOUT: the kernel ends the connection when what it sent stays
  /// unacknowledged. It would otherwise keep a small stream to a client that vanished for a quarter
  /// of an hour. A client that is there but does not read is the watchdog's, which is quicker.
  private func limitUnacknowledged(_ connection: Connection, milliseconds: UInt32) {
    enable(
      connection.descriptor, Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, Int32(clamping: milliseconds))
  }

  /// What the library asks for at once in HTTP/1.0; in HTTP/1.1 it uses the connection's memory.
  private static let blockBytes = 16_384
}
