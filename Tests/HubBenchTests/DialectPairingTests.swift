import Testing

@testable import hub_bench

struct DialectPairingTests {
  @Test func everyDialectIsPairedWithItselfAndWithNative() {
    #expect(
      DialectPairing.all.map(\.title) == [
        "native", "Serverpod", "DysonNetwork", "Node ws", "Socket.IO", "native and Serverpod",
        "native and DysonNetwork", "native and Node ws", "native and Socket.IO",
      ])
  }

  @Test func whereDysonNetworkIsTheRoomIsAChatRoom() {
    let titles = DialectPairing.all.filter(\.needsChatRoom).map(\.title)
    #expect(titles == ["DysonNetwork", "native and DysonNetwork"])
  }
}
