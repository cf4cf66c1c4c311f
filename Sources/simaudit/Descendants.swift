#if canImport(Glibc)
  import Glibc
#endif

/// Everything that was started below this process: programs of `--command` and what these have started, in whatever
/// process group or session.
enum Descendants {
  private static let setChildSubreaper: Int32 = 36

  /// From now on processes below this one whose parent ends become its children.
  ///
  /// Looked up by name, because Swift imports no function with a variable number of arguments.
  static func adopt() {
    typealias Control = @convention(c) (Int32, UInt, UInt, UInt, UInt) -> Int32
    guard let symbol = dlsym(nil, "prctl") else { return }
    _ = unsafeBitCast(symbol, to: Control.self)(setChildSubreaper, 1, 0, 0, 0)
  }

  /// Ends all children, those that come up meanwhile too: asks, and after half a second does not ask any more.
  static func end() {
    for attempt in 0..<200 {
      while waitpid(-1, nil, WNOHANG) > 0 {}
      let children = self.children
      guard !children.isEmpty else { return }
      for child in children where attempt == 0 || attempt >= 50 {
        kill(child, attempt == 0 ? SIGTERM : SIGKILL)
      }
      usleep(10_000)
    }
  }

  /// Processes whose parent this one is.
  private static var children: [pid_t] {
    let own = getpid()
    guard let folder = opendir("/proc") else { return [] }
    defer { closedir(folder) }
    var found: [pid_t] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard let process = pid_t(name), parent(of: process) == own else { continue }
      found.append(process)
    }
    return found
  }

  /// The fourth number of `/proc/PID/stat`; the name before it stands in brackets and may hold anything.
  private static func parent(of process: pid_t) -> pid_t? {
    let file = open("/proc/\(process)/stat", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 1024)
    let count = read(file, &bytes, bytes.count)
    let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    guard let name = text.lastIndex(of: ")") else { return nil }
    let fields = text[text.index(after: name)...].split(separator: " ")
    return fields.count > 1 ? pid_t(fields[1]) : nil
  }
}
