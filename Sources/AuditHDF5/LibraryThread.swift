import Glibc

/// Which thread is inside libhdf5: a handler of crash signals asks whether the library or other code has crashed.
public enum LibraryThread {
  // Written inside `Library.locked` alone; read by a handler, of its own thread's value or of one that differs from it.
  private nonisolated(unsafe) static var thread = pthread_t()
  private nonisolated(unsafe) static var depth = 0

  /// True when the calling thread is inside libhdf5. Safe in a signal handler.
  public static var isCurrent: Bool { depth > 0 && pthread_equal(thread, pthread_self()) != 0 }

  static func enter() {
    thread = pthread_self()
    depth += 1
  }

  static func leave() { depth -= 1 }
}
