import Foundation
import Logging
import Signaling
import Synchronization
import Testing

@testable import signaling_hub

private let moment = Timestamp(seconds: 1_136_214_245, milliseconds: 7)

private func line(
  _ form: LogLine, _ message: String, _ metadata: Logger.Metadata = [:]
) -> String {
  String(
    decoding: form.make(
      time: moment, level: .notice, label: "hub", message: message, metadata: metadata),
    as: UTF8.self)
}

private func object(_ line: String) throws -> [String: any Sendable] {
  let value = try JSONSerialization.jsonObject(with: Data(line.utf8))
  return try #require(value as? [String: any Sendable])
}

@Suite struct LogLineTests {
  @Test func textIsTimeLevelMessageAndSortedFields() {
    #expect(
      line(.text, "Joined", ["room": "a b", "client": "x1", "peers": .stringConvertible(3)])
        == "2006-01-02T15:04:05.007Z notice   Joined client=x1 peers=3 room=\"a b\"\n")
  }

  @Test func jsonIsOneObjectWithSortedFields() throws {
    let line = line(
      .json, "Joined", ["room": "a b", "client": "x1", "peers": .stringConvertible(3)])
    #expect(
      line == #"{"time":"2006-01-02T15:04:05.007Z","level":"notice","logger":"hub","#
        + #""msg":"Joined","client":"x1","peers":3,"room":"a b"}"# + "\n")
    let object = try object(line)
    #expect(object["peers"] as? Int == 3)
  }

  @Test(arguments: [
    "a\nb", "\"},{\"level\":\"info", "\u{1B}[2J", "\u{2028}", "\u{202E}", #"\"#, "%n%s%@", "\0",
    "\u{E0001}", "é😀", "",
  ])
  func whateverIsLoggedStaysInItsLineAndComesBackFromJSON(_ text: String) throws {
    let json = line(.json, text, ["room": "\(text)", text + "k": "v"])
    #expect(json.utf8.count { $0 == UInt8(ascii: "\n") } == 1)
    let object = try object(json)
    #expect(object["msg"] as? String == text)
    #expect(object["room"] as? String == text)
    #expect(object[text + "k"] as? String == "v")
    #expect(object.count == 6)
    let plain = line(.text, text, ["room": "\(text)"])
    #expect(plain.unicodeScalars.count { $0.properties.generalCategory == .control } == 1)
  }

  @Test func longValuesAreCut() throws {
    let object = try object(line(.json, "m", ["room": "\(String(repeating: "x", count: 9999))"]))
    #expect((object["room"] as? String)?.utf8.count == 256 + "…".utf8.count)
  }

  @Test func nestedMetadataIsFlatText() throws {
    let metadata: Logger.Metadata = [
      "peers": ["a", "b"], "map": ["z": "1", "token": "T", "a": ["q"]],
    ]
    let object = try object(line(.json, "m", metadata))
    #expect(object["peers"] as? String == "[a, b]")
    #expect(object["map"] as? String == "[a: [q], token: [redacted], z: 1]")
  }

  @Test func metadataCannotReplaceTheLinesOwnMembers() throws {
    let object = try object(line(.json, "m", ["msg": "forged", "level": "critical"]))
    #expect(object["msg"] as? String == "m")
    #expect(object["level"] as? String == "notice")
    #expect(object["msg_"] as? String == "forged")
  }

  @Test func secretsAreNeverWritten() {
    for form in [LogLine.text, .json] {
      let line = line(
        form, "GET /ws?token=S3CRET&x=1",
        ["resumeToken": "S3CRET", "target": "/ws?token=S3CRET", "n": "hub.v1, hub.token.S3CRET"])
      #expect(!line.contains("S3CRET"))
      #expect(line.contains("[redacted]&x=1"))
    }
  }

  @Test func formatFollowsTheTerminalUnlessChosen() {
    #expect(Settings.Log.Format.auto.line(onTerminal: true) == .text)
    #expect(Settings.Log.Format.auto.line(onTerminal: false) == .json)
    #expect(Settings.Log.Format.text.line(onTerminal: false) == .text)
    #expect(Settings.Log.Format.json.line(onTerminal: true) == .json)
  }
}

@Suite struct LineLogHandlerTests {
  @Test func anEntryIsOneWriteWithTheNearestMetadata() {
    let sink = Sink()
    var log = Logger(label: "hub") { label in
      LineLogHandler(
        label: label, form: .text, level: .info,
        metadataProvider: .init { ["a": "provider", "b": "provider"] }
      ) { sink.add(String(decoding: $0, as: UTF8.self)) }
    }
    log[metadataKey: "b"] = "logger"
    log[metadataKey: "c"] = "logger"
    log.debug("hidden")
    log.info("shown", metadata: ["c": "entry"])
    #expect(sink.lines.count == 1)
    #expect(sink.lines.first?.hasSuffix(" info     shown a=provider b=logger c=entry\n") == true)
  }
}

/// Lines taken from loggers on any thread.
private final class Sink: Sendable {
  private let taken = Mutex<[String]>([])
  var lines: [String] { taken.withLock { $0 } }
  func add(_ line: String) { taken.withLock { $0.append(line) } }
}
