import JSONEnvelope
import Signaling

/// DysonNetwork's chat calls: the hub wraps what a client sends into a packet that says who sent it.
public enum DysonNetworkDialect: DysonNetworkPackets {
  /// As the protocol's reference writes it.
  public static let packetType: StaticString = "webrtc.signal"
}

/// The same for clients written like the example in the protocol's guide, which wait for packets of
/// another type than its reference describes.
public enum DysonNetworkGuideDialect: DysonNetworkPackets {
  /// As the guide's example reads it.
  public static let packetType: StaticString = "signaling"
}

/// What the two have in common: all but the type of a packet with a signal.
public protocol DysonNetworkPackets: WireDialect {
  /// The type of a packet with a signal in it.
  static var packetType: StaticString { get }
}

extension DysonNetworkPackets {
  /// Reads a client's message, which is always a signal: `{"type","data","to"}`, or without `data`
  /// whatever else there is. `to` names an account.
  public static func read(_ text: Span<UInt8>, _ reading: inout Reading) -> ClientMessage {
    do throws(Complaint) {
      try reading.begin(text)
      let type = try reading.type(in: text)
      if let data = reading.outer.member("data", in: text), data.kind == .object {
        do throws(EnvelopeError) {
          try reading.enter(data, in: text)
        } catch {
          throw Complaint(.badMessage, "\"data\" is not clean: \(error)")
        }
      }
      return .signal(Signal(kind: type.kind(in: text), target: try target(text, reading)))
    } catch {
      return .invalid(error)
    }
  }

  private static func target(
    _ text: Span<UInt8>, _ reading: borrowing Reading
  ) throws(Complaint) -> Target {
    guard let member = reading.outer.member("to", in: text), member.kind != .null else {
      return .everybody
    }
    guard let name = member.target(in: text) else {
      throw Complaint(
        .badTarget, "\"to\" is an account ID as a string; leave it out for everybody")
    }
    return .account(name)
  }
}
