import Signaling
import Testing

@testable import Endpoints

@Suite struct RoomRequestTests {
  private static func read(_ body: String) throws(RequestProblem) -> RoomRequest {
    try BodyReader().read(Array(body.utf8))
  }

  private static func problem(_ body: String) -> String? {
    do throws(RequestProblem) {
      _ = try read(body)
      return nil
    } catch {
      return error.description
    }
  }

  @Test(arguments: [
    "", "{}", " {\n} ", #"{"other":1}"#,
    #"{"roomId":null,"ClientId":null,"token":null,"name":null,"metadata":null}"#,
  ])
  func everyMemberMayBeAbsentOrNull(body: String) throws {
    let request = try Self.read(body)
    #expect(request.roomID == nil && request.clientID == nil && request.token == nil)
    #expect(request.profile == Profile())
  }

  @Test(arguments: [
    #"{"roomId":"r","ClientId":"c","token":"t","name":"n","metadata":{"a":1}}"#,
    #"{"ROOMID":"r","clientid":"c","Token":"t","NAME":"n","MetaData":{"a":1}}"#,
    #"{"metadata":{"a":1},"x":[],"name":"\u006e","token":"\u0074","roomId":"\u0072","ClientId":"c"}"#,
  ])
  func keysMatchWithoutRegardToCase(body: String) throws {
    let request = try Self.read(body)
    #expect(request.roomID == RoomID("r"))
    #expect(request.clientID == ClientID("c"))
    #expect(request.token?.secret == "t")
    #expect(request.profile == Profile(name: "n", metadata: Array(#"{"a":1}"#.utf8)))
  }

  @Test(arguments: [
    (#"{"roomId":1}"#, "roomId must be a string"),
    (#"{"ClientId":{}}"#, "ClientId must be a string"),
    (#"{"token":[]}"#, "token must be a string"), (#"{"name":true}"#, "name must be a string"),
    (#"{"roomId":""}"#, "roomId must have 1 to 128 bytes, no control characters"),
    (#"{"ClientId":"\n"}"#, "ClientId must have 1 to 128 bytes, no control characters"),
    (#"{"name":"\u0085"}"#, "name must have 1 to 128 bytes, no control characters"),
    (#"{"metadata":"x"}"#, "metadata must be an object of at most 2048 bytes"),
    (#"{"metadata":[]}"#, "metadata must be an object of at most 2048 bytes"),
    (#"{"roomId":"a","RoomID":"b"}"#, "roomId occurs twice"),
    (#"{"token":"a","TOKEN":null}"#, "token occurs twice"),
    (#"{"name":"a","Name":"a"}"#, "name occurs twice"),
  ])
  func aMemberOfTheWrongKindIsNamed(body: String, problem: String) {
    #expect(Self.problem(body) == problem)
  }

  @Test(arguments: [
    "[]", "null", "x", "{", #"{"roomId":"a""#, #"{"roomId":"a"}{}"#, #"{"a":1,"a":2}"#,
    #"{roomId:"a"}"#, "roomId=a", #"{"r\u006fomId":"a"}"#,
  ])
  func whatIsNoStrictObjectIsRefusedWithTheByte(body: String) {
    #expect(Self.problem(body)?.hasPrefix("byte ") == true)
  }

  @Test func lengthsAreCountedInBytes() throws {
    let name = String(repeating: "é", count: 64)
    #expect(try Self.read(#"{"roomId":"\#(name)"}"#).roomID?.rawValue == name)
    #expect(Self.problem(#"{"roomId":"\#(name)x"}"#) != nil)
  }

  @Test func metadataOfUpTo2048BytesIsKeptAsItCame() throws {
    let fits = #"{ "a" : "\#(String(repeating: "x", count: 2048 - 12))" }"#
    #expect(fits.utf8.count == 2048)
    #expect(try Self.read(#"{"metadata":\#(fits)}"#).profile.metadata == Array(fits.utf8))
    #expect(Self.problem(#"{"metadata":\#(fits.replacing("\"a\"", with: "\"aa\""))}"#) != nil)
  }
}
