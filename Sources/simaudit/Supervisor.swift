import AuditHDF5
import FoundationEssentials

#if canImport(Glibc)
  import Glibc
#endif

/// Runs the command in a child process, so that a crash or an endless loop inside libhdf5 (which damaged files can
/// cause) ends in one sentence and exit code 2, and an interruption in exit code 130.
enum Supervisor {
  /// Set in the child: the descriptor on which it notes the file that is being read.
  static let noteVariable = "SIMAUDIT_NOTE_FD"

  /// The descriptor to note files on when this process is the supervised child.
  static var noteDescriptor: Int32? {
    getenv(noteVariable).flatMap { Int32(String(cString: $0)) }
  }

  /// Columns come and go all the time: their memory is kept, not given back to the system and faulted in again, and
  /// large pages are asked for. Halves the time spent in the kernel; has no effect with another C library.
  private static let allocatorSettings = [
    "glibc.malloc.hugetlb=1", "glibc.malloc.mmap_threshold=1073741824",
    "glibc.malloc.trim_threshold=2147483648",
  ].joined(separator: ":")

  /// Runs this program again with the same arguments; the exit code to end with.
  static func run(arguments: [String]) -> Int32 {
    // A file without a name: survives the child's crash and needs no cleaning up. Without one (no room for temporary
    // files) a crash is still caught, but the sentence cannot name the file.
    let note = tmpfile().map { fileno($0) } ?? -1
    var environment = ProcessInfo.processInfo.environment
    environment[noteVariable] = String(note)
    environment[ParentWatch.variable] = String(ParentWatch.end)
    environment["SWIFT_BACKTRACE"] = "enable=no"
    environment["OMP_WAIT_POLICY"] = environment["OMP_WAIT_POLICY"] ?? "passive"
    environment["GLIBC_TUNABLES"] = environment["GLIBC_TUNABLES"] ?? allocatorSettings

    Descendants.adopt()
    var child = pid_t()
    let status = spawn(arguments: arguments, environment: environment, child: &child)
    guard status == 0 else {
      StandardError.complain(
        "cannot start a process (\(String(cString: strerror(status)))); free memory and try again")
      return ExitStatus.unusable
    }
    // Whoever started this program may have blocked them.
    var none = sigset_t()
    sigemptyset(&none)
    sigprocmask(SIG_SETMASK, &none, nil)
    // The child ends, this one says so. A terminal sends an interruption to both: the second one finds it ended.
    terminationTarget = child
    for number in endingSignals {
      let before = signal(number) { number in kill(terminationTarget, number) }
      // `nohup` means it.
      if number == SIGHUP, isIgnored(before) { signal(SIGHUP, SIG_IGN) }
    }
    let watch = HangWatch(
      child: child, note: note,
      limit: environment[HangWatch.limitVariable].flatMap { Int($0) } ?? HangWatch.defaultLimit)
    watch.start()
    var state: Int32 = 0
    while waitpid(child, &state, 0) < 0 && errno == EINTR {}
    Descendants.end()
    let signalNumber = state & 0x7f
    if signalNumber == 0 { return (state >> 8) & 0xff }
    if endingSignals.contains(signalNumber) {
      StandardError.complain("interrupted; an earlier report is untouched")
      return ExitStatus.interrupted
    }
    // Whoever reads the output has enough (`simaudit inspect FILE | head`): the shell's code for it, and nothing to say.
    if signalNumber == SIGPIPE { return 128 + SIGPIPE }
    if watch.cause != .none, let file = noted(on: note) {
      StandardError.complain(
        watch.cause == .loop
          ? "\(file): the HDF5 library keeps computing and reads nothing; the file is probably "
            + "damaged: check it with h5dump or copy it anew"
          : "\(file): the HDF5 library did not return from it within \(watch.limit) s; look whether its file system "
            + "answers and h5dump can read it, or allow more with \(HangWatch.limitVariable)")
      return ExitStatus.unusable
    }
    complain(ofCrash: signalNumber, file: noted(on: note), place: CrashNote.place(on: note))
    return ExitStatus.unusable
  }

  /// What ended the child: the library on a file, the system, or a fault of this program; the last two blame no file.
  private static func complain(ofCrash signalNumber: Int32, file: String?, place: CrashNote.Place) {
    if signalNumber == SIGKILL {
      StandardError.complain(
        "the audit was killed\(file.map { ", last reading \($0)" } ?? ""), as happens when memory runs out: use a machine with more, "
          + "or fewer --jobs; an earlier report is untouched")
    } else if let file, place == .library {
      StandardError.complain(
        "\(file): the HDF5 library crashed while reading it; the file is probably damaged: "
          + "check it with h5dump or copy it anew")
    } else {
      StandardError.complain(
        "this is a fault of simaudit, not of your files: it crashed (signal \(signalNumber), \(String(cString: strsignal(signalNumber)))); "
          + "please report it with the command; an earlier report is untouched")
    }
  }

  private static func isIgnored(_ handler: sighandler_t?) -> Bool {
    unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  private static func spawn(
    arguments: [String], environment: [String: String], child: inout pid_t
  ) -> Int32 {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // A shell that starts this program with `&` may ignore them, or block them; the child must end all the same.
    var defaults = sigset_t()
    sigemptyset(&defaults)
    sigaddset(&defaults, SIGINT)
    sigaddset(&defaults, SIGTERM)
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    var argv = arguments.map { strdup($0) } + [nil]
    var envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer {
      argv.forEach { free($0) }
      envp.forEach { free($0) }
    }
    return posix_spawn(&child, "/proc/self/exe", nil, &attributes, &argv, &envp)
  }

  /// What the child noted last; nil when it was not inside the reader.
  private static func noted(on descriptor: Int32) -> String? {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = pread(descriptor, &buffer, buffer.count, 0)
    guard count > 0 else { return nil }
    return FileInUse.parse(buffer.prefix(count))?.path
  }

}

/// Signals that ask a program to end.
private let endingSignals = [SIGINT, SIGTERM, SIGHUP]

/// The child to end when this process is asked to end. Written once before the handler that reads it is installed.
nonisolated(unsafe) private var terminationTarget: pid_t = 0
