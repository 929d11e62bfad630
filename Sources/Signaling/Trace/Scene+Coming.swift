/// The verdicts on pairs that the signaling itself kept apart.
extension Scene {
  /// The hub cuts a client off whose queue is full: whatever was to come does not come any more.
  var slowReader: Verdict? {
    guard let side = Self.sides.first(where: { parties[$0].reason == .slow }) else { return nil }
    return Verdict(
      .slowReader, .bad,
      "\(name(side)) did not read what was sent to it, and was cut off.",
      advice:
        "See that \(name(side)) reads its connection all the time, and on what network it is.",
      events: [parties[side].left])
  }

  /// One of the two had its name reserved for five seconds or more, beside the other, and nobody
  /// ever spoke for it.
  var neverBound: Verdict? {
    guard
      let side = Self.sides.first(where: { side in
        let party = parties[side]
        guard let time = party.neverBoundAt, time <= now else { return false }
        return party.hasMet(parties[side.other])
      })
    else { return nil }
    let party = parties[side]
    return Verdict(
      .neverBound, .bad,
      "\(name(side)) has joined but never opened a connection for its ID, so nothing reaches it.",
      advice:
        "After the join, \(name(side)) has to open the WebSocket with the client ID and the token"
        + " that the join returned.",
      events: [party.marks.joined, party.left, lastNumber])
  }

  /// A candidate arrived before any description of its sender. addIceCandidate refuses it where
  /// there is no remote description (RFC 8829 4.1.19), and it is not sent again. Not given where
  /// the description may have been forgotten.
  var candidatesFirst: Verdict? {
    guard !isResumed,
      let side = Self.sides.first(where: { negotiation.sides[$0].earlyCandidate > 0 })
    else { return nil }
    let sender = negotiation.sides[side]
    let since =
      sender.described > 0 ? "an offer or answer" : "any offer or answer, which is missing"
    return Verdict(
      .candidatesFirst, .warning,
      "Candidates of \(name(side)) reached \(name(side.other)) before \(since).",
      advice:
        "\(name(side)) has to send its description first, and \(name(side.other)) to keep"
        + " candidates until it has set the remote description.",
      events: [sender.earlyCandidate, sender.described])
  }

  /// An offer is open, and one of the two left within five seconds of it: nobody can say that an
  /// answer was overdue.
  var leftBeforeAnswer: Verdict? {
    guard let offerer, let offer = openOffer(of: offerer), let leaver = firstToLeave,
      !hasPassed(since: offer.at)
    else { return nil }
    let party = parties[leaver]
    let reason = party.reason.map { " (\($0.rawValue))" } ?? ""
    let answerer = offerer.other
    return Verdict(
      .leftBeforeAnswer, .bad,
      leaver == offerer
        ? "\(name(offerer)) left\(reason) before \(name(answerer)) had answered its offer."
        : "\(name(answerer)) left\(reason) before it had answered the offer of \(name(offerer)).",
      advice: Self.advice(to: name(leaver), for: party.reason),
      events: [offer.number, party.left])
  }

  private static func advice(to name: String, for reason: LeaveReason?) -> String {
    switch reason {
    case .closed, .lost: "Look at the network of \(name), and let it come back and offer again."
    case .rateLimited: "Let \(name) send fewer messages: it was above the rate limit."
    case .protocolError: "Look for the error that \(name) was sent: it broke the protocol."
    case .replaced: "Let \(name) offer again: its ID was taken over by another connection."
    case .expired: "Let \(name) come back with a new token."
    case .restarting: "Let both come back: the hub was stopped."
    case .left, .removed, .slow, nil: "Let \(name) stay until the call is connected."
    }
  }

  /// An offer is open and was for five seconds, with both there. A later offer of the same side
  /// does not start the time anew; an offer that first reaches somebody does.
  var neverAnswered: Verdict? {
    guard let offerer, let offer = openOffer(of: offerer), hasPassed(since: offer.at) else {
      return nil
    }
    let answerer = offerer.other
    let events = [offer.number, negotiation.sides[offerer].lastOffer]
    guard negotiation.sides[offerer].isOfferDelivered else {
      return Verdict(
        .neverAnswered, .bad,
        "\(name(offerer)) sent its offer before \(name(answerer)) was connected, so it never"
          + " arrived.",
        advice: "Send the offer when the hub announces \(name(answerer)), not before.",
        events: events)
    }
    let summary = "\(name(answerer)) has not answered the offer of \(name(offerer))"
    let leaving = firstToLeave.map { ", and \(name($0)) has left" } ?? ""
    if negotiation.sides[answerer].lastMessage > offer.number {
      return Verdict(
        .neverAnswered, .bad, "\(summary), but sent other messages since\(leaving).",
        advice:
          "If one of them is meant as the answer, give it the type that the protocol has for"
          + " answers; otherwise see what \(name(answerer)) does with an offer.",
        events: events + [negotiation.sides[answerer].lastMessage])
    }
    return Verdict(
      .neverAnswered, .bad, "\(summary)\(leaving).",
      advice:
        "See what \(name(answerer)) does with an offer: setRemoteDescription or createAnswer may"
        + " have failed, or wait for a permission.",
      events: events)
  }
}
