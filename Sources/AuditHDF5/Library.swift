import CHDF5
import Glibc

/// The one door to libhdf5: calls are serialised, its error printing is silenced on the calling thread.
///
/// Debian's library is thread-safe through one global lock anyway, others are not thread-safe at all; so nothing
/// is lost. What costs time (reading bytes at a known place, inflating, unshuffling) happens outside.
enum Library {
  private static let lock = RecursiveLock()

  // Run once, before the first call. File locks fail on many network and read-only file systems, and reading needs
  // none of them. External storage and virtual sources lie beside their file; said here and not for each dataset,
  // because two openings of one dataset must agree on it.
  private static let isStarted: Bool = {
    setenv("HDF5_USE_FILE_LOCKING", "FALSE", 0)
    setenv("HDF5_EXTFILE_PREFIX", "${ORIGIN}", 0)
    setenv("HDF5_VDS_PREFIX", "${ORIGIN}", 0)
    guard H5open() >= 0 else { return false }
    LZF.register()
    return true
  }()

  /// Runs `body` as the only one inside libhdf5, with the file (and object) it works on announced.
  static func locked<Result>(_ path: String, _ object: String = "", _ body: () throws -> Result) rethrows
    -> Result
  {
    lock.lock()
    FileInUse.enter()
    LibraryThread.enter()
    defer {
      LibraryThread.leave()
      FileInUse.leave()
      lock.unlock()
    }
    _ = isStarted
    // The error stack and its printing are per thread in this library: once at the start is not enough.
    H5Eset_auto2(hid_t(H5E_DEFAULT), nil, nil)
    FileInUse.change(to: path, object)
    return try body()
  }

  /// Returns `status` if the call succeeded, else throws what the library's error stack says.
  @discardableResult
  static func check<Status: SignedInteger>(_ status: Status, _ path: String, _ object: String) throws
    -> Status
  {
    guard status < 0 else { return status }
    throw error(path, object)
  }

  /// The error that the current thread's error stack describes.
  static func error(_ path: String, _ object: String) -> HDF5Error {
    let frames = takeErrorStack()
    let text = frames.map(\.description)
    if text.contains(where: { $0.contains("truncated file") }) { return .truncated(path: path) }
    if text.contains(where: { $0.contains("bad version number for layout message") }) {
      return .layoutTooNew(path: path, object: object)
    }
    // The deepest frame tells most, except when it is about a plug-in that was tried in vain.
    let told = frames.last { !$0.description.isEmpty && !$0.description.contains("dlopen") }
    return .unreadable(
      path: path, object: object, detail: told?.description ?? "the HDF5 library gave no reason")
  }

  struct Frame { var description: String }

  static func takeErrorStack() -> [Frame] {
    final class Box { var frames: [Frame] = [] }
    let box = Box()
    let stack = H5Eget_current_stack()
    defer { H5Eclose_stack(stack) }
    _ = H5Ewalk2(
      stack, H5E_WALK_DOWNWARD,
      { _, error, context in
        guard let error, let context else { return 0 }
        let text = error.pointee.desc.map { String(cString: $0) } ?? ""
        Unmanaged<Box>.fromOpaque(context).takeUnretainedValue().frames.append(Frame(description: text))
        return 0
      }, Unmanaged.passUnretained(box).toOpaque())
    return box.frames
  }
}

/// A lock that the same thread may take twice: handles are closed wherever their last owner goes.
final class RecursiveLock: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

  init() {
    var attributes = pthread_mutexattr_t()
    pthread_mutexattr_init(&attributes)
    pthread_mutexattr_settype(&attributes, Int32(PTHREAD_MUTEX_RECURSIVE))
    pthread_mutex_init(mutex, &attributes)
    pthread_mutexattr_destroy(&attributes)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  func lock() { pthread_mutex_lock(mutex) }
  func unlock() { pthread_mutex_unlock(mutex) }
}

/// An HDF5 identifier of any kind, closed when it goes out of scope.
struct Identifier: ~Copyable {
  let raw: hid_t
  init(_ raw: hid_t) { self.raw = raw }
  init(_ raw: hid_t, _ path: String, _ object: String) throws {
    self.raw = try Library.check(raw, path, object)
  }
  deinit { if raw > 0 { H5Idec_ref(raw) } }
}
