/// Why two clients are not connected, as far as the hub can see; or that they are.
public struct Verdict: Sendable, Equatable {
  /// What is the matter: the first of these that fits.
  public enum Code: String, Sendable, CaseIterable {
    /// One did not read what was sent to it, and was cut off.
    case slowReader = "slow-reader"
    /// One reports a connection, and the other does not deny it.
    case connected
    /// One has reserved a name and never come for it.
    case neverBound = "never-bound"
    /// Candidates arrived where no description of their sender had (RFC 8829 4.1.19).
    case candidatesFirst = "candidates-first"
    /// One left before there was an answer, and before one could be missed.
    case leftBeforeAnswer = "left-before-answer"
    /// Five seconds after the offer there was no answer (RFC 8829 3.2).
    case neverAnswered = "never-answered"
    /// Both have offered nothing but addresses of their own interfaces (RFC 8445 5.1.1).
    case onlyHostCandidates = "only-host-candidates"
    /// One reports that no pair of candidates works (RFC 8445 8.1.2).
    case iceFailed = "ice-failed"
    /// Nothing is wrong so far, or nothing that the hub can see.
    case negotiating
  }

  /// How bad it is.
  public enum Level: String, Sendable, CaseIterable, Comparable {
    /// As it should be.
    case good
    /// Not known yet.
    case neutral
    /// It may be why a call does not connect.
    case warning
    /// It is why a call does not connect.
    case bad

    /// Whether the right one is worse.
    public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

    private var rank: Int {
      switch self {
      case .good: 0
      case .neutral: 1
      case .warning: 2
      case .bad: 3
      }
    }
  }

  /// What is the matter.
  public let code: Code
  /// How bad it is.
  public let level: Level
  /// One sentence that says it, with the names of the two.
  public let summary: String
  /// One sentence that says what to do.
  public let advice: String
  /// The numbers of the events that it rests on, in order.
  public let events: [Int]

  init(
    _ code: Code, _ level: Level, _ summary: String, advice: String, events: [UInt32]
  ) {
    self.code = code
    self.level = level
    self.summary = summary
    self.advice = advice
    self.events = Set(events.filter { $0 > 0 }).sorted().map(Int.init)
  }
}
