/// The opening of one client as a value: bytes in, what the client answers out, and once the client
/// is ready, its ID.
struct Opening {
  /// A client that is ready for load.
  struct Bound {
    var id: String
    /// The bytes that followed the last message of the opening.
    var rest: [UInt8]
  }

  private let entry: Entry
  private let room: Int
  private var isUpgraded = false
  private var step = 0
  private var received: [UInt8] = []
  /// The frames that the client is to send now; the caller takes them.
  private var says: [UInt8] = []

  /// - Parameter room: The number of the room that the client enters.
  init(_ entry: Entry, room: Int) {
    self.entry = entry
    self.room = room
  }

  /// The request that the client starts with.
  var request: [UInt8] { entry.request.bytes(room: room) }

  /// Takes the frames that the client is to send, after each call of `feed`.
  mutating func takeAnswer() -> [UInt8] {
    defer { says = [] }
    return says
  }

  /// Takes the next bytes; nil as long as the opening is not over.
  mutating func feed(_ bytes: UnsafeRawBufferPointer) throws -> Bound? {
    // Nearly always what is awaited comes in one piece.
    if received.isEmpty {
      let (used, id) = try unsafe advance(bytes)
      received = unsafe Array(bytes[used...])
      return id.map { Bound(id: $0, rest: received) }
    }
    unsafe received.append(contentsOf: bytes)
    let all = received
    let (used, id) = try unsafe all.withUnsafeBytes { try unsafe advance($0) }
    received.removeFirst(used)
    return id.map { Bound(id: $0, rest: received) }
  }

  /// Goes as far as the bytes lead.
  /// - Returns: How many bytes have been read, and the client's ID at the end of the opening.
  private mutating func advance(
    _ bytes: UnsafeRawBufferPointer
  ) throws -> (used: Int, id: String?) {
    var used = 0
    if !isUpgraded {
      guard let end = unsafe bytes.firstRange(of: "\r\n\r\n") else { return (0, nil) }
      guard unsafe bytes.firstRange(of: "HTTP/1.1 101 ")?.lowerBound == 0 else {
        let line = unsafe bytes.prefix { $0 != UInt8(ascii: "\r") }
        throw unsafe BenchmarkError(
          "the server refused: \(String(decoding: line, as: UTF8.self))")
      }
      isUpgraded = true
      used = end.upperBound
      guard !entry.steps.isEmpty else { return (used, entry.id) }
      say()
    }
    while true {
      let frames = unsafe UnsafeRawBufferPointer(rebasing: bytes[used...])
      guard let payload = unsafe firstPayload(in: frames) else { return (used, nil) }
      used += payload.upperBound
      if let id = try unsafe hear(UnsafeRawBufferPointer(rebasing: frames[payload])) {
        return (used, id)
      }
    }
  }

  /// Takes one message; the client's ID when it is the last one of the opening.
  private mutating func hear(_ message: UnsafeRawBufferPointer) throws -> String? {
    let awaited = entry.steps[step]
    guard unsafe message.firstRange(of: awaited.hears) != nil else {
      guard let skipped = awaited.skips, unsafe message.firstRange(of: skipped) != nil else {
        throw unsafe BenchmarkError("no \(awaited.hears) but \(message.text)")
      }
      return nil
    }
    step += 1
    guard step == entry.steps.count else {
      say()
      return nil
    }
    guard let id = unsafe entry.id ?? message.stringMember("\"clientId\":")?.text else {
      throw unsafe BenchmarkError("no clientId in \(message.text)")
    }
    return id
  }

  private mutating func say() {
    guard let message = entry.steps[step].says else { return }
    says += ClientFrame.frame(ClientFrame.text, payload: message.bytes(room: room))
  }
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
