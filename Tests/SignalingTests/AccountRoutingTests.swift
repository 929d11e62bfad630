import Testing

@testable import Signaling

@Suite struct AccountRoutingTests {
  /// Whom a message to an account goes to.
  private func route(
    _ sender: Arrival, to account: String
  ) -> (routing: Routing, receivers: [Receiver]) {
    var receivers: [Receiver] = []
    let routing = sender.membership.route(to: .account(account), into: &receivers)
    return (routing, receivers)
  }

  @Test func everyConnectionOfTheAccountButTheSendersIsMeantInJoinOrder() throws {
    let stage = Stage.make()
    let dialects: [Dialect] = [.dysonNetwork, .native, .socketIO]
    let clients = try dialects.enumerated().map { index, dialect in
      try stage.arrive(as: .make("c\(index)", dialect: dialect, identity: .make("a")))
    }
    let other = try stage.arrive(as: .make("other", identity: .make("b")))
    let (routing, receivers) = route(other, to: "a")
    #expect(routing == .several)
    #expect(receivers == zip(clients, dialects).map { Receiver($0.membership.connection, $1) })
    let own = route(clients[1], to: "a")
    #expect(own.routing == .several)
    #expect(own.receivers.map(\.connection) == [0, 2].map { clients[$0].membership.connection })
  }

  @Test func onlyConnectionsCount() throws {
    let stage = Stage.make()
    let sender = try stage.arrive()
    _ = try stage.join(as: .make("seat", identity: .make("a")))
    _ = try stage.enter(as: .make("binding", identity: .make("a")))
    #expect(route(sender, to: "a").routing == .targetNotFound)
  }

  @Test func whereNobodyHasTheAccountTheClientOfThatNameIsMeant() throws {
    let stage = Stage.make()
    let sender = try stage.arrive(as: .make("sender", identity: .make("s")))
    let ada = try stage.arrive(as: .make("ada"))
    let (routing, receivers) = route(sender, to: "ada")
    #expect(routing == .one(Receiver(ada.membership.connection, .serverpod)))
    #expect(receivers.isEmpty)
    // The account goes before the name.
    let bearer = try stage.arrive(as: .make("bearer", identity: .make("ada")))
    #expect(route(sender, to: "ada").receivers.map(\.connection) == [bearer.membership.connection])
  }

  @Test func nobodyIsMeantByItsOwnAccountOrName() throws {
    let stage = Stage.make()
    let sender = try stage.arrive(as: .make("ada", identity: .make("a")))
    #expect(route(sender, to: "a").routing == .targetNotFound)
    #expect(route(sender, to: "ada").routing == .targetNotFound)
    #expect(route(sender, to: "").routing == .targetNotFound)
    #expect(route(sender, to: "nobody").routing == .targetNotFound)
  }

  @Test func whatIsAppendedComesBehindWhatIsThere() throws {
    let stage = Stage.make()
    let sender = try stage.arrive()
    let ada = try stage.arrive(as: .make(identity: .make("a")))
    var receivers = [Receiver(.make(99), .native)]
    #expect(sender.membership.route(to: .account("a"), into: &receivers) == .several)
    #expect(receivers.map(\.connection) == [.make(99), ada.membership.connection])
    #expect(sender.membership.route(to: .account("b"), into: &receivers) == .targetNotFound)
    #expect(receivers.count == 2)
  }

  @Test func noNameIsLongerThan128Bytes() throws {
    let stage = Stage.make()
    let sender = try stage.arrive()
    let name = String(repeating: "a", count: 128)
    let ada = try stage.arrive(as: .make(identity: .make(name)))
    #expect(route(sender, to: name).receivers.map(\.connection) == [ada.membership.connection])
    // An account with a longer name is there, and is not looked for.
    _ = try stage.arrive(as: .make("long", identity: .make(name + "a")))
    #expect(route(sender, to: name + "a").routing == .targetNotFound)
    let marks = String(repeating: "\u{315}\u{300}", count: 20_000)
    let took = ContinuousClock().measure {
      for _ in 0..<100 { #expect(route(sender, to: "e" + marks).routing == .targetNotFound) }
    }
    #expect(took < .seconds(2))
  }

  @Test func whoHasLeftSendsNothing() throws {
    let stage = Stage.make()
    let sender = try stage.arrive()
    _ = try stage.arrive(as: .make(identity: .make("a")))
    _ = stage.hub.detach(sender.membership, reason: .closed)
    let (routing, receivers) = route(sender, to: "a")
    #expect(routing == .senderGone)
    #expect(receivers.isEmpty)
  }

  @Test(arguments: Dialect.allCases)
  func everyReceiverCarriesItsProtocol(dialect: Dialect) throws {
    let stage = Stage.make()
    let sender = try stage.arrive()
    let ada = try stage.arrive(as: .make(dialect: dialect))
    let receiver = Receiver(ada.membership.connection, dialect)
    #expect(ada.membership.dialect == dialect)
    #expect(sender.membership.route(to: .make()).routing == .one(receiver))
    var receivers: [Receiver] = []
    _ = sender.membership.route(to: .everybody, into: &receivers)
    #expect(receivers == [receiver])
    #expect(
      try stage.arrive().recipients == [Receiver(sender.membership.connection, .native), receiver])
    let departure = try #require(stage.hub.detach(sender.membership, reason: .left))
    #expect(departure.recipients.first == receiver)
  }

  @Test func noClientIDStandsInForAnAccountThatIsAway() throws {
    let stage = Stage.make()
    let sender = try stage.arrive(as: .make("sender", identity: .make("s")))
    _ = try stage.arrive(as: .make("bob", identity: .make("mallory")))
    #expect(route(sender, to: "bob").routing == .targetNotFound)
  }

  @Test func accountsAreComparedByTheirBytes() throws {
    let stage = Stage.make()
    let sender = try stage.arrive(as: .make("sender", identity: .make("s")))
    let composed = try stage.arrive(as: .make("ada", identity: .make("Jos\u{E9}")))
    #expect(route(sender, to: "Jose\u{301}").routing == .targetNotFound)
    #expect(
      refusal { () throws(Refusal) in
        try stage.enter(as: .make("ada", identity: .make("Jose\u{301}")))
      } == .nameHeld(by: composed.membership.connection))
  }
}
