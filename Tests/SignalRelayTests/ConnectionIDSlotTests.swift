import Signaling
import Testing

@testable import SignalRelay

@Suite struct ConnectionIDSlotTests {
  @Test(arguments: [
    (0, UInt32(0), 0), (0, 1, 0), (255, 0xFF_FFFF, 0xFFFF_FFFE), (7, 0x12_3456, 0x789A_BCDE),
    (1, 0, Int(UInt32.max)),
  ])
  func theThreePartsComeBack(_ loop: Int, _ generation: UInt32, _ slot: Int) {
    let id = ConnectionID(loop: loop, generation: generation, slot: slot)
    #expect(id.loop == loop)
    #expect(id.generation == generation)
    #expect(id.slot == slot)
  }

  @Test func thePartsLieAtTheirBits() {
    #expect(
      ConnectionID(loop: 0xAB, generation: 0xCD_EF01, slot: 0x2345_6789).rawValue
        == 0xABCD_EF01_2345_6789)
  }

  @Test func aGenerationBeyond24BitsWrapsAndLeavesTheLoopAlone() {
    let id = ConnectionID(loop: 3, generation: ConnectionID.generations + 5, slot: 1)
    #expect(id.generation == 5)
    #expect(id.loop == 3)
  }
}
