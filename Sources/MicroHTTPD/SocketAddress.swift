import CMicroHTTPD
import Glibc
import HTTPCore

extension IPAddress {
  /// The address of a peer. IPv4-mapped IPv6 and plain IPv4 become the same value.
  init?(_ address: UnsafePointer<sockaddr>) {
    switch unsafe Int32(address.pointee.sa_family) {
    case AF_INET:
      let number = unsafe UnsafeRawPointer(address).load(as: sockaddr_in.self).sin_addr.s_addr
      self.init(ipv4: UInt32(bigEndian: number))
    case AF_INET6:
      let bytes = unsafe UnsafeRawPointer(address).load(as: sockaddr_in6.self).sin6_addr
      let halves = unsafe unsafeBitCast(bytes, to: (UInt64, UInt64).self)
      self.init(high: UInt64(bigEndian: halves.0), low: UInt64(bigEndian: halves.1))
    default:
      return nil
    }
  }
}
