import CMicroHTTPD

/// Feeds every header line of a request to the gate, in order of arrival.
func readFields(of handle: OpaquePointer, into gate: inout HeadGate) {
  unsafe withUnsafeMutablePointer(to: &gate) { gate in
    _ = unsafe MHD_get_connection_values_n(handle, .HEADER_KIND, fieldRead, gate)
  }
}

/// Called by the library for each header line, with the gate as its closure.
private func fieldRead(
  _ gate: UnsafeMutableRawPointer?, _ kind: MHD_ValueKind, _ name: UnsafePointer<CChar>?,
  _ nameBytes: Int, _ value: UnsafePointer<CChar>?, _ valueBytes: Int
) -> MHD_Result {
  let name = unsafe UnsafeRawBufferPointer(start: name, count: nameBytes)
  let value = unsafe UnsafeRawBufferPointer(start: value, count: valueBytes)
  unsafe gate?.assumingMemoryBound(to: HeadGate.self).pointee.take(
    name: name.assumingMemoryBound(to: UInt8.self),
    value: value.assumingMemoryBound(to: UInt8.self))
  return .YES
}
