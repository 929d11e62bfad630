#if THREAD_SANITIZER
  import Signaling

  // The tests' own locks have to be seen by the sanitizer, too.
  typealias Mutex = Signaling.Mutex
#endif
