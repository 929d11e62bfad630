import Foundation
import HTTPCore
import Signaling
import Testing

@testable import Endpoints

@Suite struct InspectorEndpointsTests {
  private static let admin = "administrators-secret"

  /// A desk with one client in the room `r`.
  private static func occupied(adminToken: String? = nil) throws -> Desk {
    let desk = Desk.make(adminToken: adminToken)
    var generator = SystemEntropy()
    _ = try desk.hub.enter(
      RoomID("r"),
      Newcomer(
        profile: Profile(name: "Ada"),
        address: AddressKey(high: 0, low: 0xFFFF_CB00_7107)),
      at: desk.services.now(), using: &generator)
    return desk
  }

  private static func json(_ desk: Desk, _ target: String, token: String? = nil) async throws
    -> [String: Any]
  {
    let fields = token.map { [("Authorization", "Bearer \($0)")] } ?? []
    let response = await desk.answer(to: .make(.get, target, fields))
    #expect(response.status == .ok, "\(response.text)")
    let object = try JSONSerialization.jsonObject(with: Data(response.text.utf8))
    return try #require(object as? [String: Any])
  }

  @Test func theOverviewListsTheRooms() async throws {
    let overview = try await Self.json(Self.occupied(), "/api/inspect")
    #expect(overview["totalRooms"] as? Int == 1)
    #expect(overview["serverTime"] as? String != nil)
    let rooms = try #require(overview["rooms"] as? [[String: Any]])
    #expect(rooms.map { $0["roomId"] as? String } == ["r"])
    #expect(rooms[0]["goneAt"] is NSNull)
  }

  @Test func aTimelineListsTheClients() async throws {
    let timeline = try await Self.json(Self.occupied(), "/api/rooms/r/timeline")
    let clients = try #require(timeline["clients"] as? [[String: Any]])
    #expect(clients.map { $0["name"] as? String } == ["Ada"])
    #expect(clients[0]["address"] == nil)
    #expect(timeline["omittedPairs"] as? Int == 0)
  }

  @Test func aRoomThatIsNotKnownIsNotFound() async throws {
    let desk = try Self.occupied()
    #expect(await desk.answer(to: .make(.get, "/api/rooms/s/timeline")).status == .notFound)
    let long = String(repeating: "a", count: 129)
    for target in ["/api/rooms/\(long)/timeline", "/api/inspect/events?roomId=\(long)"] {
      #expect(await desk.answer(to: .make(.get, target)).status == .badRequest)
    }
    let twice = await desk.answer(to: .make(.get, "/api/inspect/events?roomId=r&roomId=s"))
    #expect(twice.status == .badRequest)
  }

  @Test(
    arguments: ["/api/inspect", "/api/rooms/r/timeline", "/api/inspect/events"])
  func onceThereIsATokenItIsNeeded(target: String) async throws {
    let desk = try Self.occupied(adminToken: Self.admin)
    #expect(await desk.answer(to: .make(.get, target)).status == .forbidden)
    let wrong = await desk.answer(to: .make(.get, target, [("Authorization", "Bearer x")]))
    #expect(wrong.status == .forbidden)
    let right = await desk.answer(
      to: .make(.get, target, [("Authorization", "Bearer \(Self.admin)")]))
    #expect(right.status == .ok)
    if case .stream(let stream) = right.payload { stream.finish() }
  }

  @Test(arguments: ["addresses=true", "bodies=true"])
  func whatIsDelicateTakesTheTokenEvenWhereThereIsNone(query: String) async throws {
    for path in ["/api/rooms/r/timeline?", "/api/inspect/events?roomId=r&"] {
      let open = try Self.occupied()
      #expect(await open.answer(to: .make(.get, path + query)).status == .forbidden)
      let closed = try Self.occupied(adminToken: Self.admin)
      #expect(await closed.answer(to: .make(.get, path + query)).status == .forbidden)
    }
  }

  @Test func addressesAreShownToAdministratorsWhoAsk() async throws {
    let desk = try Self.occupied(adminToken: Self.admin)
    let path = "/api/rooms/r/timeline"
    let hidden = try await Self.json(desk, path + "?addresses=false", token: Self.admin)
    #expect((hidden["clients"] as? [[String: Any]])?.first?["address"] == nil)
    let shown = try await Self.json(desk, path + "?addresses=true", token: Self.admin)
    let clients = try #require(shown["clients"] as? [[String: Any]])
    #expect(clients[0]["address"] as? String == "203.0.113.7")
  }

  @Test(arguments: ["addresses=1", "bodies=", "addresses=true&addresses=true"])
  func aFlagIsTrueOrFalse(query: String) async throws {
    let answer = try await Self.occupied().answer(
      to: .make(.get, "/api/rooms/r/timeline?\(query)"))
    #expect(answer.status == .badRequest)
  }

  @Test func anAddressOfTheSixthVersionIsShownAsItsNetwork() {
    #expect(AddressKey(high: 0x2001_0db8_0000_0001, low: 0).text == "2001:db8:0:1::/64")
    #expect(AddressKey(high: 0, low: 0xFFFF_7F00_0001).text == "127.0.0.1")
  }
}
