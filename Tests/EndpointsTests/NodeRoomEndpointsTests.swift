import HTTPCore
import Signaling
import Testing

@testable import Endpoints

@Suite struct NodeRoomEndpointsTests {
  @Test func aHubWithNobodySaysSo() {
    let desk = Desk.make()
    desk.set(seconds: 1_705_314_600.25)
    #expect(
      desk.get("/health").text
        == #"{"status":"ok","rooms":0,"connections":0,"roomDetails":[],"timestamp":"2024-01-15T10:30:00.250Z"}"#
    )
    #expect(desk.get("/rooms").text == #"{"rooms":[]}"#)
  }

  @Test func participantsAreTheBoundMembersOfAllDialects() throws {
    let desk = Desk.make()
    desk.set(seconds: 1.5)
    try desk.bind("b", "u-1", dialect: .nodeWS, profile: Profile(name: "Ada"))
    desk.set(seconds: 2)
    try desk.bind("b", "s-1", dialect: .serverpod, connection: 2)
    try desk.bind("a\"", "p", dialect: .socketIO, profile: Profile(name: "Bob"), connection: 3)
    _ = try desk.join(#"{"roomId":"b","name":"seat"}"#)
    let rooms =
      #"[{"roomId":"a\"","participantCount":1,"participants":[{"id":"p","name":"Bob","joinedAt":2000}]},"#
      + #"{"roomId":"b","participantCount":2,"participants":[{"id":"u-1","name":"Ada","joinedAt":1500},"#
      + #"{"id":"s-1","name":"s-1","joinedAt":2000}]}]"#
    let response = desk.get("/rooms")
    #expect(response.status == .ok)
    #expect(response["Content-Type"] == "application/json")
    #expect(response.text == #"{"rooms":\#(rooms)}"#)
    #expect(
      desk.get("/health").text
        == #"{"status":"ok","rooms":2,"connections":3,"roomDetails":\#(rooms),"timestamp":"1970-01-01T00:00:02.000Z"}"#
    )
  }

  @Test func aRoomOfSeatsAloneIsNone() throws {
    let desk = Desk.make()
    _ = try desk.join()
    #expect(desk.get("/rooms").text == #"{"rooms":[]}"#)
    #expect(desk.get("/health").text.hasPrefix(#"{"status":"ok","rooms":0,"connections":0,"#))
  }
}
