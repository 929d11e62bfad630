/// All that a verdict on two clients rests on. The verdict is a function of this and nothing else.
struct Scene: Sendable {
  /// How long an answer, a bind or a better candidate may take.
  static let patience = Interval.seconds(5)

  let parties: PairSides<Party>
  let negotiation: Negotiation
  /// The number of the latest event between the two; 0 if there was none.
  let lastNumber: UInt32
  /// Whether there may have been events that nobody remembers.
  let isResumed: Bool
  let now: MonotonicTime

  static let sides = [PairSide.first, .second]

  /// The first that fits.
  var verdict: Verdict {
    slowReader ?? connected ?? neverBound ?? candidatesFirst ?? leftBeforeAnswer ?? neverAnswered
      ?? onlyHostCandidates ?? iceFailed ?? negotiating
  }

  /// When the verdict may change though nothing happens.
  var nextChange: MonotonicTime? {
    var times: [MonotonicTime] = []
    for side in Self.sides {
      if let time = parties[side].neverBoundAt { times.append(time) }
      if let offer = openOffer(of: side) { times.append(offer.at + Self.patience) }
    }
    if negotiation.answer.exists { times.append(negotiation.answer.at + Self.patience) }
    return times.filter { $0 > now && $0 <= togetherUntil }.min()
  }

  // MARK: - What the verdicts are made of

  /// When the first of the two left; `distantFuture` while both are there.
  var togetherUntil: MonotonicTime { min(parties.first.leftAt, parties.second.leftAt) }

  /// Who left first; nil while both are there.
  var firstToLeave: PairSide? {
    // By number: both may have left in the same turn of a loop.
    Self.sides.filter { parties[$0].hasLeft }.min { parties[$0].left < parties[$1].left }
  }

  /// The first of a side's offers that nothing has answered. An answer answers what was offered
  /// before it, and no later offer; where both have offered, it ends both.
  func openOffer(of side: PairSide) -> Negotiation.Mark? {
    let offer = negotiation.sides[side].firstOffer
    return offer.exists ? offer : nil
  }

  /// The side whose open offer is the older one.
  var offerer: PairSide? {
    Self.sides.filter { openOffer(of: $0) != nil }.min {
      negotiation.sides[$0].firstOffer.number < negotiation.sides[$1].firstOffer.number
    }
  }

  /// Whether the two had time enough together since then.
  func hasPassed(since time: MonotonicTime) -> Bool {
    time + Self.patience <= min(now, togetherUntil)
  }

  func state(of side: PairSide) -> ICEState? { negotiation.sides[side].report?.iceState }

  func hasReported(_ states: ICEState...) -> PairSide? {
    Self.sides.first { side in state(of: side).map(states.contains) ?? false }
  }

  /// What a party is called: by its name, unless both have the same or it has none.
  func name(_ side: PairSide) -> String {
    let party = parties[side]
    guard let name = party.name else { return party.clientID.rawValue }
    let other = parties[side.other]
    let isShared = (other.name ?? other.clientID.rawValue).utf8.elementsEqual(name.utf8)
    return isShared ? "\(name) (\(party.clientID.rawValue))" : name
  }
}
