import HTTPCore
import Synchronization
import Testing

@Suite struct DeferredTests {
  /// What a responder delivered.
  final class Inbox: Sendable {
    private let responses = Mutex<[Response]>([])

    var responder: Responder { Responder { self.deliver($0) } }
    var texts: [String] { all.map(text) }
    var statuses: [Int] { all.map(\.status.rawValue) }
    private var all: [Response] { responses.withLock { $0 } }

    private func deliver(_ response: Response) { responses.withLock { $0.append(response) } }
  }

  func upgrade(countingIn abandoned: Count) -> Response {
    .upgrade(
      Upgrade(
        adopt: { _ in }, abandon: { abandoned.value.wrappingAdd(1, ordering: .relaxed) }),
      headers: [])
  }

  final class Count: Sendable {
    let value = Atomic(0)
  }

  @Test func onlyTheFirstAnswerCounts() {
    let inbox = Inbox()
    let responder = inbox.responder
    responder.answer(.json(Array("1".utf8)))
    responder.answer(.json(Array("2".utf8)))
    #expect(inbox.texts == ["1"])
  }

  @Test func aSecondUpgradeIsAbandoned() {
    let inbox = Inbox()
    let (first, second) = (Count(), Count())
    let responder = inbox.responder
    responder.answer(upgrade(countingIn: first))
    responder.answer(upgrade(countingIn: second))
    #expect(inbox.statuses == [101])
    #expect(first.value.load(ordering: .relaxed) == 0)
    #expect(second.value.load(ordering: .relaxed) == 1)
  }

  @Test func aDroppedResponderAnswers500Once() {
    let inbox = Inbox()
    var responder: Responder? = inbox.responder
    #expect(inbox.statuses == [])
    responder = nil
    _ = responder
    #expect(inbox.statuses == [500])
    #expect(inbox.texts == [#"{"error":"the server did not answer this request"}"#])
  }

  @Test func anAnsweredResponderIsDroppedInSilence() {
    let inbox = Inbox()
    inbox.responder.answer(.json([]))
    #expect(inbox.statuses == [200])
  }

  @Test func anAnswerMayBeDeferredAgain() {
    let inbox = Inbox()
    let responder = inbox.responder
    responder.answer(.later { $0.answer(.json(Array("in the end".utf8))) })
    responder.answer(.json(Array("too late".utf8)))
    #expect(inbox.texts == ["in the end"])
    inbox.responder.answer(.later { _ in })
    #expect(inbox.statuses == [200, 500])
  }

  @Test func aMapChangesTheAnswerHoweverItComesAbout() {
    let inbox = Inbox()
    let stamp: @Sendable (Response) -> Response = {
      var response = $0
      response.payload = .bytes(Array("\($0.status.rawValue) stamped".utf8))
      return response
    }
    Deferred { $0.answer(.json([])) }.map(stamp).start(inbox.responder)
    Deferred { _ in }.map(stamp).start(inbox.responder)
    Deferred { $0.answer(.later { $0.answer(.error(.conflict, "")) }) }.map(stamp)
      .start(inbox.responder)
    #expect(inbox.texts == ["200 stamped", "500 stamped", "409 stamped"])
  }

  @Test func oneOfManyThreadsAnswers() async {
    let inbox = Inbox()
    let responder = inbox.responder
    await withTaskGroup { group in
      for number in 0..<32 {
        group.addTask { responder.answer(.json(Array("\(number)".utf8))) }
      }
    }
    #expect(inbox.texts.count == 1)
  }
}
