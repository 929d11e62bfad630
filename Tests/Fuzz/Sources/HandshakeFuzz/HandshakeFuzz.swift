// The check of the opening handshake on any fields: it ends with an answer, and what it accepts
// can be answered without harm.
//
// An input is a request as text: the method, then one `Name: value` a line.

import WebSocketCore

/// One input of the fuzzer.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzHandshake(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let input = unsafe UnsafeBufferPointer(start: data, count: count)
  let lines = unsafe input.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    .map { unsafe String(decoding: $0, as: UTF8.self) }
  let fields = lines.dropFirst().compactMap { line -> (name: String, value: String)? in
    guard let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    return (line[..<colon].lowercased(), String(line[line.utf8.index(after: colon)...]))
  }
  do {
    let handshake = try Handshake.check(method: lines.first ?? "") { name in
      fields.filter { $0.name == name.lowercased() }.map(\.value)
    }
    precondition(handshake.acceptValue.utf8.count == 28, "SHA-1 in base64 has 28 characters")
    for offered in handshake.subprotocols {
      let isVisible = offered.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ",") }
      precondition(isVisible && !offered.isEmpty, "a subprotocol that could break a header")
      precondition(handshake.responseFields(subprotocol: offered).count == 4)
    }
    precondition(Set(handshake.subprotocols).count == handshake.subprotocols.count)
  } catch {
    precondition([400, 405, 426].contains(error.status))
  }
  return 0
}
