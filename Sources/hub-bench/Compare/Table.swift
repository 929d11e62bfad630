/// A comparison of the hub with others as a Markdown table, and what a reader must know about it.
struct Table {
  let comparison: Comparison
  /// Who the hub is compared with.
  let others: [Contestant]
  /// The work that fills the table.
  let work: Range<Int>

  static let missing = "–"

  var text: String {
    let names = others.map(\.rawValue)
    let titles = ["work", "hub"] + names + names.map { "hub/\($0)" } + ["target", "met?"]
    let rules = titles.enumerated().map { index, _ in
      index == 0 || index >= titles.count - 2 ? "---" : "--:"
    }
    var lines = [Self.line(titles), Self.line(rules)]
    for (work, results) in zip(comparison.work[work], comparison.results[work]) {
      for (row, results) in zip(work.rows, results) { lines.append(line(row, results)) }
    }
    return lines.joined(separator: "\n")
  }

  /// How busy the cores were: where the server's is not full, the generator or somebody else on
  /// the machine was the limit, and the figure is too low.
  var usage: String {
    var lines = ["busy: the server's core / the generator's core"]
    for index in comparison.work.indices {
      let shares = comparison.lineup.contestants.compactMap { contestant -> String? in
        guard let server = comparison.serverUsage[index].median(of: contestant),
          let generator = comparison.generatorUsage[index].median(of: contestant)
        else { return nil }
        return "\(contestant.rawValue) \(Format.percent(server)) / \(Format.percent(generator))"
      }
      guard !shares.isEmpty else { continue }
      let title = comparison.work[index].rows[0].title
      lines.append("  \(title): \(shares.joined(separator: ", "))")
    }
    return lines.joined(separator: "\n")
  }

  private func line(_ row: Work.Row, _ results: Results) -> String {
    let figures = ([.hub] + others).map { contestant in
      results.median(of: contestant).map(row.format) ?? Self.missing
    }
    let ratios = others.map { other in
      results.ratio(.hub, to: other).map { Format.fixed($0, 2) } ?? Self.missing
    }
    let met = row.goals.map { $0.isMet(by: results) }
    let verdict =
      met.isEmpty || met.contains(nil) && !met.contains(false)
      ? Self.missing : met.contains(false) ? "no" : "yes"
    let target = row.goals.isEmpty ? Self.missing : row.goals.map(\.text).joined(separator: ", ")
    return Self.line([row.title] + figures + ratios + [target, verdict])
  }

  /// A line of a Markdown table.
  static func line(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |" }
}
