/// Runs all work on all contestants in turn and keeps what they reach.
struct Comparison {
  let lineup: Lineup
  let work: [Work]
  let rounds: Int
  /// Whether rates are given for a second of the server's processor time.
  let perCoreSecond: Bool

  /// Results of each row of each work, in order.
  private(set) var results: [[Results]]
  /// For each work, how busy the servers' core and the generator's were, as shares of one.
  private(set) var serverUsage: [Results]
  private(set) var generatorUsage: [Results]

  init(_ lineup: Lineup, _ work: [Work], rounds: Int, perCoreSecond: Bool) {
    self.lineup = lineup
    self.work = work
    self.rounds = rounds
    self.perCoreSecond = perCoreSecond
    results = work.map { Array(repeating: Results(), count: $0.rows.count) }
    serverUsage = Array(repeating: Results(), count: work.count)
    generatorUsage = serverUsage
  }

  /// Runs everything. The servers end with this call, whatever happens.
  /// - Parameter progress: Gets a line before each work.
  mutating func run(progress: (String) -> Void) throws {
    for index in work.indices where work[index].needsFreshServer {
      progress(work[index].rows[0].title)
      for contestant in takingPart(in: work[index]) {
        let server = try lineup.start(contestant)
        defer { server.stop() }
        try measure(index, contestant, server)
      }
    }
    var servers: [Contestant: ServerProcess] = [:]
    defer { for server in servers.values { server.stop() } }
    for contestant in lineup.contestants { servers[contestant] = try lineup.start(contestant) }
    for round in 1...rounds {
      for index in work.indices where !work[index].needsFreshServer {
        progress("\(round)/\(rounds): \(work[index].rows[0].title)")
        for contestant in takingPart(in: work[index]) {
          guard let server = servers[contestant] else { continue }
          try measure(index, contestant, server)
        }
      }
    }
  }

  private func takingPart(in work: Work) -> [Contestant] {
    lineup.contestants.filter(work.contestants.contains)
  }

  private mutating func measure(
    _ index: Int, _ contestant: Contestant, _ server: ServerProcess
  ) throws {
    let outcome: Work.Outcome
    do { outcome = try work[index].run(contestant, server) } catch let error as BenchmarkError {
      throw BenchmarkError("\(contestant.rawValue), \(work[index].rows[0].title): \(error)")
    }
    for (row, figure) in outcome.figures.enumerated() {
      let isScaled = perCoreSecond && work[index].rows[row].isRate
      let share = isScaled ? outcome.usage?.server ?? 1 : 1
      results[index][row].add(share > 0 ? figure / share : figure, of: contestant)
    }
    if let usage = outcome.usage {
      serverUsage[index].add(usage.server ?? 0, of: contestant)
      generatorUsage[index].add(usage.generator, of: contestant)
    }
  }
}
