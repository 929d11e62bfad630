import Glibc

/// Starts a program with output and errors in a file and no input.
/// - Parameters:
///   - arguments: The program, found along `PATH` when it has no slash, and its arguments.
///   - environment: `NAME=value` to add to the tool's own.
/// - Returns: The identifier of the child process.
func spawn(
  _ arguments: [String], environment: [String] = [], output: String
) throws(SystemError) -> Int32 {
  var actions = unsafe posix_spawn_file_actions_t()
  unsafe posix_spawn_file_actions_init(&actions)
  defer { unsafe posix_spawn_file_actions_destroy(&actions) }
  unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
  unsafe posix_spawn_file_actions_addopen(
    &actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
  unsafe posix_spawn_file_actions_adddup2(&actions, 1, 2)

  // A group of its own: Ctrl-C reaches the tool alone, which then ends the child in order.
  var attributes = posix_spawnattr_t()
  unsafe posix_spawnattr_init(&attributes)
  defer { unsafe posix_spawnattr_destroy(&attributes) }
  unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))

  let added = unsafe environment.map { unsafe strdup($0) }
  let words = unsafe arguments.map { unsafe strdup($0) }
  defer { unsafe (added + words).forEach { unsafe free($0) } }
  var process = pid_t()
  let error = unsafe posix_spawnp(
    &process, arguments[0], &actions, &attributes, words + [nil],
    inheritedEnvironment(without: environment) + added + [nil])
  guard error == 0 else { throw SystemError("posix_spawnp", code: error) }
  return process
}

/// Runs a program to its end; throws its output when it does not succeed.
func runToEnd(_ arguments: [String], environment: [String] = [], log: String) throws {
  let process = try spawn(arguments, environment: environment, output: log)
  var status: Int32 = 0
  while unsafe waitpid(process, &status, 0) < 0 {
    if errno != EINTR { throw SystemError("waitpid") }
    do { try Interruption.check() } catch {
      kill(process, SIGTERM)
      _ = waitpid(process, nil, 0)
      throw error
    }
  }
  guard status == 0 else {
    throw BenchmarkError("\(arguments.joined(separator: " ")) failed:\n\(try contents(of: log))")
  }
}

/// The tool's own environment, without the variables that are about to be set.
private func inheritedEnvironment(
  without replaced: [String]
) -> [UnsafeMutablePointer<CChar>?] {
  let names = replaced.map { $0.prefix { $0 != "=" } }
  var kept = unsafe [UnsafeMutablePointer<CChar>?]()
  var next = unsafe environ
  while let variable = unsafe next.pointee {
    let name = unsafe String(cString: variable).prefix { $0 != "=" }
    if !names.contains(name) { unsafe kept.append(variable) }
    unsafe next += 1
  }
  return unsafe kept
}
