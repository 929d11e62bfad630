// The reader of addresses, which proxies send as text, against the one of the C library.

import Glibc
import HTTPCore

/// One input of the fuzzer.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzAddress(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe UnsafeBufferPointer(start: start, count: count)
  let text = unsafe String(decoding: bytes, as: UTF8.self)
  let address = IPAddress(text)
  precondition(address == libraryAddress(text), "the C library reads another address")
  if let address {
    precondition(IPAddress(address.description) == address, "an address is written as another one")
  }
  if let block = AddressBlock(text) {
    precondition(block.contains(block.base), "a block without its first address")
    precondition(AddressBlock(block.description) == block, "a block is written as another one")
  }
  return 0
}

/// What inet_pton makes of `text`.
private func libraryAddress(_ text: String) -> IPAddress? {
  // A C string would end there.
  if text.utf8.contains(0) { return nil }
  var ipv4 = in_addr()
  if unsafe inet_pton(AF_INET, text, &ipv4) == 1 {
    return IPAddress(ipv4: UInt32(bigEndian: ipv4.s_addr))
  }
  var ipv6: (UInt64, UInt64) = (0, 0)
  guard unsafe inet_pton(AF_INET6, text, &ipv6) == 1 else { return nil }
  return IPAddress(high: UInt64(bigEndian: ipv6.0), low: UInt64(bigEndian: ipv6.1))
}
