import JSONEnvelope
import Signaling

/// Signals from one client to another.
extension SocketIODialect {
  /// Appends the signal just read, by byte ranges, with its sender in `from`. Its `to` has done its
  /// work: `{to?, type, …}` becomes `{from, type, …}`.
  public static func appendRelayed(
    _ text: Span<UInt8>, _ reading: borrowing Reading, from sender: Sender,
    to output: inout [UInt8]
  ) {
    var stamp = EnvelopeStamp("from", sender.clientID.rawValue)
    stamp.drop("to")
    open("signal", &output)
    reading.outer.append(stamp, in: text.extracting(reading.event.object), to: &output)
    output.append(UInt8(ascii: "]"))
  }

  /// The signal just read in the words that all dialects share.
  public static func canonical(
    _ signal: Signal, _ text: Span<UInt8>, _ reading: borrowing Reading
  ) -> CanonicalSignal {
    NativeDialect.canonical(signal, text.extracting(reading.event.object), reading)
  }

  /// Appends another dialect's signal: `42["signal",{"from":…,"type":…}]`.
  public static func append(
    _ signal: CanonicalSignal, from sender: Sender, to output: inout [UInt8]
  ) {
    var signal = signal
    // The receiver knows who it is.
    signal.target = nil
    open("signal", &output)
    NativeDialect.append(signal, from: sender, to: &output)
    output.append(UInt8(ascii: "]"))
  }

  /// The acknowledgement of a signal that has been passed on: `43<number>[{"ok":true}]`.
  public static func signalAccepted(_ number: UInt32) -> [UInt8] {
    Array("43\(number)[{\"ok\":true}]".utf8)
  }

  /// Appends an event up to its argument.
  static func open(_ event: StaticString, _ output: inout [UInt8]) {
    output.append(contentsOf: [UInt8(ascii: "4"), UInt8(ascii: "2"), UInt8(ascii: "[")])
    output.appendJSON(event)
    output.append(UInt8(ascii: ","))
  }
}
