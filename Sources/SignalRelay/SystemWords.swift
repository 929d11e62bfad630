/// The system's random numbers. With a size, unlike `SystemRandomNumberGenerator`: the thread
/// sanitizer follows the address of a value without one into nowhere.
struct SystemWords: RandomNumberGenerator {
  private var system = SystemRandomNumberGenerator()
  private var size: UInt8 = 0

  init() {}

  mutating func next() -> UInt64 {
    system.next()
  }
}
