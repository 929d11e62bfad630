/// What every contestant reached in one row, a figure for each round.
struct Results {
  private var figures: [Contestant: [Double]] = [:]

  mutating func add(_ figure: Double, of contestant: Contestant) {
    figures[contestant, default: []].append(figure)
  }

  /// The median of the rounds; nil when the contestant did not take part.
  func median(of contestant: Contestant) -> Double? {
    figures[contestant].flatMap(Self.median)
  }

  /// The median of the ratios of each round: the runs of a round follow each other closely, so
  /// what disturbs the machine for longer disturbs both.
  /// - Parameter row: The row of the other's figures; nil is this one.
  func ratio(
    _ contestant: Contestant, to other: Contestant, in row: Results? = nil
  ) -> Double? {
    guard let own = figures[contestant], let others = (row ?? self).figures[other] else {
      return nil
    }
    return Self.median(zip(own, others).filter { $1 > 0 }.map { $0 / $1 })
  }

  static func median(_ values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}
