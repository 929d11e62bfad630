import Testing

@testable import Signaling

@Suite struct TokenTests {
  private static func issued(seed: UInt64) -> Token {
    var generator = SeededGenerator(seed: seed)
    return Token(issuedUsing: &generator)
  }

  @Test func anIssuedTokenHas22Base62Characters() {
    #expect(Self.issued(seed: 1).secret.wholeMatch(of: /[0-9A-Za-z]{22}/) != nil)
    #expect(Token.length == 22)
  }

  @Test func everyWordOfTheGeneratorChangesTheToken() {
    #expect(Self.issued(seed: 1).secret != Self.issued(seed: 2).secret)
    var generator = SeededGenerator(seed: 1)
    let first = Token(issuedUsing: &generator)
    #expect(Token(issuedUsing: &generator).secret != first.secret)
  }

  @Test func whatIsLongerThanATokenIsNotKept() {
    #expect(Token(presented: String(repeating: "x", count: 22)).secret.count == 22)
    #expect(Token(presented: String(repeating: "x", count: 23)).secret.isEmpty)
    let issued = Self.issued(seed: 1)
    #expect(!TokenDigest(issued).matches(Token(presented: issued.secret + "x")))
  }

  @Test func neitherDescriptionNorInterpolationShowsTheSecret() {
    let token = Token(presented: "s3cret")
    var dumped = ""
    print(token, to: &dumped)
    debugPrint(token, [token], Optional(token) as Any, to: &dumped)
    dump(token, to: &dumped)
    dump([Seat(roomID: .make(), clientID: ClientID(lookup: "c"), token: token)], to: &dumped)
    dumped += "\(token) \([token]) \(String(reflecting: token)) \(["k": token])"
    #expect(!dumped.contains("s3cret"))
    #expect("\(token)" == "<token>")
    #expect(String(reflecting: token) == "<token>")
  }

  @Test func ofATicketOrSeatNothingShowsTheSecret() throws {
    let stage = Stage.make()
    let seat = try stage.join()
    let ticket = try stage.claim(seat)
    #expect(!"\(seat) \(ticket)".contains(seat.token.secret))
    #expect(ticket.token.secret == seat.token.secret)
  }

  @Test func aDigestMatchesItsOwnTokenOnly() {
    let token = Self.issued(seed: 7)
    let digest = TokenDigest(token)
    #expect(digest.matches(token))
    #expect(digest.matches(Token(presented: token.secret)))
    for other in [
      "", " ", token.secret + "x", "x" + token.secret, token.secret.uppercased(),
      String(token.secret.dropLast()), token.secret + "\u{0}", Self.issued(seed: 8).secret,
    ] {
      #expect(!digest.matches(Token(presented: other)), "\(other)")
    }
  }

  @Test func aDigestTellsEverySingleCharacterApart() {
    let secret = Array(Self.issued(seed: 9).secret)
    let digest = TokenDigest(Token(presented: String(secret)))
    for index in secret.indices {
      var changed = secret
      changed[index] = changed[index] == "0" ? "1" : "0"
      #expect(!digest.matches(Token(presented: String(changed))))
    }
  }

  @Test func anEmptyTokenIsMatchedByAnEmptyOneOnly() {
    let digest = TokenDigest(Token(presented: ""))
    #expect(digest.matches(Token(presented: "")))
    #expect(!digest.matches(Token(presented: "0")))
  }
}
