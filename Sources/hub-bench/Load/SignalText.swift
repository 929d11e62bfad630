/// A message that the load is made of: what browsers really send, padded to a size.
struct SignalText {
  /// Up to this size a message is an ICE candidate, above it an SDP offer.
  static let largestCandidate = 500

  let bytes: [UInt8]
  /// The text of the description or candidate as it stands in JSON: what every relay must deliver.
  let content: String

  /// A message of exactly `bytes` bytes.
  /// - Parameters:
  ///   - sender: The sender's ID, for the dialects whose clients state it.
  ///   - recipient: Who it is for; nil is everyone in the room.
  /// - Throws: `BenchmarkError` when the size is too small for any message.
  init(
    bytes: Int, from sender: String = "", to recipient: String?, in dialect: Dialect = .native
  ) throws(BenchmarkError) {
    let isCandidate = bytes <= Self.largestCandidate
    func message(_ content: String) -> String {
      isCandidate
        ? dialect.candidate(content, from: sender, to: recipient)
        : dialect.offer(content, from: sender, to: recipient)
    }
    let start = isCandidate ? Self.candidate : ""
    let room = bytes - message(start).utf8.count
    guard room >= 0 else {
      throw BenchmarkError("a message takes at least \(bytes - room) bytes")
    }
    content =
      isCandidate
      ? start + String(repeating: "w", count: room) : Self.description(room, in: dialect)
    self.bytes = Array(message(content).utf8)
  }

  private static let candidate =
    "candidate:842163049 1 udp 1677729535 203.0.113.7 46154 typ srflx raddr 192.0.2.11 "
    + "rport 46154 generation 0 network-id 1 ufrag EsAw"

  /// SDP lines as they stand in a JSON string, as many as fit into so many bytes of a message, the
  /// last one stretched.
  private static func description(_ bytes: Int, in dialect: Dialect) -> String {
    var text = ""
    var left = bytes
    let lines = session + media
    for next in 0..<10_000 {
      let line = lines[
        next < lines.count ? next : session.count + (next - session.count) % media.count]
      let length = dialect.nested(line).utf8.count
      if length > left { break }
      text += line
      left -= length
    }
    return text + String(repeating: "0", count: left)
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
