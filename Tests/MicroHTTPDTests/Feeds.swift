import HTTPCore
import Synchronization

/// The streams that a handler answered with, one for every request for `/stream`.
final class Feeds: Sendable {
  let limit: Int
  private let streams = Mutex<[ByteStream]>([])
  private let closings = Atomic(0)

  init(limit: Int = 262_144) { self.limit = limit }

  @Sendable func handle(_ request: Request) -> Response {
    guard request.path == "/stream" else { return echo(request) }
    return .stream(make(), headers: [("Content-Type", "text/event-stream")])
  }

  func make() -> ByteStream {
    let stream = ByteStream(limit: limit)
    stream.onClose { self.closings.wrappingAdd(1, ordering: .sequentiallyConsistent) }
    streams.withLock { $0.append(stream) }
    return stream
  }

  var all: [ByteStream] { streams.withLock { $0 } }

  /// How many streams said that they are closed.
  var closed: Int { closings.load(ordering: .sequentiallyConsistent) }
}

extension ByteStream {
  @discardableResult
  func write(_ text: String) -> Bool { write(Array(text.utf8)) }
}

extension Client {
  /// A client that has asked for a stream; and read the head of the answer, which comes at once.
  static func streaming(from port: UInt16, receiveBuffer: Int32? = nil) -> (Client, head: Answer?) {
    let client = Client(port: port, receiveBuffer: receiveBuffer)
    client.send("GET /stream HTTP/1.1\r\nHost: h\r\n\r\n")
    return (client, client.answer(toHEAD: true))
  }
}
