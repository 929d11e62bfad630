import HTTPCore

/// Server-sent events (WHATWG HTML 9.2) that show something as it is now, again whenever it has
/// changed. A client that reads slowly misses states in between, and nothing piles up for it.
struct EventStream: Sendable {
  /// What is shown, at one moment.
  struct State: Sendable {
    /// What the client sees as the event's type.
    let name: String
    /// A JSON object, not empty and without line breaks.
    let json: [UInt8]
    /// Another, that is sent with it and is no change by itself: the time.
    let clock: [UInt8]

    /// Both as one object, the time first.
    var whole: [UInt8] { clock.dropLast() + [UInt8(ascii: ",")] + json.dropFirst() }
  }

  /// How often is looked.
  var interval = Duration.milliseconds(500)
  /// Silence after which the client is sent a comment: by that, both sides notice a dead connection.
  var heartbeat = Duration.seconds(15)
  /// Time for which a client may take nothing before it is given up.
  var patience = Duration.seconds(30)
  /// Bytes that may wait for the client. One state has to fit.
  var limit = 1_048_576

  /// Answers with a stream of events for as long as the client listens, and there is anything to show.
  func response(_ state: @escaping @Sendable () async -> State?) -> Response {
    let stream = ByteStream(limit: limit)
    let watching = Task { await watch(stream, state) }
    stream.onClose { watching.cancel() }
    return Response(
      status: .ok,
      headers: [
        ("Content-Type", "text/event-stream"), ("Cache-Control", "no-store"),
        // Proxies (nginx) would hold events back until a buffer is full.
        ("X-Accel-Buffering", "no"),
      ],
      payload: .stream(stream))
  }

  private func watch(_ stream: ByteStream, _ look: () async -> State?) async {
    let clock = ContinuousClock()
    var shown: [UInt8]?
    var heard = clock.now
    while stream.isOpen, !Task.isCancelled {
      guard let state = await look() else { break }
      let now = clock.now
      if state.json != shown {
        if stream.write(Self.event(state)) {
          shown = state.json
          heard = now
        }
      } else if now - heard >= heartbeat, stream.write(Array(":\n\n".utf8)) {
        heard = now
      }
      guard now - heard < heartbeat + patience else { break }
      try? await Task.sleep(for: interval)
    }
    stream.finish()
  }

  /// The event in the form of WHATWG HTML 9.2.5.
  static func event(_ state: State) -> [UInt8] {
    var text = Array("event: \(state.name)\ndata: ".utf8)
    text += state.whole
    text += Array("\n\n".utf8)
    return text
  }
}
