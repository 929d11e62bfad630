import HTTPCore
import Signaling
import Testing

@testable import Endpoints

@Suite struct MetricsEndpointTests {
  private static func busy() throws -> Desk {
    let desk = Desk.make(version: "1.2.3-\"x\"")
    _ = try desk.join()
    _ = desk.openSocket("?roomId=other")
    _ = desk.openSocket("?roomId=other&clientId=c&token=t")
    desk.change { notes in
      notes.traffic.connections = 3
      notes.traffic.connectionsTotal = 7
      notes.traffic.bytesReceived = 1000
      notes.traffic.bytesSent = 2000
      notes.traffic.deliveries = 30
      notes.traffic.queuedBytes = 12
      notes.traffic.relayed = [.offer: 1, .answer: 2, .candidate: 3, .other: 4]
      notes.traffic.dropped = [
        .invalid: 1, .peerNotFound: 2, .rateLimited: 3, .slowReceiver: 4, .senderGone: 5,
      ]
      notes.traffic.ended = [.left: 1, .rateLimited: 2]
      notes.traffic.turns = Array(1...11)
      notes.traffic.turnTime = .milliseconds(1500)
      notes.http.connections = 4
      notes.http.requests = 44
      notes.http.refused = ["header_timeout": 2, "client_not_found": 5]
    }
    return desk
  }

  private static let numbers = [
    #"signaling_hub_build_info{version="1.2.3-\"x\""} 1"#, "signaling_hub_rooms 2",
    "signaling_hub_clients 2", "signaling_hub_addresses 1", "signaling_hub_traced_pairs 0",
    "signaling_hub_connections 3",
    "signaling_hub_connections_total 7", #"signaling_hub_disconnects_total{reason="left"} 1"#,
    #"signaling_hub_disconnects_total{reason="rate-limited"} 2"#,
    #"signaling_hub_messages_relayed_total{kind="offer"} 1"#,
    #"signaling_hub_messages_relayed_total{kind="answer"} 2"#,
    #"signaling_hub_messages_relayed_total{kind="candidate"} 3"#,
    #"signaling_hub_messages_relayed_total{kind="other"} 4"#, "signaling_hub_deliveries_total 30",
    #"signaling_hub_messages_dropped_total{reason="invalid"} 1"#,
    #"signaling_hub_messages_dropped_total{reason="peer_not_found"} 2"#,
    #"signaling_hub_messages_dropped_total{reason="rate_limited"} 3"#,
    #"signaling_hub_messages_dropped_total{reason="slow_receiver"} 4"#,
    #"signaling_hub_messages_dropped_total{reason="sender_gone"} 5"#,
    "signaling_hub_received_bytes_total 1000", "signaling_hub_sent_bytes_total 2000",
    "signaling_hub_queued_bytes 12", #"signaling_hub_loop_turn_seconds_bucket{le="0.0001"} 3"#,
    #"signaling_hub_loop_turn_seconds_bucket{le="0.1"} 55"#,
    #"signaling_hub_loop_turn_seconds_bucket{le="+Inf"} 66"#,
    "signaling_hub_loop_turn_seconds_sum 1.5", "signaling_hub_loop_turn_seconds_count 66",
    "signaling_hub_http_connections 4", "signaling_hub_http_streams 0",
    "signaling_hub_http_requests_total 44",
    #"signaling_hub_refused_total{reason="header_timeout"} 2"#,
    // The endpoints' own refusal and the server's under one name are added up.
    #"signaling_hub_refused_total{reason="client_not_found"} 6"#,
  ]

  @Test func everyNumberIsShown() throws {
    let response = try Self.busy().get("/metrics")
    #expect(response.status == .ok)
    #expect(response["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8")
    let lines = response.text.split(separator: "\n").map(String.init)
    for number in Self.numbers { #expect(lines.contains(number), "\(number)") }
  }

  @Test func everyFamilyComesOnceWithItsHelpAndTypeAndItsSamplesBehind() throws {
    let text = try Self.busy().get("/metrics").text
    #expect(text.hasSuffix("\n") && !text.contains("\n\n"))
    var families: Set<String> = []
    var current = ""
    var samples = 0
    var series: Set<String> = []
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 3)
      if words[0] == "#" {
        if words[1] == "HELP" {
          #expect(current.isEmpty || samples > 0, "no sample of \(current)")
          current = String(words[2])
          samples = 0
          #expect(families.insert(current).inserted, "\(current) comes twice")
          #expect(words.count == 4)
        } else {
          #expect(words[1] == "TYPE" && words[2] == current && samples == 0)
          #expect(["counter", "gauge", "histogram"].contains(words[3]))
          #expect(current.hasSuffix("_total") == (words[3] == "counter"))
        }
      } else {
        samples += 1
        let match = try #require(
          line.wholeMatch(of: /([a-z_]+?)(_bucket|_sum|_count)?(\{[a-z]+=".*"\})? ([-+.0-9e]+)/))
        #expect(String(match.1) == current || line.hasPrefix(current), "\(line) below \(current)")
        #expect(series.insert(String(line.prefix { $0 != " " })).inserted, "\(line) twice")
        #expect(Double(match.4) != nil)
      }
    }
    #expect(families.count == 26)
  }

  @Test func theHistogramNeverFalls() throws {
    let text = try Self.busy().get("/metrics").text
    let counts = text.matches(of: /turn_seconds_bucket\{le="[^"]+"\} (\d+)/).compactMap {
      Int($0.1)
    }
    #expect(counts.count == Traffic.turnBounds.count + 1)
    #expect(counts == counts.sorted())
  }

  @Test func aNewHubShowsNoFamilyWithoutSamples() {
    let text = Desk.make().get("/metrics").text
    #expect(!text.contains("refused_total") && !text.contains("messages_relayed_total"))
    #expect(text.contains("\nsignaling_hub_rooms 0\n"))
  }

  @Test func theProcessFiguresAreTheProcesss() throws {
    let figures = ProcessFigures()
    #expect(figures.cpuSeconds > 0)
    #expect(figures.residentBytes > 1_048_576)
    #expect(figures.virtualBytes > figures.residentBytes)
    #expect(figures.openDescriptors >= 3)
    #expect(figures.maximumDescriptors >= figures.openDescriptors)
    // Later than 2020, and not in the future beyond the clock's grain.
    #expect(figures.startTime > 1_577_836_800)
  }
}
