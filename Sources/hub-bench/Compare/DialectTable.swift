/// What pairs of clients of each dialect reach, beside native pairs, as a Markdown table.
struct DialectTable {
  /// Its work starts with that of `Work.dialects`.
  let comparison: Comparison

  var text: String {
    let shapes = Work.dialectShapes
    let titles = ["pairs of"] + shapes.flatMap { ["\($0.title), msg/s", "to native"] }
    let rules = ["---"] + shapes.flatMap { _ in ["--:", "--:"] }
    var lines = [Table.line(titles), Table.line(rules)]
    for (row, pairing) in DialectPairing.all.enumerated() {
      let cells = shapes.indices.flatMap { shape in
        let results = comparison.results[row * shapes.count + shape][0]
        let native = comparison.results[shape][0]
        return [
          results.median(of: .hub).map(Format.rate) ?? Table.missing,
          results.ratio(.hub, to: .hub, in: native).map { Format.fixed($0, 2) }
            ?? Table.missing,
        ]
      }
      lines.append(Table.line([pairing.title] + cells))
    }
    return lines.joined(separator: "\n")
  }
}
