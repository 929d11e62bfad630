import Testing
import WebSocketCore

@Test func sixOpcodesAreDefinedAndThreeOfThemAreControl() {
  #expect((0..<16).filter { Opcode(rawValue: $0) != nil } == [0, 1, 2, 8, 9, 10])
  #expect((0..<16).filter { Opcode(rawValue: $0)?.isControl == true } == [8, 9, 10])
}
