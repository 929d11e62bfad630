import HeapModule
import Signaling
import Testing
import WebSocketCore

@testable import SignalRelay

extension Connections where Member == Int {
  fileprivate static func make(
    perClient: Int = 1_000, perLoop: Int = 10_000, whenFull: Int = 100
  ) -> Connections {
    Connections(
      loop: 0, policy: .make(),
      queueLimits: QueueLimits(
        perClient: perClient, perLoop: perLoop, perClientWhenFull: whenFull),
      statistics: LoopStatistics(), now: .make())
  }

  /// A descriptor that is none stands for a socket that takes nothing.
  fileprivate mutating func add(_ descriptor: Int32 = 999_999) -> ConnectionID {
    table.insert(descriptor: descriptor, session: Session(now: now, policy: policy))
  }

  fileprivate mutating func send(_ bytes: [UInt8], to id: ConnectionID) {
    unsafe bytes.withUnsafeBytes { unsafe send($0, to: id) }
  }

  fileprivate mutating func send(count: Int, to id: ConnectionID) {
    send([UInt8](repeating: 7, count: count), to: id)
  }

  /// Writes a text into its place in a queue; false if there is none.
  fileprivate mutating func write(_ text: String, to id: ConnectionID) -> Bool {
    guard let payload = unsafe beginText(payloadLength: text.utf8.count, to: id) else {
      return false
    }
    unsafe payload.copyBytes(from: text.utf8)
    return true
  }

  fileprivate func queued(_ id: ConnectionID) -> [UInt8]? {
    guard let place = unsafe table.find(id) else { return nil }
    return unsafe Array(place.pointee.queue.pending)
  }

  fileprivate func timer(_ id: ConnectionID) -> MonotonicTime? {
    unsafe table.find(id)?.pointee.timerAt
  }

  fileprivate var ends: [Ending.Essence] { endings.map(\.ending.essence) }

  fileprivate func dropped(_ reason: DropReason) -> Int? {
    var traffic = Traffic()
    statistics.add(to: &traffic)
    return traffic.dropped[reason]
  }
}

@Suite struct ConnectionsTests {
  private static let slow = Ending.Essence(
    manner: .handshake, code: .policyViolation, reason: .slow)

  /// For what changes what it is asked of, which `#expect` cannot take.
  private static func expect(_ isTrue: Bool, _ comment: Comment = "") {
    #expect(isTrue, comment)
  }

  @Test func framesForOneClientWaitBackToBackAndAreFlushedOnce() {
    var connections = Connections.make()
    let id = connections.add()
    connections.send([1, 2], to: id)
    connections.send([3], to: id)
    #expect(connections.queued(id) == [1, 2, 3])
    #expect(connections.dirty == [id])
    #expect(connections.queuedBytes == 3)
    connections.remove(id)
  }

  @Test(arguments: [1, 125, 126, 900])
  func aTextWrittenInPlaceIsQueuedAsOneThatIsSent(length: Int) {
    var connections = Connections.make(perClient: 10_000, perLoop: 100_000)
    let (sent, written) = (connections.add(), connections.add())
    let text = String(repeating: "x", count: length)
    for _ in 0..<10 {
      connections.send(FrameWriter.text(text), to: sent)
      Self.expect(connections.write(text, to: written))
    }
    #expect(connections.queued(written) == connections.queued(sent))
    #expect(connections.dirty == [sent, written])
    #expect(connections.queuedBytes == 2 * (connections.queued(sent)?.count ?? 0))
    connections.remove(sent)
    connections.remove(written)
  }

  @Test func aTextThatTakesMoreThanWritingIsLeftToSending() {
    var connections = Connections.make(perClient: 10)
    let ids = (0..<4).map { _ in connections.add() }
    Self.expect(connections.write("fitting.", to: ids[0]))
    Self.expect(!connections.write("", to: ids[0]), "its queue is full")
    connections.end(ids[1], .left)
    Self.expect(!connections.write("a", to: ids[1]), "its end is decided")
    connections.remove(ids[2])
    Self.expect(!connections.write("a", to: ids[2]), "it is gone")
    let polling = connections.openWithoutSocket(1)
    Self.expect(!connections.write("a", to: polling), "it has no socket")
    Self.expect(!connections.write("a", to: ConnectionID(loop: 1, generation: 1, slot: 0)))
    connections.now = .make(5.001)
    Self.expect(!connections.write("a", to: ids[3]), "it is to be pinged")
    connections.send(FrameWriter.text("a"), to: ids[3])
    Self.expect(connections.write("b", to: ids[3]), "it has been")
    #expect(connections.queuedBytes == 10 + 3 + 2 + 3)
    #expect(connections.ends.count == 1)
    for id in ids + [polling] { connections.remove(id) }
  }

  @Test func aFrameThatFillsTheQueueToItsBoundIsTaken() {
    var connections = Connections.make()
    let id = connections.add()
    connections.send(count: 999, to: id)
    connections.send(count: 1, to: id)
    #expect(connections.queued(id)?.count == 1_000)
    #expect(connections.ends == [])
    connections.remove(id)
  }

  @Test func aFrameBeyondTheBoundEndsItsReceiverAsSlow() {
    var connections = Connections.make()
    let id = connections.add()
    let other = connections.add()
    connections.send(count: 1_000, to: id)
    connections.send(count: 1, to: id)
    #expect(connections.ends == [Self.slow])
    #expect(connections.queued(id)?.count == 1_000, "what waits is still sent")
    #expect(connections.dropped(.slowReceiver) == 1)
    // The next one to the same receiver is no news, and the others lose nothing.
    connections.send(count: 1, to: id)
    connections.send(count: 1, to: other)
    #expect(connections.ends == [Self.slow])
    #expect(connections.queued(other) == [7])
    connections.remove(id)
    connections.remove(other)
  }

  @Test func oneFrameLongerThanTheQueueMayWaitAlone() {
    var connections = Connections.make()
    let id = connections.add()
    connections.send(count: 1_001, to: id)
    #expect(connections.ends == [])
    #expect(connections.queued(id)?.count == 1_001)
    connections.send(count: 1, to: id)
    #expect(connections.ends == [Self.slow])
    connections.remove(id)
  }

  @Test func aFullLoopGrantsEachClientLess() {
    var connections = Connections.make(perClient: 1_000, perLoop: 1_500, whenFull: 100)
    let ids = (0..<4).map { _ in connections.add() }
    connections.send(count: 900, to: ids[0])
    connections.send(count: 601, to: ids[1])
    #expect(connections.queuedBytes == 1_501)
    connections.send(count: 100, to: ids[2])
    #expect(connections.ends == [])
    connections.send(count: 101, to: ids[3])
    #expect(connections.ends == [Self.slow])
    #expect(connections.endings.first?.id == ids[3])
    for id in ids { connections.remove(id) }
  }

  @Test func whatIsSentOrRemovedGivesTheLoopItsBudgetBack() {
    var connections = Connections.make()
    let first = connections.add()
    let second = connections.add()
    connections.send(count: 300, to: first)
    connections.send(count: 200, to: second)
    connections.countSent(100)
    #expect(connections.queuedBytes == 400)
    #expect(connections.statistics.bytesSent.current == 100)
    connections.remove(second)
    #expect(connections.queuedBytes == 200)
    connections.remove(first)
  }

  @Test func afterAnEndNothingMoreIsQueuedButTheCloseFrame() {
    var connections = Connections.make(perClient: 10)
    let id = connections.add()
    connections.end(id, .left)
    connections.send([1], to: id)
    #expect(connections.queued(id) == [])
    let close = [UInt8](repeating: 9, count: 50)
    connections.sendLast(close, to: id)
    #expect(connections.queued(id) == close, "the close frame goes whatever the bound")
    connections.remove(id)
  }

  @Test func aFrameForNobodyIsDropped() {
    var connections = Connections.make()
    let id = connections.add()
    connections.remove(id)
    connections.send([1], to: id)
    connections.ping(id)
    connections.sendLast([1], to: id)
    connections.end(id, .left)
    connections.setTimer(id, at: .make(1))
    connections.remove(id)
    #expect(connections.queuedBytes == 0)
    #expect(connections.dirty == [])
    #expect(connections.ends == [])
    #expect(connections.timers.count == 0)
  }

  @Test func anEarlierTimerReplacesALaterOne() {
    var connections = Connections.make()
    let id = connections.add()
    connections.setTimer(id, at: .make(10))
    connections.setTimer(id, at: .make(3))
    #expect(connections.timer(id) == .make(3))
    #expect(connections.timers.min?.at == .make(3))
    connections.remove(id)
  }

  @Test func aLaterOrEqualTimerIsNotSet() {
    var connections = Connections.make()
    let id = connections.add()
    connections.setTimer(id, at: .make(3))
    connections.setTimer(id, at: .make(10))
    connections.setTimer(id, at: .make(3))
    #expect(connections.timer(id) == .make(3))
    #expect(connections.timers.count == 1)
    connections.remove(id)
  }

  @Test func timersComeInOrderOfTime() {
    var connections = Connections.make()
    var random = SplitMix64(state: 1)
    let ids = (0..<200).map { _ in connections.add() }
    for id in ids { connections.setTimer(id, at: .make(.random(in: 0..<100, using: &random))) }
    var last = MonotonicTime.make(-1)
    while let timer = connections.timers.popMin() {
      #expect(timer.at >= last)
      last = timer.at
    }
    for id in ids { connections.remove(id) }
  }

  @Test func aSilentReceiverGetsAPingBehindItsFrame() {
    var connections = Connections.make()
    let id = connections.add()
    connections.now = .make(5)
    connections.send([1], to: id)
    #expect(connections.queued(id) == [1])
    connections.now = .make(6)
    connections.send([2], to: id)
    connections.send([3], to: id)
    #expect(connections.queued(id) == [1, 2] + FrameWriter.ping() + [3])
    #expect(connections.timer(id) == .make(11), "its answer is waited for")
    connections.remove(id)
  }

  @Test func whoReadsIsNotSlowHoweverMuchOneTurnHasForIt() throws {
    var connections = Connections.make()
    let sockets = try SocketPair.make()
    let id = connections.add(sockets.server)
    for _ in 0..<50 { connections.send(count: 900, to: id) }
    #expect(connections.ends == [])
    #expect(connections.queued(id)?.count == 900)
    #expect(connections.dropped(.slowReceiver) == 0)
    connections.remove(id)
    _ = TestClient(sockets.client)
    _ = TestClient(sockets.server)
  }
}
