import Glibc

/// The barest relay there can be, the machine's limit: one thread, one epoll set, connections
/// paired in the order they come; what one `recv` brings goes to the partner with one `send`.
/// No rooms, no JSON, no checks, no allocation per message.
@safe
struct BaselineRelay: ~Copyable {
  private struct Connection {
    var partner: Int32 = -1
    var isOpen = false
    var frames = FrameRewriter()
    var request: [UInt8] = []
    var unsent: [UInt8] = []
  }

  private static let sendFlags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)

  private let poller: Poller
  private let listener: Int32
  private let scratch: UnsafeMutableRawBufferPointer
  /// Indexed by descriptor.
  private let connections: UnsafeMutableBufferPointer<Connection>
  private var waiting: Int32 = -1

  /// The port that the relay listens on.
  let port: UInt16

  init(port: UInt16, maximumConnections: Int) throws {
    let poller = try Poller()
    let (listener, boundPort) = try Socket.listen(port: port)
    do { try poller.add(listener, token: UInt64(listener)) } catch {
      close(listener)
      throw error
    }
    self.poller = poller
    self.listener = listener
    self.port = boundPort
    unsafe scratch = .allocate(byteCount: FrameRewriter.headroom + 262_144, alignment: 64)
    unsafe connections = .allocate(capacity: maximumConnections + 64)
    unsafe connections.initialize(repeating: Connection())
  }

  deinit {
    close(listener)
    unsafe connections.deinitialize().deallocate()
    unsafe scratch.deallocate()
  }

  /// Relays until a signal ends the process.
  mutating func run() throws {
    while true {
      let ready = try poller.wait(milliseconds: 500)
      for index in 0..<ready {
        let descriptor = Int32(truncatingIfNeeded: poller.token(at: index))
        if descriptor == listener {
          try acceptAll()
          continue
        }
        if poller.isWritable(at: index) { try flush(descriptor) }
        if poller.isReadable(at: index) { try receive(from: descriptor) }
      }
    }
  }

  private mutating func acceptAll() throws {
    while let accepted = try Socket.accept(from: listener) {
      var connection = Connection()
      if waiting >= 0 {
        connection.partner = waiting
        unsafe connections[Int(waiting)].partner = accepted
        waiting = -1
      } else {
        waiting = accepted
      }
      unsafe connections[Int(accepted)] = connection
      try poller.add(accepted, token: UInt64(accepted))
    }
  }

  @inline(__always)
  private mutating func receive(from descriptor: Int32) throws {
    let input = unsafe scratch.baseAddress! + FrameRewriter.headroom
    let count = unsafe recv(
      descriptor, input, scratch.count &- FrameRewriter.headroom, Int32(MSG_DONTWAIT))
    guard count > 0 else {
      if count == 0 || errno != EAGAIN { drop(descriptor) }
      return
    }
    guard unsafe connections[Int(descriptor)].isOpen else {
      try unsafe shakeHands(
        descriptor, received: UnsafeRawBufferPointer(start: input, count: count))
      return
    }
    let output = unsafe connections[Int(descriptor)].frames.rewrite(
      scratch.baseAddress!, count: count)
    try unsafe send(
      UnsafeRawBufferPointer(start: scratch.baseAddress! + output.start, count: output.count),
      to: connections[Int(descriptor)].partner)
    if output.isClosed {
      // RFC 6455 5.5.1: a close frame is answered with one.
      let answer: [UInt8] = [0x88, 0]
      try unsafe answer.withUnsafeBytes { try unsafe send($0, to: descriptor) }
      drop(descriptor)
    }
  }

  @inline(__always)
  private func send(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) throws {
    guard descriptor >= 0, bytes.count > 0 else { return }
    var sent = 0
    if unsafe connections[Int(descriptor)].unsent.isEmpty {
      sent = unsafe max(
        Glibc.send(descriptor, bytes.baseAddress, bytes.count, Self.sendFlags), 0)
      if sent == bytes.count { return }
      try poller.change(descriptor, token: UInt64(descriptor), writable: true)
    }
    unsafe connections[Int(descriptor)].unsent.append(contentsOf: bytes[sent...])
  }

  private func flush(_ descriptor: Int32) throws {
    let index = Int(descriptor)
    let sent = unsafe connections[index].unsent.withUnsafeBytes {
      unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Self.sendFlags)
    }
    guard sent > 0 else { return }
    unsafe connections[index].unsent.removeFirst(sent)
    if unsafe connections[index].unsent.isEmpty {
      unsafe connections[index].unsent = []
      try poller.change(descriptor, token: UInt64(descriptor), writable: false)
    }
  }

  private mutating func shakeHands(
    _ descriptor: Int32, received: UnsafeRawBufferPointer
  ) throws {
    let index = Int(descriptor)
    unsafe connections[index].request.append(contentsOf: received)
    guard unsafe connections[index].request.suffix(4).elementsEqual("\r\n\r\n".utf8) else {
      return
    }
    guard let answer = unsafe UpgradeAnswer.answer(to: connections[index].request) else {
      drop(descriptor)
      return
    }
    unsafe connections[index].request = []
    unsafe connections[index].isOpen = true
    try unsafe answer.withUnsafeBytes { try unsafe send($0, to: descriptor) }
  }

  private mutating func drop(_ descriptor: Int32) {
    let partner = unsafe connections[Int(descriptor)].partner
    if partner >= 0 { unsafe connections[Int(partner)].partner = -1 }
    if waiting == descriptor { waiting = -1 }
    unsafe connections[Int(descriptor)] = Connection()
    close(descriptor)
  }
}
