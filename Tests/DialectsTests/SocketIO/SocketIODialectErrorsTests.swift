import Testing

@testable import Dialects
@testable import Signaling

@Suite struct SocketIODialectErrorsTests {
  @Test func eachEventIsAnsweredInItsOwnWords() {
    let complaint = Complaint(.badMessage, #"say "x""#)
    func text(_ event: SocketIOEvent, _ reference: String? = nil) -> String {
      string(
        SocketIODialect.error(
          complaint, reference: reference.map { Array($0.utf8) }, answering: event))
    }
    #expect(text(.joinRoom, "7") == #"42["join_room_error",{"error":"say \"x\""}]"#)
    #expect(text(.leaveRoom, "7") == #"42["leave_room_error",{"error":"say \"x\""}]"#)
    for event in [SocketIOEvent.signal, .unknown] {
      #expect(
        text(event)
          == #"42["signal_error",{"code":"bad-message","error":"say \"x\"","ref":null}]"#)
      #expect(
        text(event, #"{"n":1}"#)
          == #"42["signal_error",{"code":"bad-message","error":"say \"x\"","ref":{"n":1}}]"#)
    }
  }

  @Test func theCodeTellsTheEventWhereNothingElseDoes() {
    let joins: Set<Complaint.Code> = [
      .missingFields, .alreadyInRoom, .nameTaken, .roomFull, .unauthenticated, .forbidden,
      .unavailable,
    ]
    for code in Complaint.Code.allCases {
      let packet = string(SocketIODialect.error(Complaint(code, "m"), reference: nil))
      let event = joins.contains(code) ? "join_room_error" : "signal_error"
      #expect(packet.hasPrefix(#"42["\#(event)",{"#), "\(code)")
    }
  }

  @Test func theDocumentsOwnWords() {
    #expect(SocketIODialect.notInRoom == Complaint(.notInRoom, "Not in any room"))
    #expect(
      SocketIODialect.roomFull(RoomID("my-video-call")!, capacity: 100)
        == Complaint(.roomFull, "Room my-video-call is full (max 100 peers)"))
  }
}
