import AuditHDF5

#if canImport(Glibc)
  import Glibc
#endif

/// Where a process crashed: noted by a handler of its own, read by the supervisor.
///
/// A trap of Swift's (an overflow, a number that no integer holds) and a crash of libhdf5 both end the process by a signal.
/// Only the thread that crashed knows whether it was inside the library.
enum CrashNote {
  /// Whose code crashed.
  enum Place: UInt8 {
    /// Nothing was noted: the handler had no stack to run on.
    case unknown = 0
    /// Inside libhdf5.
    case library
    /// Outside.
    case elsewhere
  }

  /// Behind what ``FileInUse`` writes.
  private static let offset: off_t = 8192
  private nonisolated(unsafe) static var descriptor: Int32 = -1

  /// From now on a crash is noted on `descriptor`.
  static func install(on descriptor: Int32) {
    self.descriptor = descriptor
    // Traps of Swift's are illegal instructions (on ARM breakpoints), which libhdf5 never makes.
    for number in [SIGSEGV, SIGBUS, SIGFPE, SIGABRT, SIGILL, SIGTRAP] {
      signal(number) { number in
        var place =
          (LibraryThread.isCurrent && number != SIGILL && number != SIGTRAP ? Place.library : .elsewhere)
          .rawValue
        _ = pwrite(CrashNote.descriptor, &place, 1, CrashNote.offset)
        signal(number, SIG_DFL)
        raise(number)
      }
    }
  }

  /// What was noted on a descriptor.
  static func place(on descriptor: Int32) -> Place {
    var place: UInt8 = 0
    return pread(descriptor, &place, 1, offset) == 1 ? Place(rawValue: place) ?? .unknown : .unknown
  }
}
