#if THREAD_SANITIZER
  import Signaling

  // Both Signaling and Synchronization have one; see there.
  typealias Mutex = Signaling.Mutex
#endif
