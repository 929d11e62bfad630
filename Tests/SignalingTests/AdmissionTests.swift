import Testing

@testable import Signaling

@Suite struct AdmissionTests {
  private static let start = MonotonicTime.make(seconds: 0)

  @Test func theDefaultsAreTheDocumentedOnes() throws {
    let limits = Admission.Limits()
    let perAddress = try #require(limits.perAddress)
    #expect(limits.clients == 100_000)
    #expect(limits.connections == .max)
    #expect(perAddress.clients == 500)
    #expect(perAddress.joins == Rate(perSecond: 20, burst: 60))
    #expect(perAddress.failedBinds == Rate(perSecond: 10.0 / 60, burst: 10))
  }

  @Test func theLimitOnAllClientsRefusesTheNextOfAnyAddress() throws {
    let admission = Admission(.make(clients: 3))
    for number in 1...3 { try admission.admit(.make(number), at: Self.start) }
    #expect(
      refusal { () throws(Refusal) in try admission.admit(.make(4), at: Self.start) }
        == .tooManyClients(limit: 3))
    #expect(admission.clients == 3)
  }

  @Test func releaseMakesRoomForAnother() throws {
    let admission = Admission(.make(clients: 1, clientsPerAddress: 1))
    try admission.admit(.make(1), at: Self.start)
    admission.release(.make(1))
    #expect(admission.clients == 0)
    try admission.admit(.make(2), at: Self.start)
    admission.release(.make(2))
    try admission.admit(.make(1), at: Self.start)
    #expect(admission.clients == 1)
  }

  @Test func theLimitOnOneAddressLeavesOthersAlone() throws {
    let admission = Admission(.make(clientsPerAddress: 2))
    for _ in 1...2 { try admission.admit(.make(1), at: Self.start) }
    #expect(
      refusal { () throws(Refusal) in try admission.admit(.make(1), at: Self.start) }
        == .tooManyClientsFromAddress(limit: 2))
    try admission.admit(.make(2), at: Self.start)
    #expect(admission.clients == 3)
    admission.release(.make(1))
    try admission.admit(.make(1), at: Self.start)
  }

  @Test func joinsAboveTheRateAreToldWhenToComeBack() throws {
    let admission = Admission(.make(joins: Rate(perSecond: 0.5, burst: 2)))
    for _ in 1...2 { try admission.admit(.make(1), at: Self.start) }
    #expect(
      refusal { () throws(Refusal) in try admission.admit(.make(1), at: .make(seconds: 0.5)) }
        == .tooManyJoins(retryAfter: .milliseconds(1500)))
    try admission.admit(.make(2), at: Self.start)
    try admission.admit(.make(1), at: .make(seconds: 2))
  }

  @Test func leavingDoesNotGiveAJoinBack() throws {
    let admission = Admission(.make(joins: Rate(perSecond: 1, burst: 1)))
    try admission.admit(.make(1), at: Self.start)
    admission.release(.make(1))
    #expect(
      refusal { () throws(Refusal) in try admission.admit(.make(1), at: Self.start) }
        == .tooManyJoins(retryAfter: .seconds(1)))
    #expect(admission.clients == 0)
  }

  @Test func aFullHubTakesNoTokenFromTheAddress() throws {
    let admission = Admission(.make(clients: 1, joins: Rate(perSecond: 1, burst: 1)))
    try admission.admit(.make(1), at: Self.start)
    _ = refusal { () throws(Refusal) in try admission.admit(.make(2), at: Self.start) }
    admission.release(.make(1))
    try admission.admit(.make(2), at: Self.start)
  }

  @Test func whoIsHeldCountsWhateverTheLimits() throws {
    let admission = Admission(
      .make(clients: 2, clientsPerAddress: 1, joins: Rate(perSecond: 1, burst: 1)))
    try admission.admit(.make(1), at: Self.start)
    for _ in 1...2 { admission.hold(.make(1)) }
    #expect(admission.clients == 3)
    #expect(
      refusal { () throws(Refusal) in try admission.admit(.make(2), at: Self.start) }
        == .tooManyClients(limit: 2))
    for _ in 1...2 { admission.release(.make(1)) }
    #expect(
      refusal { () throws(Refusal) in try admission.admit(.make(1), at: .make(seconds: 9)) }
        == .tooManyClientsFromAddress(limit: 1))
    admission.release(.make(1))
    try admission.admit(.make(1), at: .make(seconds: 18))
    #expect(admission.clients == 1)
  }

  @Test func aHeldAddressThatWasForgottenHasFullBuckets() throws {
    let admission = Admission(.make(joins: Rate(perSecond: 0.001, burst: 2)))
    admission.hold(.make(1))
    for _ in 1...2 { try admission.admit(.make(1), at: Self.start) }
    #expect(refusal { () throws(Refusal) in try admission.admit(.make(1), at: Self.start) } != nil)
    for _ in 1...3 { admission.release(.make(1)) }
    #expect(admission.clients == 0)
  }

  @Test func withoutLimitsOfAnAddressAHeldClientIsOnlyCounted() {
    var limits = Admission.Limits()
    limits.perAddress = nil
    let admission = Admission(limits)
    admission.hold(.make(1))
    #expect(admission.clients == 1)
    #expect(admission.addresses == 0)
    admission.release(.make(1))
    #expect(admission.clients == 0)
  }

  @Test func wrongTokensAreLimitedByAddress() throws {
    let admission = Admission(.make(failedBinds: Rate(perSecond: 1.0 / 6, burst: 3)))
    for _ in 1...3 {
      try admission.mayBind(.make(1), at: Self.start)
      admission.bindFailed(.make(1), at: Self.start)
    }
    #expect(
      refusal { () throws(Refusal) in try admission.mayBind(.make(1), at: Self.start) }
        .map { "\($0)".hasPrefix("tooManyFailedBinds") } == true)
    try admission.mayBind(.make(2), at: Self.start)
    #expect(
      refusal { () throws(Refusal) in try admission.mayBind(.make(1), at: .make(seconds: 5.9)) }
        != nil)
    try admission.mayBind(.make(1), at: .make(seconds: 6.1))
  }

  @Test func askingWhetherToBindCostsNothing() throws {
    let admission = Admission(.make(failedBinds: Rate(perSecond: 1, burst: 1)))
    for _ in 1...100 { try admission.mayBind(.make(1), at: Self.start) }
  }

  @Test func theOffSwitchLiftsEveryLimitOfAnAddressButNotTheHubsOwn() throws {
    var limits = Admission.Limits()
    limits.clients = 1000
    limits.perAddress = nil
    let admission = Admission(limits)
    for _ in 1...1000 { try admission.admit(.make(1), at: Self.start) }
    for _ in 1...1000 {
      admission.bindFailed(.make(1), at: Self.start)
      try admission.mayBind(.make(1), at: Self.start)
    }
    #expect(admission.addresses == 0)
    #expect(
      refusal { () throws(Refusal) in try admission.admit(.make(1), at: Self.start) }
        == .tooManyClients(limit: 1000))
    for _ in 1...1000 { admission.release(.make(1)) }
    #expect(admission.clients == 0)
  }

  @Test func addressesAreRememberedButBounded() throws {
    let admission = Admission(.make())
    for number in 0..<100_000 {
      try admission.mayBind(.make(number), at: Self.start)
    }
    #expect((32_768...65_536).contains(admission.addresses))
  }

  @Test func theBudgetOfDescriptorsIsSpentAndGivenBack() throws {
    let admission = Admission(.make(connections: 2))
    #expect(admission.hasDescriptors)
    try admission.openConnection()
    try admission.openConnection()
    #expect(!admission.hasDescriptors)
    for _ in 1...3 {
      #expect(refusal { () throws(Refusal) in try admission.openConnection() } == .noDescriptors)
    }
    #expect(admission.connections == 2)
    admission.connectionClosed()
    #expect(admission.hasDescriptors)
    try admission.openConnection()
  }

  @Test func threadsNeverTakeMoreDescriptorsThanThereAre() {
    let admission = Admission(.make(connections: 5))
    inThreads(8) { _ in
      for _ in 0..<2000 {
        guard (try? admission.openConnection()) != nil else { continue }
        admission.connectionClosed()
      }
    }
    #expect(admission.connections == 0)
  }
}
