import Testing

@testable import hub_bench

struct RoomTextTests {
  private func text(_ text: RoomText, room: Int) -> String {
    String(decoding: text.bytes(room: room), as: UTF8.self)
  }

  @Test func theRoomStandsWhereTheTextHasIt() {
    let ready = RoomText(roomPrefix: "load") { "/ws?roomId=\($0)&x=1" }
    #expect(text(ready, room: 0) == "/ws?roomId=load-0&x=1")
    #expect(text(ready, room: 12) == "/ws?roomId=load-12&x=1")
  }

  @Test func aTextWithoutARoomIsTheSameForAll() {
    let ready = RoomText(roomPrefix: "load") { _ in "40" }
    #expect(text(ready, room: 7) == "40")
  }
}
