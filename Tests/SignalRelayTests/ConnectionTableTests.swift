import Signaling
import Testing

@testable import SignalRelay

extension ConnectionTable {
  fileprivate mutating func insert(_ descriptor: Int32) -> ConnectionID {
    insert(descriptor: descriptor, session: Session(now: .make(), policy: .make()))
  }

  fileprivate func descriptor(_ id: ConnectionID) -> Int32? {
    unsafe find(id)?.pointee.descriptor
  }
}

@Suite struct ConnectionTableTests {
  @Test func aConnectionIsFoundByItsID() {
    var table = ConnectionTable<Int>(loop: 9)
    let first = table.insert(11)
    let second = table.insert(12)
    #expect(table.count == 2)
    #expect(table.descriptor(first) == 11)
    #expect(table.descriptor(second) == 12)
    #expect(first.loop == 9)
    #expect(table.id(atSlot: second.slot) == second)
  }

  @Test func aSlotIsUsedAgainWithANewGeneration() {
    var table = ConnectionTable<Int>(loop: 0)
    let old = table.insert(11)
    table.remove(old)
    let new = table.insert(12)
    #expect(new.slot == old.slot)
    #expect(new.generation != old.generation)
    #expect(table.descriptor(old) == nil)
    #expect(table.descriptor(new) == 12)
  }

  @Test func aStaleIDRemovesNobody() {
    var table = ConnectionTable<Int>(loop: 0)
    let old = table.insert(11)
    table.remove(old)
    table.remove(old)
    #expect(table.count == 0)
    let new = table.insert(12)
    table.remove(old)
    #expect(table.descriptor(new) == 12)
    #expect(table.count == 1)
  }

  @Test func idsThatNeverExistedFindNothing() {
    var table = ConnectionTable<Int>(loop: 0)
    #expect(table.descriptor(ConnectionID(loop: 0, generation: 1, slot: 0)) == nil)
    let id = table.insert(11)
    #expect(table.descriptor(ConnectionID(loop: 0, generation: 0, slot: id.slot + 1)) == nil)
    #expect(table.descriptor(ConnectionID(loop: 0, generation: 1, slot: 1 << 20)) == nil)
    #expect(table.descriptor(ConnectionID(rawValue: .max)) == nil)
  }

  @Test func growingMovesNobody() {
    var table = ConnectionTable<Int>(loop: 0)
    let first = table.insert(0)
    let place = unsafe table.find(first)
    let ids = (1..<1_000).map { table.insert(Int32($0)) }
    #expect(table.slots >= 1_000)
    #expect(unsafe table.find(first) == place)
    for (index, id) in ids.enumerated() { #expect(table.descriptor(id) == Int32(index + 1)) }
    #expect(Set(ids).count == ids.count)
  }

  @Test func aFullTurnOfGenerationsKeepsTheSlotUsable() {
    var table = ConnectionTable<Int>(loop: 0)
    var id = table.insert(1)
    var seen = Set<UInt32>()
    for _ in 0..<10_000 {
      seen.insert(id.generation)
      table.remove(id)
      id = table.insert(1)
    }
    #expect(seen.count == 10_000)
  }

  @Test(arguments: 1...4)
  func randomStepsAgreeWithADictionary(_ seed: UInt64) {
    var random = SplitMix64(state: seed)
    var table = ConnectionTable<Int>(loop: 5)
    var model: [ConnectionID: Int32] = [:]
    var gone: [ConnectionID] = []
    for step in 0..<20_000 {
      if model.count < 3 || Int.random(in: 0..<100, using: &random) < (step < 10_000 ? 60 : 45) {
        let id = table.insert(Int32(step))
        #expect(model.updateValue(Int32(step), forKey: id) == nil)
      } else if let id = model.keys.randomElement(using: &random) {
        table.remove(id)
        model[id] = nil
        gone.append(id)
      }
      if let id = gone.randomElement(using: &random) { #expect(table.descriptor(id) == nil) }
      if let entry = model.randomElement(using: &random) {
        #expect(table.descriptor(entry.key) == entry.value)
      }
    }
    #expect(table.count == model.count)
    let listed = (0..<table.slots).compactMap { table.id(atSlot: $0) }
    #expect(Set(listed) == Set(model.keys))
  }
}
