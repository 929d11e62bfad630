import Glibc
import Testing

@testable import signaling_hub

@Suite struct LastResortTests {
  @Test func aShutdownThatHangsEndsWith70() async {
    await #expect(processExitsWith: .exitCode(EX_SOFTWARE)) {
      LastResort.arm(seconds: 1)
      sleep(20)
    }
  }

  @Test func bothSignalsEndTheProcessEvenWhenBlockedElsewhere() async {
    await #expect(processExitsWith: .signal(SIGTERM)) {
      LastResortTests.armAndRaise(SIGTERM)
    }
    await #expect(processExitsWith: .signal(SIGINT)) {
      LastResortTests.armAndRaise(SIGINT)
    }
  }

  private static func armAndRaise(_ number: Int32) {
    var all = sigset_t()
    unsafe sigfillset(&all)
    unsafe pthread_sigmask(SIG_BLOCK, &all, nil)
    LastResort.arm(seconds: 20)
    kill(getpid(), number)
    sleep(20)
  }
}
