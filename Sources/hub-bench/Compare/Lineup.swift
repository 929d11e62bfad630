import Glibc

/// Starts the contestants, each pinned to the server's core.
struct Lineup {
  let contestants: [Contestant]
  let serverCore: Int
  let generatorCore: Int
  /// Where peers are built and logs go.
  let directory: String
  private let hub: String
  private let hubArguments: [String]
  private let peers: String
  private let python: String
  private let ownProgram: String

  /// Builds what must be built.
  /// - Parameters:
  ///   - hub: The path of the hub's program.
  ///   - hubArguments: What the hub is told besides.
  ///   - peers: The directory that holds `gorilla`, `node-ws` and `socketio`.
  ///   - python: The Python that has python-socketio.
  init(
    _ contestants: [Contestant], hub: String, hubArguments: [String] = [], peers: String,
    python: String = "python3", serverCore: Int, generatorCore: Int, directory: String
  ) throws {
    self.contestants = contestants
    self.hub = hub
    self.hubArguments = hubArguments
    self.python = python
    // Go takes a path for a package's name unless it starts with a slash or a point.
    self.peers = peers.hasPrefix("/") ? peers : "./\(peers)"
    self.serverCore = serverCore
    self.generatorCore = generatorCore
    self.directory = directory
    ownProgram = try Self.ownProgram()
    try requireSource("gorilla/main.go", of: .gorilla)
    try requireSource("node-ws/server.js", of: .ws)
    try requireSource("socketio/server.py", of: .socketIO)
    if contestants.contains(.gorilla) { try buildGorilla() }
    if contestants.contains(.ws) { try checkNode() }
    if contestants.contains(.socketIO) { try checkPython() }
  }

  /// The path of this program.
  static func ownProgram() throws(SystemError) -> String {
    var path = [UInt8](repeating: 0, count: 4096)
    let count = unsafe path.withUnsafeMutableBytes { bytes in
      unsafe readlink("/proc/self/exe", bytes.bindMemory(to: CChar.self).baseAddress!, bytes.count)
    }
    try checked(count, "readlink")
    return String(decoding: path[..<count], as: UTF8.self)
  }

  /// Starts a contestant on a free port.
  func start(_ contestant: Contestant) throws -> ServerProcess {
    let (listener, port) = try Socket.listen(port: 0)
    close(listener)
    let arguments =
      switch contestant {
      case .baseline: [ownProgram, "baseline", "--port", "\(port)"]
      case .hub:
        [
          hub, "serve", "--port", "\(port)", "--loops", "1", "--rate-limit", "off",
          "--log-level", "error",
        ] + hubArguments
      case .gorilla: ["\(directory)/gorilla", "\(port)"]
      case .ws: ["node", "\(peers)/node-ws/server.js", "\(port)"]
      case .socketIO: [python, "\(peers)/socketio/server.py", "\(port)"]
      }
    do {
      return try ServerProcess(
        arguments, environment: ["GOMAXPROCS=1", "NODE_PATH=/usr/share/nodejs"],
        endpoint: Endpoint(port: port), core: serverCore, generatorCore: generatorCore,
        log: "\(directory)/\(contestant.rawValue).log")
    } catch let error as Interruption.Interrupted {
      throw error
    } catch {
      throw BenchmarkError("\(contestant.rawValue) cannot be started\(hint(contestant)): \(error)")
    }
  }

  private static let goPackages = "apt-get install golang-go golang-github-gorilla-websocket-dev"
  private static let nodePackages = "apt-get install nodejs node-ws"

  private func hint(_ contestant: Contestant) -> String {
    contestant == .ws ? " (it needs \(Self.nodePackages))" : ""
  }

  private func requireSource(_ file: String, of contestant: Contestant) throws {
    guard contestants.contains(contestant) else { return }
    guard unsafe access("\(peers)/\(file)", R_OK) == 0 else {
      throw BenchmarkError("no \(peers)/\(file): name the directory of the peers with --peers")
    }
  }

  private func buildGorilla() throws {
    do {
      try runToEnd(
        ["go", "build", "-o", "\(directory)/gorilla", "\(peers)/gorilla"],
        environment: ["GO111MODULE=off", "GOPATH=/usr/share/gocode"],
        log: "\(directory)/gorilla-build.log")
    } catch let error as Interruption.Interrupted {
      throw error
    } catch {
      throw BenchmarkError(
        "the gorilla peer cannot be built (it needs \(Self.goPackages)): \(error)")
    }
  }

  private func checkNode() throws {
    guard unsafe access("/usr/share/nodejs/ws/package.json", R_OK) == 0 else {
      throw BenchmarkError("the ws peer needs Debian's ws: \(Self.nodePackages)")
    }
  }

  private func checkPython() throws {
    do {
      try runToEnd([python, "-c", "import aiohttp, socketio"], log: "\(directory)/python.log")
    } catch let error as Interruption.Interrupted {
      throw error
    } catch {
      throw BenchmarkError(
        "the Socket.IO peer needs python-socketio and aiohttp; --python names a Python that has "
          + "them: \(error)")
    }
  }
}
