import Testing

@testable import Dialects

@Suite struct SocketIOPacketAnswersTests {
  @Test func answersToConnect() {
    #expect(string(SocketIOPacket.connected(sid: "oSO0")) == #"40{"sid":"oSO0"}"#)
    #expect(string(SocketIOPacket.connectError("say \"x\"")) == #"44{"message":"say \"x\""}"#)
  }

  @Test func disconnect() {
    #expect(string(SocketIOPacket.disconnect) == "41")
  }

  @Test(arguments: ["0/random", "0/random,", #"0/random,{"token":"t"}"#])
  func aNamespaceThatDoesNotExistIsNamedInTheAnswer(text: String) throws {
    let bytes = Array(text.utf8)
    let packet = try SocketIOPacket(bytes.span)
    #expect(
      string(packet.namespaceRefused(bytes.span)) == #"44/random,{"message":"Invalid namespace"}"#)
  }

  @Test(
    arguments: [
      (0, #"42["leave_room_success",{"room_name":"a,b"}]"#, #"430[{"room_name":"a,b"}]"#),
      (2_147_483_647, #"42["x",1,[2]]"#, "432147483647[1,[2]]"), (7, #"42["x"]"#, "437[]"),
      (7, "", "437[]"),
    ] as [(UInt32, String, String)])
  func acknowledgementsRepeatWhatAnEventSays(number: UInt32, event: String, packet: String) {
    #expect(
      string(SocketIOPacket.acknowledgement(number, repeating: Array(event.utf8))) == packet)
  }
}
