import Testing

@testable import Signaling

@Suite struct IdentityTests {
  @Test(
    arguments: [
      ("chat/a", "a"), ("chat/a/b", "a/b"), ("chat/\u{301}", "\u{301}"),
      ("chat/\u{338}x", "\u{338}x"), ("chat/", ""), ("chat", nil), ("Chat/a", nil),
      ("xchat/a", nil),
      ("chat\u{301}/a", nil), ("cha\u{1E97}/a", nil), ("\u{FF43}hat/a", nil),
      ("chat\u{2215}a", nil),
    ] as [(String, String?)])
  func aChatRoomIsOneByItsBytes(name: String, chat: String?) throws {
    let room = try #require(RoomID(name))
    #expect(room.isMembersOnly == (chat != nil))
    #expect(room.chatID.map { Array($0.utf8) } == chat.map { Array($0.utf8) })
  }

  @Test func aChatsRoomObeysTheRuleForNames() {
    #expect(RoomID(chat: "a")?.rawValue == "chat/a")
    #expect(RoomID(chat: "") == nil)
    #expect(RoomID(chat: "a\n") == nil)
    #expect(RoomID(chat: String(repeating: "a", count: 123))?.rawValue.utf8.count == 128)
    #expect(RoomID(chat: String(repeating: "a", count: 124)) == nil)
  }

  @Test func aGrantOpensTheRoomsThatItNames() throws {
    let everywhere = Identity.make(rooms: .all)
    let some = Identity.make(rooms: .only(["a", "\u{301}b"]))
    let nowhere = Identity.make(rooms: .only([]))
    for (room, mayEveryone, maySome) in [
      ("chat/a", true, true), ("chat/\u{301}b", true, true), ("chat/b", true, false),
      ("chat/A", true, false), ("a", false, false), ("chat/chat/a", true, false),
    ] {
      let room = try #require(RoomID(room))
      #expect(everywhere.mayEnter(room) == mayEveryone)
      #expect(some.mayEnter(room) == maySome)
      #expect(!nowhere.mayEnter(room))
    }
  }
}

@Suite struct HubChatRoomTests {
  private let chat = RoomID(chat: "a")!

  private func refusal(_ stage: Stage, _ newcomer: Newcomer, _ room: RoomID) -> Refusal? {
    SignalingTests.refusal { () throws(Refusal) in try stage.enter(as: newcomer, in: room) }
  }

  @Test func aChatRoomTakesOnlyWhoItsTokenLetsIn() throws {
    let stage = Stage.make()
    #expect(refusal(stage, .make(), chat) == .unauthenticated)
    #expect(refusal(stage, .make(identity: .make(rooms: .only(["b"]))), chat) == .notAMember)
    #expect(
      SignalingTests.refusal { () throws(Refusal) in try stage.join(as: .make(), in: chat) }
        == .unauthenticated)
    #expect(stage.hub.roomCount == 0)
    #expect(stage.hub.admission.clients == 0)
    _ = try stage.enter(as: .make("ada", identity: .make(rooms: .only(["a"]))), in: chat)
    _ = try stage.enter(as: .make("bob", identity: .make(rooms: .all)), in: chat)
    #expect(stage.hub.clients(in: chat) == [.make("ada"), .make("bob")])
  }

  @Test func theDoorComesBeforeTheNames() throws {
    let stage = Stage.make(roomCapacity: 1)
    _ = try stage.arrive(as: .make(identity: .make()), in: chat)
    // A stranger learns neither who is there nor how full it is.
    #expect(refusal(stage, .make(), chat) == .unauthenticated)
    #expect(refusal(stage, .make("bob"), chat) == .unauthenticated)
    #expect(refusal(stage, .make(identity: .make(rooms: .only([]))), chat) == .notAMember)
  }

  @Test func aMarkBehindTheSlashIsNoWayIn() throws {
    let stage = Stage.make()
    let room = try #require(RoomID("chat/\u{338}a"))
    #expect(refusal(stage, .make(), room) == .unauthenticated)
  }

  @Test func anAccountIsShownAndEndsWithItsTokenInEveryRoom() throws {
    let stage = Stage.make()
    let identity = Identity.make("a", rooms: .only([]), expiresAt: 4711)
    let admittance = try stage.enter(as: .make(identity: identity))
    #expect(admittance.ticket.expiresAt == 4711)
    let arrival = try #require(stage.attach(admittance.ticket))
    #expect(arrival.peer.profile.account == identity.account)
    #expect(arrival.membership.sender.profile.account == identity.account)
    #expect(arrival.membership.expiresAt == 4711)
    let seat = try stage.join(as: .make("bob", identity: identity)).seat
    #expect(try stage.claim(seat).expiresAt == 4711)
    #expect(try stage.arrive().membership.expiresAt == nil)
  }

  @Test func anIdentityThatHasEndedOpensNoChatRoom() {
    let stage = Stage.make()
    stage.seconds = 10
    #expect(refusal(stage, .make(identity: .make(expiresAt: 10_000)), chat) == .unauthenticated)
    #expect(refusal(stage, .make(identity: .make(expiresAt: 10_001)), chat) == nil)
  }
}
