import Testing

@testable import Dialects
@testable import Signaling

@Suite struct EnginePacketTests {
  @Test func typesAreTheDigitsFromZeroToSix() {
    #expect(EnginePacket.Kind.allCases.map(\.rawValue) == Array("0123456".utf8))
  }

  @Test func packetsOfWhichNothingVaries() {
    #expect(string(EnginePacket.close) == "1")
    #expect(string(EnginePacket.ping) == "2")
    #expect(string(EnginePacket.probeAnswer) == "3probe")
    #expect(string(EnginePacket.noop) == "6")
  }

  @Test func openPacketOfASessionThatPolls() {
    #expect(
      string(
        EnginePacket.open(
          sid: "lv_VI97HAXpY6yYWAAAC", upgrades: true, timing: EngineTiming(),
          maximumPayload: 65_536))
        == #"0{"sid":"lv_VI97HAXpY6yYWAAAC","upgrades":["websocket"],"pingInterval":25000,"#
        + #""pingTimeout":20000,"maxPayload":65536}"#)
  }

  @Test func openPacketOverAWebSocketOffersNoUpgrade() {
    var timing = EngineTiming()
    timing.pingInterval = .milliseconds(300)
    timing.pingTimeout = .milliseconds(200)
    #expect(
      string(EnginePacket.open(sid: "s", upgrades: false, timing: timing, maximumPayload: 1))
        == #"0{"sid":"s","upgrades":[],"pingInterval":300,"pingTimeout":200,"maxPayload":1}"#)
  }
}
