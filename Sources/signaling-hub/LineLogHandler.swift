import Logging
import SignalRelay
import Signaling

/// Writes each log entry as one line, with one `write(2)`.
struct LineLogHandler: LogHandler {
  let label: String
  let form: LogLine
  var logLevel: Logger.Level
  var metadata: Logger.Metadata = [:]
  var metadataProvider: Logger.MetadataProvider?
  /// Takes the finished line.
  let write: @Sendable ([UInt8]) -> Void

  init(
    label: String, form: LogLine, level: Logger.Level,
    metadataProvider: Logger.MetadataProvider? = nil,
    write: @escaping @Sendable ([UInt8]) -> Void = { StandardError.write($0) }
  ) {
    self.label = label
    self.form = form
    self.logLevel = level
    self.metadataProvider = metadataProvider
    self.write = write
  }

  /// Makes every `Logger` of the process write this way. Once per process.
  static func bootstrap(_ settings: Settings.Log) {
    let form = settings.format.line()
    LoggingSystem.bootstrap(
      { LineLogHandler(label: $0, form: form, level: settings.level, metadataProvider: $1) },
      metadataProvider: nil)
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    // The nearer counts: the entry's own, then the logger's, then the task's.
    var fields = metadataProvider?.get() ?? [:]
    fields.merge(metadata) { $1 }
    if let error = event.error { fields["error"] = "\(error)" }
    if let own = event.metadata { fields.merge(own) { $1 } }
    write(
      form.make(
        time: .now, level: event.level, label: label, message: "\(event.message)",
        metadata: fields))
  }
}

extension Timestamp {
  static var now: Timestamp { Timestamp(unixMilliseconds: Clock.now.unixMilliseconds) }
}
