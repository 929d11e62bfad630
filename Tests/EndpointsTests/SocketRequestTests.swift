import HTTPCore
import Signaling
import Testing

@testable import Endpoints

@Suite struct SocketRequestTests {
  private static func read(
    _ query: String, tokens: [String] = []
  ) throws -> SocketRequest {
    try SocketRequest(Query(query), tokens: tokens)
  }

  private static func problem(_ query: String, tokens: [String] = []) -> String? {
    do {
      _ = try read(query, tokens: tokens)
      return nil
    } catch {
      return (error as? RequestProblem)?.description ?? "\(error)"
    }
  }

  @Test func nothingAsksForARoomOfItsOwn() throws {
    let request = try Self.read("")
    #expect(request.roomID == nil && request.clientID == nil && request.token == nil)
    #expect(request.profile == Profile())
  }

  @Test func aRoomAndAProfileAskToEnter() throws {
    let request = try Self.read("roomId=a+b%26&name=Ada%20L&metadata=%7B%22a%22%3A1%7D&x=1&x=2")
    #expect(request.roomID == RoomID("a b&"))
    #expect(request.profile == Profile(name: "Ada L", metadata: Array(#"{"a":1}"#.utf8)))
  }

  @Test func aClientAndATokenAskToBind() throws {
    let request = try Self.read("roomId=r&clientId=c&token=t")
    #expect(request.clientID == ClientID("c"))
    #expect(request.token?.secret == "t")
    #expect(try Self.read("roomId=r&clientId=c", tokens: ["s"]).token?.secret == "s")
  }

  @Test func aClientWithoutATokenIsLeftForTheHubToRefuse() throws {
    #expect(try Self.read("roomId=r&clientId=c").token == nil)
  }

  @Test(
    arguments: [
      ("roomId=a&roomId=b", [], "roomId occurs twice in the query"),
      ("roomId=a&clientId=b&clientId=b", [], "clientId occurs twice in the query"),
      ("roomId=r&clientId=c&token=a&token=a", [], "token occurs twice in the query"),
      ("name=a&name=b", [], "name occurs twice in the query"),
      ("metadata=%7B%7D&metadata=%7B%7D", [], "metadata occurs twice in the query"),
      ("roomId=r&clientId=c&token=a", ["a"], "one token is enough: query or subprotocol, not both"),
      ("roomId=r&clientId=c", ["a", "b"], "one token is enough: query or subprotocol, not both"),
      ("clientId=c&token=t", [], "a clientId needs the roomId that it belongs to"),
      ("roomId=r&token=t", [], "a token needs the clientId that it belongs to"),
      ("roomId=r", ["t"], "a token needs the clientId that it belongs to"),
      ("roomId=", [], "roomId must have 1 to 128 bytes, no control characters"),
      ("roomId=r&clientId=", [], "clientId must have 1 to 128 bytes, no control characters"),
      ("name=%C2%85", [], "name must have 1 to 128 bytes, no control characters"),
      ("metadata=", [], "metadata must be a JSON object of at most 2048 bytes"),
      ("metadata=%5B%5D", [], "metadata must be a JSON object of at most 2048 bytes"),
      ("metadata=%7B%7Dx", [], "metadata must be a JSON object of at most 2048 bytes"),
    ] as [(String, [String], String)])
  func whatCannotBeMeantIsRefusedInWords(query: String, tokens: [String], problem: String) {
    #expect(Self.problem(query, tokens: tokens) == problem)
  }

  @Test func namesOfOtherCaseAreOtherNames() throws {
    let request = try Self.read("RoomId=a&roomid=b")
    #expect(request.roomID == nil)
  }

  @Test func limitsCountDecodedBytes() throws {
    let name = String(repeating: "%C3%A9", count: 64)
    #expect(try Self.read("roomId=\(name)").roomID?.rawValue.utf8.count == 128)
    #expect(Self.problem("roomId=\(name)x") != nil)
    let metadata = "%7B%22a%22:%22" + String(repeating: "x", count: 2040) + "%22%7D"
    #expect(try Self.read("metadata=\(metadata)").profile.metadata?.count == 2048)
    #expect(Self.problem("metadata=\(metadata.replacing("a%22:", with: "aa%22:"))") != nil)
  }
}
