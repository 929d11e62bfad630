import HTTPCore
import Testing

@testable import Endpoints

@Suite struct JSONAnswerTests {
  @Test func membersAndElementsAreSeparated() {
    let response = JSONAnswer.object(status: .conflict) { answer in
      answer.set("a", "x\"y")
      answer.set("b", -7)
      answer.set("c", true)
      answer.set("d", [1, 2]) { answer, number in answer.object { $0.set("n", number) } }
      answer.set("e", nil as String?)
      answer.set("f", json: Array("[1, 2]".utf8))
      answer.set("g", json: nil)
      answer.set("h", [Int]()) { _, _ in }
      answer.set("i", false)
    }
    #expect(response.status == .conflict)
    #expect(response["Content-Type"] == "application/json")
    #expect(
      response.text
        == #"{"a":"x\"y","b":-7,"c":true,"d":[{"n":1},{"n":2}],"e":null,"f":[1, 2],"g":null,"#
        + #""h":[],"i":false}"#)
  }

  @Test func keysThatOthersChoseAreEscaped() {
    let response = JSONAnswer.object { answer in
      answer.set(name: "a\"b\\") { $0.set("x", 1) }
      answer.set(name: "c") { _ in }
    }
    #expect(response.text == #"{"a\"b\\":{"x":1},"c":{}}"#)
  }

  @Test func nothingIsAnEmptyObject() {
    #expect(JSONAnswer.object { _ in }.text == "{}")
  }
}
