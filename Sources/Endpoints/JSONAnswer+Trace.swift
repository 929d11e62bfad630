import Signaling

/// What the hub saw pass, as JSON.
extension JSONAnswer {
  mutating func set(_ overview: TraceOverview) {
    set("totalRooms", overview.totalRooms)
    set("tracedPairs", overview.tracedPairs)
    set("rooms", overview.rooms) { answer, room in
      answer.object { answer in
        answer.set("roomId", room.id.rawValue)
        answer.set("createdAt", time: room.createdAt)
        answer.set("goneAt", time: room.goneAt)
        answer.set("clients", room.clients)
        answer.set("seats", room.seats)
        answer.set("dialects", counts: room.dialects.map { ($0.label, $1) })
        answer.set("lastEventAt", time: room.lastEventAt)
        answer.set("verdicts", counts: room.verdicts.map { ($0.rawValue, $1) })
      }
    }
    set("omittedRooms", overview.omittedRooms)
  }

  mutating func set(
    _ trace: RoomTrace, pairs limit: Int, queued: [ConnectionID: Int], showsAddresses: Bool
  ) {
    let pairs = trace.pairs.prefix(limit)
    set("roomId", trace.id.rawValue)
    set("createdAt", time: trace.createdAt)
    set("goneAt", time: trace.goneAt)
    set("clients", trace.clients) { answer, client in
      answer.object { answer in
        answer.set(client)
        answer.set("queuedBytes", client.connection.flatMap { queued[$0] } ?? 0)
        if showsAddresses { answer.set("address", client.address.text) }
      }
    }
    set("pairs", Array(pairs)) { answer, pair in answer.object { $0.set(pair) } }
    set("omittedPairs", trace.omittedPairs + trace.pairs.count - pairs.count)
  }

  private mutating func set(_ client: TracedClient) {
    set("key", client.key)
    set("clientId", client.clientID.rawValue)
    set("name", client.name)
    set("dialect", client.dialect.label)
    set("state", client.state.rawValue)
    set("joinedAt", time: client.joinedAt)
    set("boundAt", time: client.boundAt)
    set("leftAt", time: client.leftAt)
    set("leaveReason", client.leaveReason?.rawValue)
  }

  private mutating func set(_ pair: PairTimeline) {
    set("between", numbers: [pair.first, pair.second])
    set("verdict") { answer in
      answer.set("code", pair.verdict.code.rawValue)
      answer.set("level", pair.verdict.level.rawValue)
      answer.set("summary", pair.verdict.summary)
      answer.set("advice", pair.verdict.advice)
      answer.set("events", numbers: pair.verdict.events)
    }
    set("events", pair.events) { answer, event in answer.object { $0.set(event) } }
    set("dropped", pair.dropped + pair.omittedMessages)
  }

  private mutating func set(_ event: TimelineEvent) {
    set("n", event.number)
    set("at", time: event.at)
    if let delay = event.delay { set("delay", delay) } else { set("delay", nil) }
    set("from", event.from)
    set("kind", event.kind.rawValue)
    set("bytes", event.bytes)
    set("candidates") { answer in
      answer.set("host", event.candidates.host)
      answer.set("srflx", event.candidates.srflx)
      answer.set("prflx", event.candidates.prflx)
      answer.set("relay", event.candidates.relay)
    }
    set("delivered", event.isDelivered)
    set("reason", event.reason?.rawValue)
    set("iceState", event.report?.iceState.label)
    if let report = event.report, report.local != nil || report.remote != nil {
      set("candidatePair") { answer in
        answer.set("local", report.local?.label)
        answer.set("remote", report.remote?.label)
      }
    } else {
      set("candidatePair", nil)
    }
    set("body", event.body.map { String(decoding: $0, as: UTF8.self) })
  }

  private mutating func set(_ key: StaticString, time: Int64?) {
    set(key, time.map { Timestamp(unixMilliseconds: $0).text })
  }

  private mutating func set(_ key: StaticString, counts: [(String, Int)]) {
    set(key) { answer in
      for (name, count) in counts.sorted(by: { $0.0 < $1.0 }) { answer.set(name: name, count) }
    }
  }
}
