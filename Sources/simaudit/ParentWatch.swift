import FoundationEssentials

#if canImport(Glibc)
  import Glibc
#endif

/// Ends this process when its parent is gone, however that ended: only the parent holds the other end of a pipe.
enum ParentWatch {
  /// Set in the child: its end of the pipe.
  static let variable = "SIMAUDIT_LIFE_FD"

  /// In the parent: the child's end of a pipe that stays open as long as this process lives; −1 where there is none.
  static let end: Int32 = {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return -1 }
    _ = fcntl(ends[1], F_SETFD, FD_CLOEXEC)
    return ends[0]
  }()

  /// In the child: watches from now on, on a thread of its own.
  static func start() {
    guard let text = getenv(variable).map({ String(cString: $0) }), let end = Int(text), end >= 0 else {
      return
    }
    _ = fcntl(Int32(end), F_SETFD, FD_CLOEXEC)
    var thread = pthread_t()
    let created = pthread_create(
      &thread, nil,
      { context in
        var byte: UInt8 = 0
        while read(Int32(Int(bitPattern: context)), &byte, 1) != 0 { if errno != EINTR { return nil } }
        // What ends on request may clean up first.
        kill(getpid(), SIGTERM)
        sleep(2)
        kill(getpid(), SIGKILL)
        return nil
      }, UnsafeMutableRawPointer(bitPattern: end))
    if created == 0 { pthread_detach(thread) }
  }
}
