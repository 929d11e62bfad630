import JSONEnvelope
import Signaling

extension CanonicalSignal {
  /// The type as it reads in a dialect whose hub itself says `reserved`: one of those gets `peer:` in
  /// front, so that no client can speak for the hub by way of another dialect.
  func type(besides reserved: [StaticString]) -> [UInt8] {
    guard kind == .other, reserved.contains(where: type.readsJSON) else { return type }
    return Array("\"peer:".utf8) + type.dropFirst()
  }

  /// Appends description or candidate, each if there is one, and the rest.
  func appendContent(to output: inout [UInt8]) {
    if let sdp { output.appendMember("sdp", json: sdp) }
    if let candidate { output.appendMember("candidate", json: candidate) }
    output.appendFields(rest, except: contentKeys)
  }

  /// The keys that `appendContent` writes itself.
  private var contentKeys: [StaticString] {
    (sdp == nil ? [] : ["sdp"]) + (candidate == nil ? [] : ["candidate"])
  }
}
