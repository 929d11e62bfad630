/// The verdicts on pairs whose descriptions have passed.
extension Scene {
  /// One reports a connection, and the other nothing to the contrary: be it an offer that waits for
  /// its answer. A call that was connected and is closed remains one that connected.
  var connected: Verdict? {
    let reporters = Self.sides.filter { [.connected, .completed].contains(state(of: $0)) }
    guard let side = reporters.first, hasReported(.failed, .disconnected) == nil,
      reporters.count == 2 || negotiation.answer.exists || offerer == nil
    else { return nil }
    let sender = negotiation.sides[side]
    var over = ""
    if let local = sender.report?.local, let remote = sender.report?.remote {
      over = " (\(local.label) to \(remote.label))"
    }
    let pair = "\(name(.first)) and \(name(.second))"
    let source = reporters.count == 2 ? "" : ", as \(name(side)) reports"
    let summary: String
    if Self.sides.contains(where: { negotiation.sides[$0].isClosed }) {
      summary = "\(pair) were connected\(over), and ended it."
    } else if let leaver = firstToEnd {
      summary = "\(pair) were connected\(over), until \(name(leaver)) left."
    } else {
      summary = "\(pair) are connected\(over)\(source)."
    }
    return Verdict(
      .connected, .good, summary, advice: "There is nothing to do.",
      events: reporters.map { negotiation.sides[$0].reportNumber })
  }

  /// Who left first in a way that ends its calls, too; who lost its connection may talk on.
  private var firstToEnd: PairSide? {
    firstToLeave.flatMap { side in
      [.left, .removed, .expired].contains(parties[side].reason) ? side : nil
    }
  }

  /// The offer is answered, and for five seconds, or until ICE failed, no address has come from
  /// either side but those of its own interfaces: they connect in one network only. That both have
  /// sent some is asked for, since of candidates in other words the hub knows nothing.
  var onlyHostCandidates: Verdict? {
    let failed = hasReported(.failed, .disconnected)
    guard negotiation.answer.exists, offerer == nil,
      Self.sides.allSatisfy({ negotiation.sides[$0].candidates.areOnlyHost }),
      failed != nil || hasPassed(since: negotiation.answer.at)
    else { return nil }
    return Verdict(
      .onlyHostCandidates, failed == nil ? .warning : .bad,
      "\(name(.first)) and \(name(.second)) have exchanged host candidates only, which connect"
        + " within one network.",
      advice:
        "Configure a STUN server in iceServers, and a TURN server for networks that need one.",
      events: [
        negotiation.answeredOffer, negotiation.answer.number,
        failed.map { negotiation.sides[$0].reportNumber } ?? 0,
      ])
  }

  /// One reports that ICE failed, and no description has passed since.
  var iceFailed: Verdict? {
    guard let side = hasReported(.failed) else { return nil }
    let hasRelay = Self.sides.contains { negotiation.sides[$0].candidates.relay > 0 }
    return Verdict(
      .iceFailed, .bad,
      "ICE between \(name(.first)) and \(name(.second)) failed, as \(name(side)) reports: no pair"
        + " of candidates works.",
      advice: hasRelay
        ? "See that the TURN server is reachable from both, and its credentials are right."
        : "Configure a TURN server: without one, some networks let no media through.",
      events: Self.sides.filter { state(of: $0) == .failed }.map {
        negotiation.sides[$0].reportNumber
      } + [negotiation.answeredOffer, negotiation.answer.number])
  }

  /// The rest.
  var negotiating: Verdict {
    let pair = "\(name(.first)) and \(name(.second))"
    let (summary, advice) = progress(of: pair)
    return Verdict(
      .negotiating, .neutral, summary, advice: advice,
      events: [
        offerer.map { negotiation.sides[$0].firstOffer.number } ?? 0, negotiation.answer.number,
        lastNumber,
      ])
  }

  private func progress(of pair: String) -> (summary: String, advice: String) {
    let wait = "Wait a moment."
    let isClosed = Self.sides.contains { negotiation.sides[$0].isClosed }
    if let leaver = firstToEnd {
      return ("\(name(leaver)) left before \(pair) were connected.", "There is nothing to do.")
    }
    if isClosed, hasReported(.disconnected) != nil {
      return ("\(pair) lost their connection, and ended the call.", "Let them call again.")
    }
    if let side = hasReported(.disconnected) {
      return (
        "\(name(side)) has lost its connection to \(name(side.other)) and looks for another way.",
        "If it does not come back, restart ICE."
      )
    }
    if let offerer {
      return (
        "\(name(offerer)) has offered, and \(name(offerer.other)) has not answered yet.", wait
      )
    }
    if isClosed {
      return ("\(pair) ended the call before it was connected.", "There is nothing to do.")
    }
    if hasReported(.checking) != nil {
      return ("ICE of \(pair) is checking pairs of candidates.", wait)
    }
    if negotiation.answer.exists {
      return (
        "\(pair) have exchanged offer and answer, and the hub cannot see further: neither reports"
          + " its ICE state.",
        "Let the clients send reports, or look at their iceConnectionState."
      )
    }
    if Self.sides.contains(where: { negotiation.sides[$0].described > 0 }) {
      return ("\(pair) have begun to negotiate.", wait)
    }
    if Self.sides.contains(where: { negotiation.sides[$0].lastMessage > 0 }) {
      return (
        "\(pair) send each other messages, but no offer or answer that the hub knows as one.",
        "If these messages carry descriptions, the hub relays them all the same, and cannot judge."
      )
    }
    return ("\(pair) have not begun to negotiate.", wait)
  }
}
