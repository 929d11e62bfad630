/// The messages that the load is made of: what browsers really send, padded to a size.
enum SignalText {
  /// Up to this size the message is an ICE candidate, above it an SDP offer.
  static let largestCandidate = 500

  /// A message of exactly `bytes` bytes.
  /// - Parameter recipient: The value of `to`; nil leaves the member out: everyone in the room.
  /// - Throws: `BenchmarkError` when the size is too small for any message.
  static func make(bytes: Int, to recipient: String?) throws(BenchmarkError) -> [UInt8] {
    let target = recipient.map { #""to":"\#($0)","# } ?? ""
    let (head, tail) = bytes <= largestCandidate ? candidate(target) : offer(target)
    let room = bytes - head.utf8.count - tail.utf8.count
    guard room >= 0 else {
      throw BenchmarkError("a message takes at least \(bytes - room) bytes")
    }
    let filling =
      bytes <= largestCandidate ? Array(repeating: UInt8(ascii: "w"), count: room) : sdp(room)
    return Array(head.utf8) + filling + Array(tail.utf8)
  }

  /// The part of a message that every relay must deliver byte for byte.
  static func body(of message: [UInt8]) -> ArraySlice<UInt8> {
    let key = unsafe message.withUnsafeBytes {
      unsafe $0.firstRange(of: "\"candidate\":{") ?? $0.firstRange(of: "\"sdp\":")
    }
    return message[(key?.lowerBound ?? 0)..<(message.count - 1)]
  }

  private static func candidate(_ target: String) -> (String, String) {
    let text =
      "candidate:842163049 1 udp 1677729535 203.0.113.7 46154 typ srflx raddr 192.0.2.11 "
      + "rport 46154 generation 0 ufrag EsAw network-id 1"
    let head =
      #"{"type":"candidate",\#(target)"candidate":{"candidate":"\#(text)","#
      + #""sdpMid":"0","sdpMLineIndex":0,"usernameFragment":"EsAw"#
    return (head, #""}}"#)
  }

  private static func offer(_ target: String) -> (String, String) {
    (#"{"type":"offer",\#(target)"sdp":""#, #""}"#)
  }

  /// SDP lines as they stand in a JSON string, as many as fit, the last one stretched.
  private static func sdp(_ bytes: Int) -> [UInt8] {
    var text: [UInt8] = []
    var next = 0
    let lines = session + media
    while next < 10_000 {
      let line = Array(
        lines[next < lines.count ? next : session.count + (next - session.count) % media.count].utf8
      )
      if text.count + line.count > bytes { break }
      text += line
      next += 1
    }
    return text + Array(repeating: UInt8(ascii: "0"), count: bytes - text.count)
  }

  private static let session = [
    #"v=0\r\n"#, #"o=- 4611731400430051336 2 IN IP4 127.0.0.1\r\n"#, #"s=-\r\n"#, #"t=0 0\r\n"#,
    #"a=group:BUNDLE 0 1\r\n"#, #"a=extmap-allow-mixed\r\n"#, #"a=msid-semantic: WMS\r\n"#,
  ]

  private static let media = [
    #"m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126\r\n"#, #"c=IN IP4 0.0.0.0\r\n"#,
    #"a=rtcp:9 IN IP4 0.0.0.0\r\n"#, #"a=ice-ufrag:EsAw\r\n"#,
    #"a=ice-pwd:bP+XJMM09aR8AiX1jdukzR6Y\r\n"#, #"a=ice-options:trickle\r\n"#,
    #"a=fingerprint:sha-256 DA:7B:57:DC:28:CE:04:4F:31:79:85:C4:31:67:EB:27:58:29:ED:77\r\n"#,
    #"a=setup:actpass\r\n"#, #"a=mid:0\r\n"#,
    #"a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\n"#,
    #"a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time\r\n"#,
    #"a=sendrecv\r\n"#, #"a=rtcp-mux\r\n"#, #"a=rtpmap:111 opus/48000/2\r\n"#,
    #"a=rtcp-fb:111 transport-cc\r\n"#, #"a=fmtp:111 minptime=10;useinbandfec=1\r\n"#,
    #"a=rtpmap:63 red/48000/2\r\n"#, #"a=rtpmap:9 G722/8000\r\n"#, #"a=rtpmap:0 PCMU/8000\r\n"#,
    #"a=ssrc:3570614608 cname:4TOk42mSjXCkVIa6\r\n"#,
  ]
}
