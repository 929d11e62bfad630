import Synchronization

/// Counts clients, connections and their addresses, and refuses those above the limits.
public final class Admission: Sendable {
  /// The limits in force.
  public struct Limits: Sendable {
    /// Clients in all, bound or not.
    public var clients = 100_000
    /// Open connections: what the process has file descriptors for.
    public var connections = Int.max
    /// What one address may do; nil lifts these limits.
    public var perAddress: PerAddress? = PerAddress()

    /// The defaults.
    public init() {}
  }

  /// The limits of one address.
  public struct PerAddress: Sendable {
    /// Clients at a time, bound or not.
    public var clients = 500
    /// Joins, over REST or by opening a connection.
    public var joins = Rate(perSecond: 20, burst: 60)
    /// Binds with a wrong token or an unknown client.
    public var failedBinds = Rate(perSecond: 10.0 / 60, burst: 10)

    /// The defaults.
    public init() {}
  }

  private struct State {
    var clients = 0
    var addresses = AddressTable()
  }

  /// The limits in force.
  public let limits: Limits
  private let state = Mutex(State())
  private let openConnections = Atomic(0)

  /// Starts with nobody inside.
  public init(_ limits: Limits = Limits()) {
    self.limits = limits
  }

  /// Clients in all, bound or not.
  public var clients: Int { state.withLock { $0.clients } }
  /// Connections that hold a descriptor.
  public var connections: Int { openConnections.load(ordering: .relaxed) }
  /// Addresses remembered.
  public var addresses: Int { state.withLock { $0.addresses.count } }
  /// Whether another connection would find a descriptor.
  public var hasDescriptors: Bool { connections < limits.connections }

  /// Counts a client that comes, or says which limit it is above. Every call that does not throw is
  /// paired with one of `release`.
  public func admit(_ address: AddressKey, at now: MonotonicTime) throws(Refusal) {
    try state.withLock { state throws(Refusal) in
      guard state.clients < limits.clients else {
        throw .tooManyClients(limit: limits.clients)
      }
      if let limits = limits.perAddress {
        try state.addresses.withEntry(address, initial: Self.entry(limits, now)) {
          entry throws(Refusal) in
          guard entry.joins.take(limits.joins, at: now) else {
            throw .tooManyJoins(retryAfter: entry.joins.wait(limits.joins))
          }
          guard entry.clients < limits.clients else {
            throw .tooManyClientsFromAddress(limit: limits.clients)
          }
          entry.clients += 1
        }
      }
      state.clients += 1
    }
  }

  /// Counts a client that was let in before and has left its room, whatever the limits.
  public func hold(_ address: AddressKey) {
    state.withLock { state in
      state.clients += 1
      if let limits = limits.perAddress {
        // If the address was forgotten meanwhile, its buckets are full, as those of any other.
        state.addresses.withEntry(
          address, initial: Self.entry(limits, MonotonicTime(nanoseconds: 0))
        ) { $0.clients += 1 }
      }
    }
  }

  /// Counts one client less.
  public func release(_ address: AddressKey) {
    state.withLock { state in
      state.clients -= 1
      if limits.perAddress != nil { state.addresses.removeClient(address) }
    }
  }

  /// Refuses an address that has guessed too often.
  ///
  /// - Throws: `Refusal.tooManyFailedBinds`.
  public func mayBind(_ address: AddressKey, at now: MonotonicTime) throws(Refusal) {
    guard let limits = limits.perAddress else { return }
    try state.withLock { state throws(Refusal) in
      try state.addresses.withEntry(address, initial: Self.entry(limits, now)) {
        entry throws(Refusal) in
        guard entry.failedBinds.hasToken(limits.failedBinds, at: now) else {
          throw .tooManyFailedBinds(retryAfter: entry.failedBinds.wait(limits.failedBinds))
        }
      }
    }
  }

  /// Counts a wrong guess against an address.
  public func bindFailed(_ address: AddressKey, at now: MonotonicTime) {
    guard let limits = limits.perAddress else { return }
    state.withLock { state in
      state.addresses.withEntry(address, initial: Self.entry(limits, now)) { entry in
        _ = entry.failedBinds.take(limits.failedBinds, at: now)
      }
    }
  }

  /// Takes a descriptor from the budget. Every call that does not throw is paired with one of
  /// `connectionClosed`.
  ///
  /// - Throws: `Refusal.noDescriptors` when the budget is used up.
  public func openConnection() throws(Refusal) {
    let count = openConnections.add(1, ordering: .relaxed).newValue
    guard count <= limits.connections else {
      openConnections.subtract(1, ordering: .relaxed)
      throw .noDescriptors
    }
  }

  /// Gives a descriptor back to the budget.
  public func connectionClosed() {
    openConnections.subtract(1, ordering: .relaxed)
  }

  private static func entry(_ limits: PerAddress, _ now: MonotonicTime) -> AddressTable.Entry {
    AddressTable.Entry(
      joins: TokenBucket(limits.joins, at: now),
      failedBinds: TokenBucket(limits.failedBinds, at: now))
  }
}
