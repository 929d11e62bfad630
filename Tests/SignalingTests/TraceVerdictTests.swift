import Testing

@testable import Signaling

/// Scenes between Ada, who came first, and Bob.
@Suite struct TraceVerdictTests {
  let stage = Stage.make()
  let ada: Membership
  let bob: Membership

  init() throws {
    ada = try stage.arrive(named: "Ada")
    stage.seconds = 1
    bob = try stage.arrive(named: "Bob")
    stage.seconds = 10
  }

  func offer(_ candidates: CandidateTypes = CandidateTypes()) {
    stage.send(.offer, from: ada, to: bob.clientID, candidates)
  }

  func answer(_ candidates: CandidateTypes = CandidateTypes()) {
    stage.send(.answer, from: bob, to: ada.clientID, candidates)
  }

  func expect(
    _ code: Verdict.Code, _ level: Verdict.Level, on grounds: [TimelineEvent.Kind]? = nil,
    _ words: String = "", sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let pair = try stage.pair()
    #expect(pair.verdict.code == code, "\(pair.verdict)", sourceLocation: sourceLocation)
    #expect(pair.verdict.level == level, sourceLocation: sourceLocation)
    #expect(
      words.isEmpty || pair.verdict.summary.contains(words), "\(pair.verdict.summary)",
      sourceLocation: sourceLocation)
    #expect(!pair.verdict.advice.isEmpty, sourceLocation: sourceLocation)
    if let grounds { #expect(pair.grounds == grounds, sourceLocation: sourceLocation) }
  }

  @Test func twoWhoHaveSentEachOtherNothingAreNoPair() throws {
    #expect(try #require(stage.trace()).pairs.isEmpty)
  }

  // MARK: - slow-reader

  @Test func whoDidNotReadWasCutOffWhateverElseThereIs() throws {
    offer()
    answer()
    stage.report(.connected, by: ada, about: bob)
    stage.leave(bob, .slow)
    try expect(.slowReader, .bad, on: [.left], "Bob did not read")
  }

  // MARK: - connected

  @Test func aReportOfEitherSideSaysThatTheyAreConnected() throws {
    offer()
    answer()
    stage.report(.checking, by: bob, about: ada)
    try expect(.negotiating, .neutral)
    stage.report(.connected, by: bob, about: ada, .srflx, .host)
    try expect(.connected, .good, on: [.report], "are connected (srflx to host), as Bob reports.")
    stage.report(.completed, by: ada, about: bob)
    try expect(.connected, .good, on: [.report, .report])
  }

  @Test func aCallThatWasConnectedAndIsClosedRemainsConnected() throws {
    stage.report(.connected, by: ada, about: bob)
    stage.report(.closed, by: ada, about: bob)
    stage.report(.closed, by: bob, about: ada)
    stage.leave(bob)
    try expect(.connected, .good, "were connected, and ended it")
  }

  @Test func anOfferAfterTheCallWasClosedIsAnotherCalls() throws {
    offer()
    answer()
    for (one, other) in [(ada, bob), (bob, ada)] { stage.report(.connected, by: one, about: other) }
    for (one, other) in [(ada, bob), (bob, ada)] { stage.report(.closed, by: one, about: other) }
    offer()
    stage.seconds += 6
    try expect(.neverAnswered, .bad, on: [.offer], "Bob has not answered the offer of Ada")
  }

  @Test func aReportHidesNoOfferThatWaits() throws {
    stage.report(.connected, by: bob, about: ada, .relay, .relay)
    try expect(.connected, .good, "as Bob reports")
    offer()
    stage.seconds += 6
    try expect(.neverAnswered, .bad)
  }

  @Test func whoEndsItsConnectionToTheHubByItselfEndsTheCall() throws {
    offer()
    answer()
    stage.report(.connected, by: ada, about: bob)
    stage.leave(bob, .closed)
    try expect(.connected, .good, "are connected")
    stage.leave(ada, .left)
    try expect(.connected, .good)
  }

  @Test func whoLeavesAConnectedCallHasEndedIt() throws {
    offer()
    answer()
    stage.report(.connected, by: ada, about: bob)
    stage.leave(bob, .left)
    try expect(.connected, .good, "were connected, until Bob left")
  }

  @Test func whoLeavesBeforeItIsConnectedIsNotWaitedFor() throws {
    offer()
    answer()
    stage.report(.checking, by: ada, about: bob)
    stage.leave(bob, .left)
    try expect(.negotiating, .neutral, "Bob left before")
  }

  @Test func aLostCallThatIsClosedIsLookedForNoMore() throws {
    offer()
    answer()
    stage.report(.connected, by: ada, about: bob)
    stage.report(.disconnected, by: ada, about: bob)
    stage.report(.closed, by: ada, about: bob)
    try expect(.negotiating, .neutral, "lost their connection, and ended the call")
  }

  @Test func aRenegotiationDoesNotUndoAConnection() throws {
    offer()
    answer()
    stage.report(.connected, by: ada, about: bob)
    offer()
    stage.seconds += 60
    try expect(.connected, .good)
  }

  @Test func aConnectionThatTheOtherHasLostIsNone() throws {
    offer()
    answer()
    stage.report(.connected, by: ada, about: bob)
    stage.report(.connected, by: bob, about: ada)
    stage.report(.disconnected, by: bob, about: ada)
    try expect(.negotiating, .neutral, "Bob has lost its connection to Ada")
    stage.report(.connected, by: bob, about: ada)
    try expect(.connected, .good)
    stage.report(.failed, by: ada, about: bob)
    try expect(.iceFailed, .bad)
  }

  // MARK: - never-bound

  @Test func aSeatThatNobodyBindsIsAVerdictAfterFiveSeconds() throws {
    let stage = Stage.make()
    let ada = try stage.arrive(named: "Ada")
    let seat = try stage.join(profile: Profile(name: "Bob"))
    stage.seconds = 4.999
    #expect(try #require(stage.trace()).pairs.isEmpty)
    #expect(stage.trace()?.nextChangeAt == 5000)
    stage.seconds = 5
    var pair = try stage.pair()
    #expect(pair.verdict.code == .neverBound && pair.verdict.level == .bad)
    #expect(pair.verdict.summary.contains("Bob has joined but never opened"))
    #expect(pair.grounds == [.joined])
    stage.send(.offer, from: ada, to: seat.clientID)
    pair = try stage.pair()
    #expect(pair.verdict.code == .neverBound)
    #expect(pair.grounds == [.joined, .offer])
    #expect(pair.sent.map(\.isDelivered) == [false])
    stage.seconds = 200
    #expect(stage.expire() == 1)
    pair = try stage.pair()
    #expect(pair.verdict.code == .neverBound)
    #expect(pair.events.last?.kind == .left && pair.events.last?.reason == nil)
    #expect(stage.trace()?.clients.map(\.state) == [.connected, .left])
    #expect(stage.trace()?.clients[1].boundAt == nil)
  }

  @Test func aSeatAndOneWhoLeftBeforeItHaveNothingToDoWithEachOther() throws {
    stage.leave(ada)
    stage.leave(bob)
    stage.seconds = 20
    _ = try stage.join()
    stage.seconds = 60
    #expect(try #require(stage.trace()).pairs.isEmpty)
  }

  @Test func aSeatThatIsGivenBackAtOnceIsNoVerdict() throws {
    let seat = try stage.join()
    stage.seconds += 4
    _ = try stage.hub.leave(seat.clientID, from: .make(), token: nil, at: stage.now)
    stage.seconds += 60
    #expect(try #require(stage.trace()).pairs.isEmpty)
  }

  @Test func twoSeatsAreNoPair() throws {
    let stage = Stage.make()
    _ = try stage.join()
    _ = try stage.join()
    stage.seconds = 60
    #expect(try #require(stage.trace()).pairs.isEmpty)
  }

  // MARK: - candidates-first

  @Test func candidatesBeforeTheOfferStayAVerdictThoughTheOfferComes() throws {
    stage.send(.candidate, from: ada, to: bob.clientID, .make(.srflx))
    try expect(.candidatesFirst, .warning, on: [.candidate], "which is missing")
    offer()
    answer()
    try expect(
      .candidatesFirst, .warning, on: [.candidate, .offer], "Candidates of Ada reached Bob")
    stage.report(.connected, by: ada, about: bob)
    try expect(.connected, .good)
  }

  @Test func candidatesBeforeTheAnswerAreEarlyToo() throws {
    offer()
    stage.send(.candidate, from: bob, to: ada.clientID, .make(.host))
    try expect(.candidatesFirst, .warning, on: [.candidate], "Candidates of Bob reached Ada")
  }

  @Test func anOfferToNobodyIsNoDescription() throws {
    let stage = Stage.make()
    let ada = try stage.arrive(named: "Ada")
    let seat = try stage.join()
    stage.send(.offer, from: ada, to: seat.clientID)
    _ = stage.attach(try stage.claim(seat))
    stage.send(.candidate, from: ada, to: seat.clientID, .make(.host))
    #expect(try stage.pair().verdict.code == .candidatesFirst)
  }

  @Test func theEndOfCandidatesIsNeverEarly() throws {
    stage.send(.candidate, from: ada, to: bob.clientID)
    try expect(.negotiating, .neutral)
  }

  // MARK: - left-before-answer

  @Test(arguments: [LeaveReason.left, .closed, .lost, .rateLimited, .removed])
  func theAnswererLeavesBeforeItCouldAnswer(reason: LeaveReason) throws {
    offer()
    stage.seconds += 4.9
    stage.leave(bob, reason)
    stage.seconds += 60
    try expect(
      .leftBeforeAnswer, .bad, on: [.offer, .left], "Bob left (\(reason.rawValue)) before")
  }

  @Test func theOffererLeavesBeforeItIsAnswered() throws {
    offer()
    stage.leave(ada)
    try expect(.leftBeforeAnswer, .bad, on: [.offer, .left], "Ada left (left) before Bob")
  }

  @Test func whoLeavesAfterItsAnswerLeavesNoOffer() throws {
    offer()
    answer()
    stage.leave(bob)
    try expect(.negotiating, .neutral)
  }

  // MARK: - never-answered

  @Test func anOfferIsMissedAfterFiveSeconds() throws {
    offer()
    stage.seconds += 4.999
    try expect(.negotiating, .neutral, on: [.offer], "Bob has not answered yet")
    #expect(stage.trace()?.nextChangeAt == 15_000)
    stage.seconds = 15
    try expect(.neverAnswered, .bad, on: [.offer], "Bob has not answered the offer of Ada.")
    #expect(stage.trace()?.nextChangeAt == nil)
    answer()
    try expect(.negotiating, .neutral)
  }

  @Test func leavingAfterFiveSecondsExplainsNothing() throws {
    offer()
    stage.seconds += 5
    stage.leave(bob)
    stage.leave(ada)
    try expect(.neverAnswered, .bad, "and Bob has left")
  }

  @Test func anOldAnswerDoesNotAnswerANewOffer() throws {
    offer()
    answer()
    offer()
    stage.seconds += 5
    try expect(.neverAnswered, .bad)
  }

  @Test func repeatingAnOfferDoesNotStartTheTimeAnew() throws {
    for _ in 0..<6 {
      offer()
      stage.seconds += 1
    }
    try expect(.neverAnswered, .bad, on: [.offer, .offer])
  }

  @Test func anOfferToAllCountsForEach() throws {
    stage.send(.offer, from: ada)
    stage.seconds += 5
    try expect(.neverAnswered, .bad)
  }

  @Test func whereBothOfferOneAnswerIsEnough() throws {
    offer()
    stage.send(.offer, from: bob, to: ada.clientID)
    answer()
    stage.seconds += 60
    try expect(.negotiating, .neutral, "have exchanged offer and answer")
  }

  @Test func whereBothOfferAndNobodyAnswersTheFirstOfferIsMissed() throws {
    stage.send(.offer, from: bob, to: ada.clientID)
    offer()
    stage.seconds += 5
    try expect(.neverAnswered, .bad, on: [.offer], "Ada has not answered the offer of Bob")
  }

  @Test func anOfferThatNobodyGotIsSaidToBeLost() throws {
    let stage = Stage.make()
    let ada = try stage.arrive(named: "Ada")
    let seat = try stage.join()
    stage.send(.offer, from: ada, to: seat.clientID)
    _ = stage.attach(try stage.claim(seat))
    stage.seconds = 5
    #expect(try stage.pair().verdict.code == .neverAnswered)
    #expect(try stage.pair().verdict.summary.contains("never arrived"))
    // Its repetition has five seconds of its own.
    stage.send(.offer, from: ada, to: seat.clientID)
    #expect(try stage.pair().verdict.code == .negotiating)
    stage.seconds = 10
    #expect(try stage.pair().verdict.code == .neverAnswered)
  }

  @Test func anAnswerInOtherWordsIsHintedAt() throws {
    stage.send(.other, from: bob, to: ada.clientID)
    offer()
    stage.seconds += 5
    try expect(.neverAnswered, .bad, on: [.offer], "has not answered the offer of Ada.")
    stage.send(.other, from: bob, to: ada.clientID)
    stage.send(.other, from: bob, to: ada.clientID)
    try expect(.neverAnswered, .bad, on: [.offer, .message], "but sent other messages since")
  }

  // MARK: - only-host-candidates

  @Test func hostCandidatesOnlyAreAWarningAndWithAFailureWorse() throws {
    offer(.make(.host))
    answer()
    stage.send(.candidate, from: bob, to: ada.clientID, .make(.host))
    stage.seconds += 4.9
    try expect(.negotiating, .neutral)
    stage.seconds = 15
    try expect(.onlyHostCandidates, .warning, on: [.offer, .answer])
    stage.report(.failed, by: bob, about: ada)
    try expect(.onlyHostCandidates, .bad, on: [.offer, .answer, .report])
  }

  @Test(arguments: [CandidateType.srflx, .prflx, .relay])
  func oneOtherCandidateIsEnough(type: CandidateType) throws {
    offer(.make(.host))
    answer(.make(.host))
    stage.seconds += 5
    try expect(.onlyHostCandidates, .warning)
    stage.send(.candidate, from: bob, to: ada.clientID, .make(type))
    try expect(.negotiating, .neutral)
  }

  @Test func aSideOfWhichNoCandidateIsKnownIsNotJudged() throws {
    offer(.make(.host))
    answer()
    stage.seconds += 60
    try expect(.negotiating, .neutral)
  }

  // MARK: - ice-failed

  @Test func aFailureStandsUntilTheNextDescription() throws {
    offer(.make(.host, .srflx))
    answer(.make(.host, .srflx))
    stage.report(.failed, by: ada, about: bob)
    try expect(.iceFailed, .bad, on: [.offer, .answer, .report], "as Ada reports")
    // Who closes what has failed does not undo it.
    stage.report(.closed, by: ada, about: bob)
    try expect(.iceFailed, .bad)
    offer()
    try expect(.negotiating, .neutral)
    answer()
    try expect(.negotiating, .neutral)
    stage.report(.failed, by: bob, about: ada)
    try expect(.iceFailed, .bad, "as Bob reports")
  }

  // MARK: - negotiating

  @Test func withoutReportsTheHubCannotSeeFurther() throws {
    offer(.make(.host, .srflx))
    answer(.make(.host, .relay))
    stage.seconds += 600
    try expect(.negotiating, .neutral, "the hub cannot see further")
  }

  @Test func anAnswerThatNobodyAskedForIsNoExchange() throws {
    answer(.make(.host))
    offer(.make(.host))
    stage.send(.answer, from: ada, to: bob.clientID)
    stage.seconds += 1
    try expect(.negotiating, .neutral, "Ada has offered, and Bob has not answered yet")
  }

  @Test func messagesThatTheHubDoesNotKnowAreNoNegotiation() throws {
    stage.send(.other, from: ada, to: bob.clientID)
    stage.seconds += 60
    try expect(.negotiating, .neutral, on: [.message], "no offer or answer that the hub knows")
  }

  @Test func whoHangsUpBeforeTheConnectionEndsNothing() throws {
    offer()
    answer()
    stage.report(.closed, by: ada, about: bob)
    try expect(.negotiating, .neutral, "ended the call before it was connected")
  }

  @Test func whoComesBackIsAnotherPair() throws {
    offer()
    stage.leave(bob)
    let back = try stage.arrive(named: "Bob")
    stage.send(.offer, from: ada, to: back.clientID)
    stage.send(.answer, from: back, to: ada.clientID)
    let pairs = try #require(stage.trace()).pairs
    #expect(pairs.map(\.verdict.code) == [.leftBeforeAnswer, .negotiating], "the worst first")
    #expect(Set(pairs.map(\.second)).count == 2)
  }

  @Test func twoOfOneNameAreToldApart() throws {
    let stage = Stage.make()
    let one = try stage.arrive(named: "Ada")
    let other = try stage.arrive(named: "Ada")
    stage.send(.offer, from: one, to: other.clientID)
    stage.seconds = 5
    let summary = try stage.pair().verdict.summary
    #expect(summary.contains("Ada (\(one.clientID))"))
    #expect(summary.contains("Ada (\(other.clientID))"))
  }

  @Test func theVerdictOutlivesTheEventsItRestsOn() throws {
    offer()
    for _ in 0..<100 {
      stage.seconds += 0.01
      stage.send(.candidate, from: ada, to: bob.clientID, .make(.host))
    }
    stage.seconds = 15
    try expect(.neverAnswered, .bad)
    #expect(try stage.pair().dropped == 37)
    answer(.make(.host))
    stage.seconds = 20
    try expect(.onlyHostCandidates, .warning)
  }
}
