import HTTPCore

/// What a body may be called to be read as JSON.
enum MediaType {
  /// A refusal of a body that calls itself something else.
  ///
  /// `curl -d` calls everything a form, so that type is taken for JSON like no type at all.
  static func refusal(of request: Request) -> Response? {
    guard !request.body.isEmpty, let field = request.headers["Content-Type"] else { return nil }
    let type = field.utf8.prefix { $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: " ") }
    if type.isEqual(toWord: "application/json")
      || type.isEqual(toWord: "application/x-www-form-urlencoded")
    {
      return nil
    }
    return .error(.unsupportedMediaType, "the body must be application/json")
  }
}
