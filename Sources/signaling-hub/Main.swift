import ArgumentParser
import Glibc

/// The process: parses the command line, runs one command, turns any error into one exit code.
@main
enum Main {
  static func main() async {
    openStandardDescriptors()
    // A peer that resets while it is written to must not end the process.
    signal(SIGPIPE, SIG_IGN)
    exit(await run(Array(CommandLine.arguments.dropFirst())))
  }

  /// Puts `/dev/null` in the place of standard streams that were closed by whoever started the
  /// process: else a client's socket could become descriptor 2 and be sent the log.
  private static func openStandardDescriptors() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) == -1 {
      // The lowest free number is given out (open(2)), which is this one.
      _ = unsafe open("/dev/null", O_RDWR)
    }
  }

  /// Runs the command that `arguments` name and returns the exit code.
  static func run(_ arguments: [String]) async -> Int32 {
    // The default command's options are the program's options: show them, not a list of commands.
    if arguments == ["--help"] || arguments == ["-h"] || arguments == ["help"] {
      print(HubCommand.helpMessage(for: ServeCommand.self))
      return EX_OK
    }
    do {
      var command = try HubCommand.parseAsRoot(arguments)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      return EX_OK
    } catch {
      return report(error)
    }
  }

  /// Prints what `error` has to say and returns its exit code.
  private static func report(_ error: any Error) -> Int32 {
    if let failure = error as? Failure {
      complain(failure.message)
      return failure.exitCode
    }
    let code = HubCommand.exitCode(for: error).rawValue
    if code == EX_OK {
      print(HubCommand.fullMessage(for: error))
    } else if code == EX_USAGE {
      complain(HubCommand.message(for: error))
      complain("try 'signaling-hub --help'")
    } else if !(error is ExitCode) {
      complain("\(error)")
    }
    return code
  }

  private static func complain(_ message: String) {
    StandardError.write("signaling-hub: \(message)\n")
  }
}
