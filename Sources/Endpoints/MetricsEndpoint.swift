import HTTPCore
import Signaling

/// `GET /metrics`: what the hub does, for Prometheus.
struct MetricsEndpoint {
  let services: Services
  let refusals: RefusalCounters

  var routes: [Router.Route] {
    [
      Router.Route(.get, "/metrics") { _ in
        Response(
          status: .ok, headers: [("Content-Type", PrometheusText.contentType)],
          payload: .bytes(text()))
      }
    ]
  }

  private func text() -> [UInt8] {
    var text = PrometheusText()
    text.add(
      "signaling_hub_build_info", .gauge, "The running version.", by: "version",
      [services.version: 1])
    addHub(&text)
    addTraffic(&text, services.traffic())
    addHTTP(&text, services.http())
    addProcess(&text)
    return text.bytes
  }

  private func addHub(_ text: inout PrometheusText) {
    text.add(
      "signaling_hub_rooms", .gauge, "Rooms with at least one client.",
      Double(services.hub.roomCount))
    text.add(
      "signaling_hub_clients", .gauge, "Clients in all rooms, bound or not.",
      Double(services.hub.admission.clients))
    text.add(
      "signaling_hub_addresses", .gauge, "Client addresses remembered for limits.",
      Double(services.hub.admission.addresses))
    text.add(
      "signaling_hub_traced_pairs", .gauge, "Pairs of clients that the inspector remembers.",
      Double(services.hub.tracedPairs))
  }

  private func addTraffic(_ text: inout PrometheusText, _ traffic: Traffic) {
    text.add(
      "signaling_hub_connections", .gauge, "Open WebSocket connections.",
      Double(traffic.connections))
    text.add(
      "signaling_hub_connections_total", .counter, "WebSocket connections since the start.",
      Double(traffic.connectionsTotal))
    text.add(
      "signaling_hub_disconnects_total", .counter, "WebSocket connections that ended, by reason.",
      by: "reason", Dictionary(uniqueKeysWithValues: traffic.ended.map { ($0.rawValue, $1) }))
    text.add(
      "signaling_hub_messages_relayed_total", .counter,
      "Messages relayed; each counts once, however many receive it.", by: "kind",
      Dictionary(uniqueKeysWithValues: traffic.relayed.map { ("\($0)", $1) }))
    text.add(
      "signaling_hub_bytes_relayed_total", .counter,
      "Bytes of the messages relayed, as their senders wrote them.",
      Double(traffic.bytesRelayed))
    text.add(
      "signaling_hub_deliveries_total", .counter, "Messages queued for receivers.",
      Double(traffic.deliveries))
    text.add(
      "signaling_hub_messages_dropped_total", .counter, "Messages dropped, by reason.",
      by: "reason", Dictionary(uniqueKeysWithValues: traffic.dropped.map { ($0.label, $1) }))
    text.add(
      "signaling_hub_received_bytes_total", .counter, "Bytes received over WebSocket.",
      Double(traffic.bytesReceived))
    text.add(
      "signaling_hub_sent_bytes_total", .counter, "Bytes sent over WebSocket.",
      Double(traffic.bytesSent))
    text.add(
      "signaling_hub_queued_bytes", .gauge, "Bytes that wait in the clients' out-queues.",
      Double(traffic.queuedBytes))
    text.add(
      "signaling_hub_loop_turn_seconds", "Duration of a relay loop's turn, waiting not included.",
      bounds: Traffic.turnBounds, counts: traffic.turns,
      sum: Double(traffic.turnTime.nanoseconds) * 1e-9)
  }

  private func addHTTP(_ text: inout PrometheusText, _ http: HTTPTraffic) {
    text.add(
      "signaling_hub_http_connections", .gauge, "Open connections that speak HTTP.",
      Double(http.connections))
    text.add(
      "signaling_hub_http_streams", .gauge,
      "Answers that go on for as long as their clients listen.", Double(http.streams))
    text.add(
      "signaling_hub_http_requests_total", .counter, "HTTP requests that reached an endpoint.",
      Double(http.requests))
    text.add(
      "signaling_hub_refused_total", .counter, "Requests refused, by reason.", by: "reason",
      http.refused.merging(refusals.current, uniquingKeysWith: +))
  }

  private func addProcess(_ text: inout PrometheusText) {
    let figures = ProcessFigures()
    text.add(
      "process_cpu_seconds_total", .counter, "User and system CPU time spent.",
      figures.cpuSeconds)
    text.add(
      "process_resident_memory_bytes", .gauge, "Resident memory.", figures.residentBytes)
    text.add("process_virtual_memory_bytes", .gauge, "Virtual memory.", figures.virtualBytes)
    text.add("process_open_fds", .gauge, "Open file descriptors.", figures.openDescriptors)
    text.add(
      "process_max_fds", .gauge, "Limit on open file descriptors.", figures.maximumDescriptors)
    text.add(
      "process_start_time_seconds", .gauge, "Start time since 1970-01-01 UTC.",
      figures.startTime)
  }
}
