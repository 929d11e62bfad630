import JSONEnvelope
import Testing

@Suite struct EnvelopeStampTests {
  static let stamp = EnvelopeStamp("from", "Ab3dE9")

  @Test(arguments: [
    (#"{"type":"x"}"#, #"{"from":"Ab3dE9","type":"x"}"#),
    (#" { "a" : 1 , "b" : [ ] } "#, #"{"from":"Ab3dE9","a" : 1 , "b" : [ ] }"#),
    ("{}", #"{"from":"Ab3dE9"}"#),
    (" { } ", #"{"from":"Ab3dE9"}"#),
    (#"{"from":"z"}"#, #"{"from":"Ab3dE9"}"#),
    (#"{"from":"z","a":1}"#, #"{"from":"Ab3dE9","a":1}"#),
    (#"{"a":1,"from":"z"}"#, #"{"from":"Ab3dE9","a":1}"#),
    (#"{"a":1 , "from":"z" , "b":2 }"#, #"{"from":"Ab3dE9","a":1 , "b":2}"#),
    (#"{"from":1,"From":2,"a":3,"FROM":4,"b":5,"fROm":6}"#, #"{"from":"Ab3dE9","a":3,"b":5}"#),
    (#"{"a":{"from":"z"}}"#, #"{"from":"Ab3dE9","a":{"from":"z"}}"#),
    (#"{"fro":1,"fromm":2,"f":3,"":4}"#, #"{"from":"Ab3dE9","fro":1,"fromm":2,"f":3,"":4}"#),
  ])
  func putsItsMembersFirstAndDropsTheClients(_ text: String, _ expected: String) throws {
    #expect(try Scan.make(text).stamped(Self.stamp) == expected)
  }

  @Test func dropsWhatUnicodeFoldsToADroppedName() throws {
    var stamp = EnvelopeStamp()
    stamp.drop("senderSession")
    stamp.drop("Kind")
    let scan = try Scan.make(#"{"ſenderseſSion":1,"K":2,"\#u{212A}ind":3,"KIND":4,"ſ":5}"#)
    #expect(scan.stamped(stamp) == #"{"K":2,"ſ":5}"#)
    #expect(try Scan.make(#"{"kind":1}"#).stamped(stamp) == "{}")
  }

  @Test func isSetAnewForEachSender() throws {
    var stamp = EnvelopeStamp()
    let scan = try Scan.make(#"{"from":"z","a":1,"userId":2}"#)
    stamp.set("from", "A")
    #expect(scan.stamped(stamp) == #"{"from":"A","a":1,"userId":2}"#)
    stamp.set("from", "B\"")
    #expect(scan.stamped(stamp) == #"{"from":"B\"","a":1,"userId":2}"#)
    stamp.set("userId", "C")
    #expect(scan.stamped(stamp) == #"{"userId":"C","from":"z","a":1}"#)
  }

  @Test func takesValuesOfAnyLengthInTurn() throws {
    var stamp = EnvelopeStamp()
    let scan = try Scan.make(#"{"From":"z","a":1}"#)
    for value in ["A", "a much longer value", "", "é", "\\", "B", "\u{1}", "C", "\"", "D"] {
      stamp.set("from", value)
      #expect(scan.stamped(stamp) == scan.stamped(EnvelopeStamp("from", value)))
      #expect(try Scan.make(scan.stamped(stamp)).string(0) == value)
    }
    stamp.set("From", "E")
    #expect(scan.stamped(stamp) == #"{"From":"E","a":1}"#)
  }

  @Test func forgetsWhatWasAddedWhenSet() throws {
    var stamp = EnvelopeStamp()
    let scan = try Scan.make(#"{"b":1,"c":2}"#)
    stamp.set("from", "a much longer value")
    stamp.set("from", "A")
    stamp.add("b", "B")
    #expect(scan.stamped(stamp) == #"{"from":"A","b":"B","c":2}"#)
    stamp.set("from", "C")
    #expect(scan.stamped(stamp) == #"{"from":"C","b":1,"c":2}"#)
    stamp.drop("c")
    #expect(scan.stamped(stamp) == #"{"from":"C","b":1}"#)
    stamp.set("from", "D")
    #expect(scan.stamped(stamp) == #"{"from":"D","b":1,"c":2}"#)
  }

  @Test func addsSeveralMembersAndEscapesTheirValues() throws {
    var stamp = EnvelopeStamp("fromUserId", "a\"b\n")
    stamp.add("senderInfo", json: Array(#"{"n":1}"#.utf8))
    stamp.drop("token")
    let scan = try Scan.make(#"{"senderinfo":0,"token":"t","to":"b","fromuserid":"x"}"#)
    #expect(scan.stamped(stamp) == #"{"fromUserId":"a\"b\n","senderInfo":{"n":1},"to":"b"}"#)
  }

  @Test func writesIntoABufferExactlyWhatItAppends() throws {
    var generator = SeededGenerator(state: 7)
    for count in [0, 1, 2, 3, 5, 127, 128] {
      for _ in 0..<50 {
        // At most one of each name: the stamped names are four spellings of "from".
        var spellings = ["from", "From", "fRom", "frOM"]
        let members = (0..<count).map { index in
          let isForged = Bool.random(using: &generator) && !spellings.isEmpty
          return #""\#(isForged ? spellings.removeLast() : "k\(index)")" : \#(index)"#
        }
        let scan = try Scan.make("{ " + members.joined(separator: " , ") + " }")
        let envelope = scan.scanner.stamped(Self.stamp, in: scan.bytes.span)
        let expected = Array(scan.stamped(Self.stamp).utf8)
        #expect(envelope.byteCount == expected.count)
        var output = [UInt8](repeating: 0xAA, count: expected.count + 8)
        let written = unsafe output.withUnsafeMutableBytes {
          unsafe scan.scanner.write(envelope, Self.stamp, in: scan.bytes.span, into: $0)
        }
        #expect(written == expected.count)
        #expect(Array(output[..<written]) == expected)
        #expect(output[written...].allSatisfy { $0 == 0xAA })
        let again = try Scan.make(expected)
        #expect(again.key(0) == "from")
        let kept = members.filter { !$0.lowercased().hasPrefix("\"from\"") }.count
        #expect(again.members.count == 1 + kept)
      }
    }
  }
}
