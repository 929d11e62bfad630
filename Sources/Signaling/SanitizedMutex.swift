#if THREAD_SANITIZER
  import Glibc

  /// Stands in for `Synchronization.Mutex` where the thread sanitizer looks on: it does not see the
  /// futex that one is made of, and would report whatever it guards. Built only with
  /// `-DTHREAD_SANITIZER`.
  ///
  /// `@unchecked Sendable`: the value is reached only under the lock.
  package struct Mutex<Value>: @unchecked Sendable {
    private final class Storage {
      let lock: UnsafeMutablePointer<pthread_mutex_t>
      var value: Value

      init(_ value: Value) {
        self.value = value
        unsafe lock = .allocate(capacity: 1)
        unsafe pthread_mutex_init(lock, nil)
      }

      deinit {
        unsafe pthread_mutex_destroy(lock)
        unsafe lock.deallocate()
      }
    }

    private let storage: Storage

    package init(_ value: sending Value) {
      storage = Storage(value)
    }

    package func withLock<Result, Failure: Error>(
      _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
      unsafe pthread_mutex_lock(storage.lock)
      defer { unsafe pthread_mutex_unlock(storage.lock) }
      return try body(&storage.value)
    }
  }
#endif
