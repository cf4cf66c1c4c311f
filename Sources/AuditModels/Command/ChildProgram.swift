import Glibc

/// A program that runs beside, with its three standard streams.
///
/// Used by one thread at a time. Its process group is its own, so that ending it ends what it started, too.
final class ChildProgram {
  /// How an exchange of bytes went.
  enum Exchange: Equatable {
    case scores([Float])
    case timedOut
    case ended(how: String)
    case wrong(String)
  }

  private let process: pid_t
  private var input: Int32
  private let output: Int32
  private let errors: Int32
  /// What it has written and nobody has read yet.
  private var pending: [UInt8] = []
  private var told: [UInt8] = []
  private var hasErrors = true
  private var isReaped = false
  private var status: Int32 = 0

  /// Starts a program with arguments, looked for on the PATH. Errors: the operating system's reason.
  init(_ command: [String], variables: [String]) throws(ChildError) {
    var ends: [[Int32]] = []
    for _ in 0..<3 {
      var pair: [Int32] = [0, 0]
      guard pipe(&pair) == 0 else {
        for end in ends.joined() { close(end) }
        throw ChildError(reason: String(cString: strerror(errno)))
      }
      // Not inherited by programs that are started later: their copies would keep the streams open.
      for end in pair { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      ends.append(pair)
    }
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_adddup2(&actions, ends[0][0], 0)
    posix_spawn_file_actions_adddup2(&actions, ends[1][1], 1)
    posix_spawn_file_actions_adddup2(&actions, ends[2][1], 2)
    // Threads that blocks are scored on block signals, and programs would inherit that.
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK))
    var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) }
    arguments.append(nil)
    var environment: [UnsafeMutablePointer<CChar>?] = Self.inherited().map { strdup($0) }
    environment += variables.map { strdup($0) }
    environment.append(nil)
    defer { for text in arguments + environment { free(text) } }
    var process: pid_t = 0
    let code = posix_spawnp(&process, command.first ?? "", &actions, &attributes, arguments, environment)
    for end in [ends[0][0], ends[1][1], ends[2][1]] { close(end) }
    guard code == 0 else {
      for end in [ends[0][1], ends[1][0], ends[2][0]] { close(end) }
      throw ChildError(reason: String(cString: strerror(code)).lowercased())
    }
    self.process = process
    (input, output, errors) = (ends[0][1], ends[1][0], ends[2][0])
    for end in [input, output, errors] { _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK) }
  }

  deinit {
    if input >= 0 { close(input) }
    close(output)
    close(errors)
    // Its input has ended, so a well-behaved program goes by itself.
    waitForEnd(attempts: 20)
    end()
  }

  /// The last lines of its standard error, in one line.
  var standardError: String {
    let lines = String(decoding: told.suffix(2000), as: UTF8.self).split(separator: "\n")
    return lines.suffix(5).joined(separator: " | ")
  }

  /// Sends bytes and waits for one array, at most `seconds`.
  func exchange(_ bytes: [UInt8], seconds: Double) -> Exchange {
    let deadline = Self.now() + seconds
    var sent = 0
    var isOpen = true
    while true {
      switch NumpyArray.decode(pending) {
      case .scores(let scores, let count) where sent == bytes.count:
        pending.removeFirst(count)
        return .scores(scores)
      case .wrong(let reason) where !pending.isEmpty:
        readErrors()
        return .wrong(reason)
      case .incomplete, .scores, .wrong: break
      }
      // What it has started may hold its output open for as long as it likes; what was written is read first.
      if !isOpen || hasEnded && output.hasNothingToRead { return .ended(how: how()) }
      let left = deadline - Self.now()
      guard left > 0 else {
        end()
        readErrors()
        return .timedOut
      }
      var streams = [
        pollfd(fd: sent < bytes.count ? input : -1, events: Int16(POLLOUT), revents: 0),
        pollfd(fd: output, events: Int16(POLLIN), revents: 0),
        pollfd(fd: hasErrors ? errors : -1, events: Int16(POLLIN), revents: 0),
      ]
      poll(&streams, 3, Int32(min(100, left * 1000 + 1)))
      if streams[0].revents != 0 {
        let count = write(bytes[sent...])
        if count > 0 { sent += count }
        // It no longer reads: what it has said so far, or how it ended, tells more than that.
        if count < 0 { sent = bytes.count }
      }
      if streams[1].revents != 0 { isOpen = Self.read(output, into: &pending) }
      if streams[2].revents != 0 { readErrors() }
    }
  }

  /// Writes what fits; −1 when nobody reads. SIGPIPE is taken away from this thread meanwhile.
  private func write(_ bytes: ArraySlice<UInt8>) -> Int {
    var pipe = sigset_t()
    var before = sigset_t()
    sigemptyset(&pipe)
    sigaddset(&pipe, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &pipe, &before)
    let count = bytes.withUnsafeBytes { Glibc.write(input, $0.baseAddress, $0.count) }
    let reason = errno
    if count < 0, reason == EPIPE {
      var none = timespec(tv_sec: 0, tv_nsec: 0)
      sigtimedwait(&pipe, nil, &none)
    }
    pthread_sigmask(SIG_SETMASK, &before, nil)
    return count < 0 && (reason == EAGAIN || reason == EINTR) ? 0 : count
  }

  /// Appends what is there; false at the end of the stream.
  private static func read(_ stream: Int32, into bytes: inout [UInt8]) -> Bool {
    var block = [UInt8](repeating: 0, count: 1 << 16)
    let count = Glibc.read(stream, &block, block.count)
    if count > 0 { bytes += block[..<count] }
    return count > 0 || count < 0 && (errno == EAGAIN || errno == EINTR)
  }

  private func readErrors() {
    for _ in 0..<16 where hasErrors {
      let before = told.count
      hasErrors = Self.read(errors, into: &told)
      if told.count == before { break }
    }
    if told.count > 8192 { told.removeFirst(told.count - 8192) }
  }

  /// How it ended, once its output has.
  private func how() -> String {
    waitForEnd(attempts: 200)
    let isOver = hasEnded
    readErrors()
    end()
    guard isOver else { return "closed its standard output" }
    let signal = status & 0x7F
    return signal == 0
      ? "ended with status \((status >> 8) & 0xFF)"
      : "was ended by signal \(signal) (\(String(cString: strsignal(signal))))"
  }

  /// True once the program itself is over. It is not taken off the process table yet: that would set its group's number free.
  private var hasEnded: Bool {
    guard !isReaped else { return true }
    var information = siginfo_t()
    let found = waitid(P_PID, id_t(process), &information, WEXITED | WNOHANG | WNOWAIT)
    return found == 0 && information.si_signo == SIGCHLD || found < 0 && errno == ECHILD
  }

  private func waitForEnd(attempts: Int) {
    for _ in 0..<attempts where !hasEnded { usleep(10_000) }
  }

  /// Ends the program and what it has started in its group.
  private func end() {
    guard !isReaped else { return }
    kill(-process, SIGKILL)
    isReaped = true
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
  }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  private static func inherited() -> [String] {
    var result: [String] = []
    var entry = environ
    while let text = entry.pointee {
      result.append(String(cString: text))
      entry += 1
    }
    return result
  }
}

extension Int32 {
  /// True for a stream without anything to read at the moment.
  fileprivate var hasNothingToRead: Bool {
    var stream = pollfd(fd: self, events: Int16(POLLIN), revents: 0)
    return poll(&stream, 1, 0) <= 0 || Int32(stream.revents) & POLLIN == 0
  }
}

/// Why a program did not start.
struct ChildError: Error { var reason: String }
