import Testing

@testable import signaling_hub

@Suite struct AnnouncementTests {
  @Test func urlsNameTheHostBoundAndCommandsOneThatAnswers() {
    let open = Announcement(host: "::", port: 1)
    #expect(open.url == "http://[::]:1")
    #expect(open.commands.contains("curl -X POST http://[::1]:1/api/rooms/join"))
    let local = Announcement(host: "127.0.0.1", port: 1337)
    #expect(local.commands.contains("curl http://127.0.0.1:1337/api/rooms/stats\n"))
  }
}
