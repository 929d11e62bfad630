import HTTPCore
import Synchronization
import Testing

@testable import Endpoints

@Suite struct EventStreamTests {
  private static func state(_ json: String, clock: String = #"{"t":1}"#) -> EventStream.State {
    EventStream.State(name: "news", json: Array(json.utf8), clock: Array(clock.utf8))
  }

  /// What a client is shown, changed by the test.
  private final class Scene: Sendable {
    private let json = Mutex(#"{"a":1}"#)
    private let looks = Atomic(0)

    func change(to json: String) { self.json.withLock { $0 = json } }
    var timesLookedAt: Int { looks.load(ordering: .relaxed) }

    func look() -> EventStream.State {
      let looks = looks.add(1, ordering: .relaxed).newValue
      return EventStreamTests.state(json.withLock { $0 }, clock: #"{"t":\#(looks)}"#)
    }
  }

  private static func open(
    _ scene: Scene, heartbeat: Duration = .seconds(15), limit: Int = 1000
  ) throws -> ByteStream {
    let stream = EventStream(
      interval: .milliseconds(2), heartbeat: heartbeat, patience: .milliseconds(100), limit: limit)
    let response = stream.response { scene.look() }
    #expect(response.headers.contains { $0 == ("Content-Type", "text/event-stream") })
    guard case .stream(let bytes) = response.payload else { throw NoStream() }
    return bytes
  }

  private struct NoStream: Error {}

  /// Reads until the stream has said `text`.
  private static func read(_ stream: ByteStream, until text: String) async throws -> String {
    var heard: [UInt8] = []
    for _ in 0..<2000 {
      _ = stream.take(1 << 20) { bytes in
        for index in bytes.indices { heard.append(bytes[index]) }
      }
      let said = String(decoding: heard, as: UTF8.self)
      if said.contains(text) { return said }
      try await Task.sleep(for: .milliseconds(1))
    }
    throw NoStream()
  }

  @Test func anEventHasItsTypeAndTheTimeInFront() {
    let event = EventStream.event(Self.state(#"{"a":[1,"b"]}"#))
    #expect(
      String(decoding: event, as: UTF8.self)
        == "event: news\ndata: {\"t\":1,\"a\":[1,\"b\"]}\n\n")
  }

  @Test func whatIsThereIsShownAtOnceAndThenOnlyChanges() async throws {
    let scene = Scene()
    let stream = try Self.open(scene)
    _ = try await Self.read(stream, until: #""a":1}"#)
    let looks = scene.timesLookedAt
    while scene.timesLookedAt < looks + 5 { try await Task.sleep(for: .milliseconds(2)) }
    scene.change(to: #"{"a":2}"#)
    let said = try await Self.read(stream, until: #""a":2}"#)
    #expect(said.split(separator: "\n\n").count == 1, "\(said)")
    stream.finish()
  }

  @Test func aLongSilenceIsBrokenByAComment() async throws {
    let stream = try Self.open(Scene(), heartbeat: .milliseconds(20))
    _ = try await Self.read(stream, until: "\n\n:\n\n:\n\n")
    stream.finish()
  }

  @Test func whoTakesNothingIsGivenUp() async throws {
    let scene = Scene()
    scene.change(to: #"{"a":"\#(String(repeating: "x", count: 500))"}"#)
    let stream = try Self.open(scene, heartbeat: .milliseconds(20), limit: 600)
    for number in 0..<2000 where stream.isOpen {
      scene.change(to: #"{"\#(number)":"\#(String(repeating: "x", count: 500))"}"#)
      try await Task.sleep(for: .milliseconds(1))
    }
    #expect(!stream.isOpen)
  }

  @Test func nobodyLooksForAClientThatIsGone() async throws {
    let scene = Scene()
    let stream = try Self.open(scene)
    _ = try await Self.read(stream, until: "a")
    stream.close()
    try await Task.sleep(for: .milliseconds(50))
    let looks = scene.timesLookedAt
    try await Task.sleep(for: .milliseconds(50))
    #expect(scene.timesLookedAt == looks)
  }
}
