/// The opening of one client as a value: bytes in, and once the client is bound, its ID out.
struct Opening {
  /// What a server says when the client is ready for load.
  enum Greeting {
    /// The 101 and then a `welcome` message, as a hub does.
    case welcome
    /// The 101 alone, as the baseline does.
    case upgrade
  }

  /// A bound client.
  struct Bound {
    /// Empty when the server sends no welcome.
    var id: String
    /// The bytes that followed the greeting.
    var rest: [UInt8]
  }

  let greeting: Greeting
  private var received: [UInt8] = []

  init(_ greeting: Greeting) { self.greeting = greeting }

  /// Takes the next bytes; nil as long as the greeting is not whole.
  mutating func feed(_ bytes: UnsafeRawBufferPointer) throws -> Bound? {
    // Nearly always the greeting comes in one piece.
    if received.isEmpty, let bound = try unsafe parse(bytes) { return bound }
    unsafe received.append(contentsOf: bytes)
    return try unsafe received.withUnsafeBytes { try unsafe parse($0) }
  }

  private func parse(_ bytes: UnsafeRawBufferPointer) throws -> Bound? {
    guard let end = unsafe bytes.firstRange(of: "\r\n\r\n") else { return nil }
    guard unsafe bytes.firstRange(of: "HTTP/1.1 101 ")?.lowerBound == 0 else {
      let line = unsafe bytes.prefix { $0 != UInt8(ascii: "\r") }
      throw unsafe BenchmarkError(
        "the server refused: \(String(decoding: line, as: UTF8.self))")
    }
    let frames = unsafe UnsafeRawBufferPointer(rebasing: bytes[end.upperBound...])
    guard greeting == .welcome else { return unsafe Bound(id: "", rest: Array(frames)) }
    guard let payload = unsafe firstPayload(in: frames) else { return nil }
    let message = unsafe UnsafeRawBufferPointer(rebasing: frames[payload])
    guard unsafe message.stringMember("\"type\":")?.text == "welcome",
      let id = unsafe message.stringMember("\"clientId\":")
    else { throw unsafe BenchmarkError("no welcome but \(message.text)") }
    return unsafe Bound(id: id.text, rest: Array(frames[payload.upperBound...]))
  }
}

/// Makes the requests that join a room and bind.
struct OpeningRequest {
  private let head: [UInt8]
  private let tail: [UInt8]

  /// - Parameter roomPrefix: What the names of all rooms start with.
  init(_ endpoint: Endpoint, roomPrefix: String) {
    head = Array("GET \(endpoint.path)?roomId=\(roomPrefix)-".utf8)
    let lines = [
      " HTTP/1.1", "Host: \(endpoint.host):\(endpoint.port)", "Upgrade: websocket",
      "Connection: Upgrade", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      "Sec-WebSocket-Version: 13", "", "",
    ]
    tail = Array(lines.joined(separator: "\r\n").utf8)
  }

  /// The request for the room with that number.
  func bytes(room: Int) -> [UInt8] { head + String(room).utf8 + tail }
}

/// Where the payload of the unfragmented server frame lies that starts a buffer; nil when the
/// frame is not whole.
func firstPayload(in bytes: UnsafeRawBufferPointer) -> Range<Int>? {
  guard bytes.count >= 2 else { return nil }
  var start = 2
  var length = unsafe Int(bytes[1])
  if length >= 126 {
    start = length == 126 ? 4 : 10
    guard bytes.count >= start else { return nil }
    length = unsafe bytes[2..<start].reduce(0) { $0 << 8 | Int($1) }
  }
  return bytes.count - start >= length ? start..<start + length : nil
}
