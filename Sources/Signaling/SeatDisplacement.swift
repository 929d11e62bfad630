import OrderedCollections

extension Room.State {
  /// Frees a seat for `address` when all are reserved, at the cost of the address that has reserved
  /// the most: one flooding address cannot keep the others out.
  ///
  /// - Returns: the client whose seat was taken, with its name.
  mutating func displaceSeat(
    for address: AddressKey, at now: MonotonicTime
  ) throws(Refusal) -> (key: ClientID, value: Client) {
    var seatsByAddress: [AddressKey: Int] = [:]
    var firstToExpire = MonotonicTime.distantFuture
    for client in clients.values {
      guard case .seat(let until) = client.presence else { continue }
      seatsByAddress[client.address, default: 0] += 1
      firstToExpire = min(firstToExpire, until)
    }
    let own = seatsByAddress[address, default: 0]
    guard let greediest = seatsByAddress.max(by: { $0.value < $1.value }),
      greediest.value > own + 1,
      let oldest = clients.values.firstIndex(where: {
        $0.isSeat && $0.address == greediest.key
      })
    else {
      throw .seatsTaken(capacity: seats, retryAfter: firstToExpire - now)
    }
    seats -= 1
    return clients.remove(at: oldest)
  }
}
