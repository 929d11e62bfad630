import Glibc
import HTTPCore

/// A refusal written to the socket past the library, for moments in which the library has no
/// way to answer: a body that is still coming in, a deadline that passed.
enum RawAnswer {
  static func bytes(status: Status, message: String, now: Int) -> [UInt8] {
    let body = Response.errorBody(message)
    let head = """
      HTTP/1.1 \(status)\r
      Date: \(date(now))\r
      Connection: close\r
      Content-Type: application/json\r
      Content-Length: \(body.count)\r
      \r

      """
    return Array(head.utf8) + body
  }

  /// Writes as much as the kernel takes at once; a client that does not read gets less.
  static func send(status: Status, message: String, to descriptor: Int32) {
    let answer = bytes(status: status, message: message, now: time(nil))
    unsafe answer.withUnsafeBytes { answer in
      _ = unsafe Glibc.send(
        descriptor, answer.baseAddress, answer.count,
        Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
    }
  }

  /// RFC 9110 5.6.7: the fixed-length date, from seconds since 1970.
  static func date(_ seconds: Int) -> String {
    let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    let two = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
    let days = seconds / 86_400
    let time = seconds % 86_400
    var year = 1970
    var day = days
    while day >= daysInYear(year) {
      day -= daysInYear(year)
      year += 1
    }
    var month = 0
    let february = daysInYear(year) - 337
    let lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    while day >= lengths[month] {
      day -= lengths[month]
      month += 1
    }
    let clock = [time / 3600, time / 60 % 60, time % 60].map(two).joined(separator: ":")
    return "\(weekdays[days % 7]), \(two(day + 1)) \(months[month]) \(year) \(clock) GMT"
  }

  private static func daysInYear(_ year: Int) -> Int {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 366 : 365
  }
}
