/// The part of the environment that is meant for the hub.
struct HubVariables {
  /// Variables of the table, without empty ones: `HUB_PORT=` is what compose files and shells make
  /// of a variable that is not set.
  private(set) var own: [String: String] = [:]
  /// `PORT`, as platforms that run containers give it.
  private(set) var plainPort: String?
  private(set) var remarks: [String] = []

  /// - Throws: for a `HUB_` variable that no setting is called.
  init(_ environment: [String: String]) throws(Failure) {
    if let port = environment["PORT"], !port.isEmpty { plainPort = port }
    let known = Set(Setting.table.map(\.variable))
    for (name, value) in environment.sorted(by: { $0.key < $1.key })
    where name.hasPrefix(Setting.variablePrefix) {
      if Self.isServiceLink(name, value) {
        if known.contains(name) {
          remarks.append(
            "\(name)=\(LogText.quoted(value)) ignored: Kubernetes sets it for a service of that"
              + " name; use --port, or enableServiceLinks: false")
        }
      } else if !known.contains(name) {
        throw .configuration(
          "unknown variable \(LogText.quoted(name)) in the environment"
            + Spelling.suggestion(for: name, among: known))
      } else if !value.isEmpty {
        own[name] = value
      }
    }
  }

  /// Whether Kubernetes made this variable for a service called `hub` or `hub-…`: it gives every
  /// pod `X_SERVICE_HOST`, `X_SERVICE_PORT[_NAME]`, `X_PORT=tcp://…` and
  /// `X_PORT_<n>_TCP[_PROTO|_PORT|_ADDR]` of each service X in the namespace.
  static func isServiceLink(_ name: String, _ value: String) -> Bool {
    if name.hasSuffix("_SERVICE_HOST") || name.hasSuffix("_SERVICE_PORT")
      || name.contains("_SERVICE_PORT_")
    {
      return true
    }
    let protocols = ["TCP", "UDP", "SCTP"]
    if name.hasSuffix("_PORT")
      && protocols.contains(where: { value.hasPrefix("\($0.lowercased())://") })
    {
      return true
    }
    let words = name.split(separator: "_", omittingEmptySubsequences: false)
    return words.indices.dropLast(2).contains { index in
      words[index] == "PORT" && Int(words[index + 1]) != nil
        && protocols.contains(String(words[index + 2]))
        && (index + 3 == words.count
          || index + 4 == words.count && ["PROTO", "PORT", "ADDR"].contains(words[index + 3]))
    }
  }
}
