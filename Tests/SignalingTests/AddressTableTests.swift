import Testing

@testable import Signaling

@Suite struct AddressTableTests {
  private static let rate = Rate(perSecond: 1, burst: 5)

  private static func entry() -> AddressTable.Entry {
    AddressTable.Entry(
      joins: TokenBucket(rate, at: .make(seconds: 0)),
      failedBinds: TokenBucket(rate, at: .make(seconds: 0)))
  }

  private static func touch(_ table: inout AddressTable, _ numbers: some Sequence<Int>) {
    for number in numbers { table.withEntry(.make(number), initial: entry()) { _ in } }
  }

  private static func clients(_ table: inout AddressTable, _ number: Int) -> Int {
    table.withEntry(.make(number), initial: entry()) { $0.clients }
  }

  private static func addClient(_ table: inout AddressTable, _ number: Int) {
    table.withEntry(.make(number), initial: entry()) { $0.clients += 1 }
  }

  @Test func anEntryIsMadeOnceAndKept() {
    var table = AddressTable()
    Self.addClient(&table, 1)
    Self.addClient(&table, 1)
    #expect(Self.clients(&table, 1) == 2)
    #expect(Self.clients(&table, 2) == 0)
    #expect(table.count == 2)
  }

  @Test func aMillionAddressesStayBounded() {
    var table = AddressTable()
    var most = 0
    for number in 0..<1_000_000 {
      Self.touch(&table, CollectionOfOne(number))
      most = max(most, table.count)
    }
    #expect(most == 2 * table.generationCapacity)
  }

  @Test func addressesWithClientsSurviveAMillionOthers() {
    var table = AddressTable(generationCapacity: 1000)
    for number in 0..<100 { Self.addClient(&table, number) }
    Self.touch(&table, 1000..<1_001_000)
    #expect(table.count <= 2 * 1000 + 100)
    for number in 0..<100 { #expect(Self.clients(&table, number) == 1) }
  }

  @Test func addressesWhoseClientsLeftAreForgottenAgain() {
    var table = AddressTable(generationCapacity: 100)
    for number in 0..<500 { Self.addClient(&table, number) }
    #expect(table.count == 500)
    for number in 0..<500 { table.removeClient(.make(number)) }
    Self.touch(&table, 1000..<1300)
    #expect(table.count <= 200)
  }

  @Test func removingCountsInWhicheverGenerationTheEntryIs() {
    var table = AddressTable(generationCapacity: 2)
    Self.addClient(&table, 1)
    Self.addClient(&table, 1)
    table.removeClient(.make(1))
    #expect(Self.clients(&table, 1) == 1)
    Self.touch(&table, 10...11)  // 1 is in the older generation now
    table.removeClient(.make(1))
    #expect(Self.clients(&table, 1) == 0)
  }

  @Test func removingAnUnknownAddressDoesNothing() {
    var table = AddressTable()
    table.removeClient(.make(1))
    #expect(table.count == 0)
  }

  @Test func aTouchedEntryKeepsItsBucketHoweverManyOthersCome() {
    var table = AddressTable(generationCapacity: 10)
    for round in 0..<100 {
      // Its five tokens are spent in the first rounds; a fresh bucket would show.
      let taken = table.withEntry(.make(1), initial: Self.entry()) {
        $0.joins.take(Self.rate, at: .make(seconds: 0))
      }
      #expect(taken == (round < 5), "round \(round)")
      Self.touch(&table, (100 + round * 9)..<(100 + round * 9 + 9))
    }
  }

  @Test func anEntryTouchedAsTheGenerationsTurnKeepsItsBucket() {
    var table = AddressTable(generationCapacity: 2)
    for _ in 0..<5 {
      table.withEntry(.make(1), initial: Self.entry()) {
        _ = $0.joins.take(Self.rate, at: .make(seconds: 0))
      }
    }
    Self.touch(&table, 2...4)  // [1, 2] is the older generation, [3, 4] the newer and full
    let taken = table.withEntry(.make(1), initial: Self.entry()) {
      $0.joins.take(Self.rate, at: .make(seconds: 0))
    }
    #expect(!taken)
  }

  @Test func anErrorOfTheBodyIsPassedOnAndTheEntryStays() {
    var table = AddressTable()
    #expect(throws: Absent.self) {
      try table.withEntry(.make(1), initial: Self.entry()) { entry throws(Absent) in
        entry.clients = 7
        throw Absent()
      }
    }
    #expect(Self.clients(&table, 1) == 7)
  }
}
