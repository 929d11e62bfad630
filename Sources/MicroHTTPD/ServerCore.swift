import CMicroHTTPD
import Glibc
import HTTPCore
import Logging
import Synchronization

/// What the callbacks share: the way of a request from its first line to its answer.
/// Every method is called on the library's one thread.
final class ServerCore: Sendable {
  let limits: HeadGate.Limits
  let deadlines: Deadlines
  let log: Logger
  let handler: @Sendable (Request) -> Response
  let table = ConnectionTable()
  let suspended = SuspendedRequests()
  let streams: OpenStreams
  let counters = Counters()
  /// Set once no new connection is taken: then every answer ends its connection.
  let isDraining = Atomic(false)

  /// The deadlines in milliseconds.
  struct Deadlines {
    let header, body, send, answer, keepAlive: UInt64

    init(_ configuration: HTTPServer.Configuration) {
      header = configuration.headerDeadline.milliseconds
      body = configuration.bodyDeadline.milliseconds
      send = configuration.sendDeadline.milliseconds
      answer = configuration.answerDeadline.milliseconds
      keepAlive = configuration.keepAlive.milliseconds
    }
  }

  init(
    _ configuration: HTTPServer.Configuration, log: Logger,
    handler: @escaping @Sendable (Request) -> Response
  ) {
    limits = HeadGate.Limits(
      targetBytes: configuration.maximumTargetBytes,
      headerBytes: configuration.maximumHeaderBytes,
      headerFields: configuration.maximumHeaderFields,
      bodyBytes: configuration.maximumBodyBytes)
    deadlines = Deadlines(configuration)
    streams = OpenStreams(
      limit: configuration.maximumStreams,
      perAddress: configuration.streamsPerAddress > 0 ? configuration.streamsPerAddress : .max)
    self.log = log
    self.handler = handler
  }

  func connectionStarted(_ handle: OpaquePointer) -> Connection {
    let address = unsafe CMicroHTTPD_peer(handle).flatMap { unsafe IPAddress($0) }
    let connection = Connection(
      self, descriptor: unsafe CMicroHTTPD_socket(handle),
      remote: address ?? IPAddress(high: 0, low: 0),
      headerDeadline: MonotonicClock.now() + deadlines.header)
    counters.count(counters.connectionsAccepted)
    table.insert(connection)
    return connection
  }

  /// The request line is complete. The target must be copied now: the library cuts it at `?`
  /// and `&` right after this.
  func requestLineReceived(_ connection: Connection, target: UnsafePointer<CChar>?) {
    connection.stage = .requestLine
    connection.target.removeAll(keepingCapacity: true)
    if let target = unsafe target {
      unsafe connection.target.append(
        contentsOf: UnsafeRawBufferPointer(start: target, count: strlen(target)))
    }
    // A later request on the connection: its head has its own time from here on.
    if PhaseWord(bits: connection.phase.load(ordering: .relaxed)).phase == .idle {
      _ = connection.enter(.header, until: MonotonicClock.now() + deadlines.header)
    }
  }

  /// The library calls this once after the head, once per piece of body, once at the end; and
  /// again, when the answer comes later, to suspend the connection and after it was resumed.
  func requestReceived(_ call: HandlerCall, _ connection: Connection) -> Bool {
    switch connection.stage {
    case .requestLine:
      return unsafe headReceived(call, connection)
    case .accepted where unsafe call.piece.count > 0:
      return unsafe bodyReceived(call.piece, connection)
    case .accepted:
      return unsafe requestComplete(call, connection)
    case .lingering:
      unsafe connection.discarded += call.piece.count
      return unsafe call.piece.count > 0 && connection.discarded <= Self.discardedBytes
    case .deferred:
      return unsafe suspend(call, connection)
    case .suspended:
      return unsafe answerLate(call, connection)
    case .waiting, .answered:
      return false
    }
  }

  /// The request is over, well or badly.
  func requestEnded(_ connection: Connection) {
    if let upgrade = connection.pendingUpgrade {
      connection.pendingUpgrade = nil
      counters.count(counters.upgradesAbandoned)
      upgrade.abandon()
    }
    if connection.stage == .deferred || connection.wasSuspended { endWaiting(connection) }
    if let streaming = connection.streaming { end(streaming.stream, connection) }
    connection.reset()
    let phase = PhaseWord(bits: connection.phase.load(ordering: .relaxed)).phase
    if phase != .handedOff {
      _ = connection.enter(.idle, until: MonotonicClock.now() + deadlines.keepAlive)
    }
  }

  private func headReceived(_ call: HandlerCall, _ connection: Connection) -> Bool {
    var gate = HeadGate(limits: limits, reusing: connection.takeFields())
    unsafe readFields(of: call.handle, into: &gate)
    let target = connection.target
    do throws(RefusedRequest) {
      let head = unsafe try gate.finish(
        method: call.method, target: target.span, isHTTP10: call.isHTTP10,
        headBytes: CMicroHTTPD_head_bytes(call.handle))
      connection.fields = gate.fields
      connection.head = head
      connection.stage = .accepted
      // Without a body the end of the request follows at once, in this same turn.
      guard head.hasBody else { return true }
      connection.body.reserveCapacity(head.contentLength ?? 0)
      return connection.enter(.body, until: MonotonicClock.now() + deadlines.body)
    } catch {
      if gate.announcesBody && !gate.expectsContinue {
        return refusePastLibrary(error, connection)
      }
      return unsafe refuse(error, call.handle, connection)
    }
  }

  private func bodyReceived(
    _ piece: UnsafeBufferPointer<UInt8>, _ connection: Connection
  ) -> Bool {
    guard connection.body.count + piece.count <= limits.bodyBytes else {
      return refusePastLibrary(
        RefusedRequest(.bodyTooLarge, "the body is larger than \(limits.bodyBytes) bytes"),
        connection)
    }
    unsafe connection.body.append(contentsOf: piece)
    return true
  }

  private func requestComplete(_ call: HandlerCall, _ connection: Connection) -> Bool {
    guard connection.enter(.answering, until: MonotonicClock.now() + deadlines.send),
      let head = connection.head
    else { return false }
    counters.count(counters.requests)
    let response = handler(
      Request(
        method: head.method, target: head.target, headers: connection.fields,
        body: connection.body, remote: connection.remote))
    if case .later(let deferred) = response.payload {
      connection.deferred = deferred
      connection.stage = .deferred
      return true
    }
    return unsafe finish(response, call, connection)
  }

  /// Queues an answer that is there.
  func finish(_ response: Response, _ call: HandlerCall, _ connection: Connection) -> Bool {
    switch response.payload {
    case .bytes:
      return unsafe answer(response, call.handle, connection)
    case .stream(let stream):
      return unsafe begin(stream, of: response, call.handle, connection)
    case .upgrade(let upgrade):
      guard unsafe !call.isHTTP10 else {
        // RFC 9110 7.8: Upgrade has no meaning in HTTP/1.0.
        counters.count(counters.upgradesAbandoned)
        upgrade.abandon()
        return unsafe refuse(
          RefusedRequest(.upgradeNeedsHTTP11, "changing the protocol needs HTTP/1.1"),
          call.handle, connection)
      }
      return unsafe switchProtocol(response, upgrade, call.handle, connection)
    case .later:
      return false
    }
  }

  /// Refuses through the library, which then closes the connection.
  private func refuse(
    _ refusal: RefusedRequest, _ handle: OpaquePointer, _ connection: Connection
  ) -> Bool {
    record(refusal.reason, connection)
    guard connection.enter(.answering, until: MonotonicClock.now() + deadlines.send) else {
      return false
    }
    return unsafe answer(
      .error(refusal.reason.status, refusal.message, headers: [("Connection", "close")]),
      handle, connection)
  }

  /// Refuses while a body is still coming in: answers at once, half-closes, and throws away what
  /// comes for a while. Closing at once would reset the connection and could take the answer
  /// from the client before it read it (RFC 9112 9.6).
  private func refusePastLibrary(_ refusal: RefusedRequest, _ connection: Connection) -> Bool {
    record(refusal.reason, connection)
    let patience = MonotonicClock.now() + min(deadlines.body, Self.lingerMilliseconds)
    guard connection.enter(.lingering, until: patience) else { return false }
    RawAnswer.send(
      status: refusal.reason.status, message: refusal.message, to: connection.descriptor)
    shutdown(connection.descriptor, Int32(SHUT_WR))
    connection.stage = .lingering
    connection.body = []
    return true
  }

  private func record(_ reason: Refusal, _ connection: Connection) {
    counters.count(reason)
    log.debug(
      "request refused",
      metadata: ["reason": "\(reason.rawValue)", "remote": "\(connection.remote)"])
  }

  private static let lingerMilliseconds: UInt64 = 2_000
  private static let discardedBytes = 1_048_576
}

extension Connection {
  /// Moves the fields out, so that whoever refills them holds their memory alone.
  func takeFields() -> HeaderFields {
    let taken = fields
    fields = HeaderFields()
    return taken
  }
}
