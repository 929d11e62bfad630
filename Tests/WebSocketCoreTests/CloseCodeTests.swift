import Testing
import WebSocketCore

@Test func wireTakesRegisteredLibraryAndPrivateCodesOnly() {
  let valid = (UInt16.min...UInt16.max).filter { CloseCode(rawValue: $0).isValidOnWire }
  let expected: [UInt16] =
    [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014]
    + Array(3000...4999)
  #expect(valid == expected)
}

@Test func namedCloseCodesHaveTheirNumbers() {
  let named: [(CloseCode, UInt16)] = [
    (.normalClosure, 1000), (.goingAway, 1001), (.protocolError, 1002), (.unsupportedData, 1003),
    (.invalidPayload, 1007), (.policyViolation, 1008), (.messageTooBig, 1009),
    (.mandatoryExtension, 1010), (.internalError, 1011), (.serviceRestart, 1012),
    (.tryAgainLater, 1013), (.badGateway, 1014), (.lost, 4408), (.rateLimited, 4429),
  ]
  for (code, number) in named { #expect(code.rawValue == number) }
}
