import HTTPCore

/// Feeds any bytes to the query and the path decoder. Whatever is accepted must be text without
/// control characters, and must decode to itself once encoded again.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzQuery(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe UnsafeBufferPointer(start: start, count: count)
  let raw = unsafe String(decoding: bytes, as: UTF8.self)
  if let query = try? Query(raw) {
    precondition(query.parameters.count <= Query.maximumParameters)
    var encoded: [String] = []
    for parameter in query.parameters {
      check(parameter.name)
      check(parameter.value)
      encoded.append(encode(parameter.name) + "=" + encode(parameter.value))
    }
    guard let again = try? Query(encoded.joined(separator: "&")) else {
      preconditionFailure("what was decoded does not decode again")
    }
    precondition(again.parameters == query.parameters)
  }
  if let request = try? Request(method: .get, target: raw) {
    check(request.path)
    precondition(request.target == raw)
    precondition(request.path.utf8.first == UInt8(ascii: "/") || request.path == "*")
  }
  return 0
}

private func check(_ text: String) {
  precondition(text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F })
}

private func encode(_ text: String) -> String {
  text.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
