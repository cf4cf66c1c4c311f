import AuditEngine
import FoundationEssentials
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// A line on standard error that says how far the audit is; only where standard error is a terminal.
final class ProgressBar: Sendable {
  private let started = Date()
  private let lastDrawn = Mutex(Date.distantPast)

  /// A bar, or nil where nobody would see it.
  static func ifVisible(quiet: Bool) -> ProgressBar? {
    !quiet && isatty(STDERR_FILENO) == 1 ? ProgressBar() : nil
  }

  func show(_ progress: AuditProgress) {
    let now = Date()
    let isDue = lastDrawn.withLock { last in
      guard now.timeIntervalSince(last) > 0.1 || progress.done == progress.total else { return false }
      last = now
      return true
    }
    guard isDue else { return }
    let width = 28
    let filled = progress.total > 0 ? width * progress.done / progress.total : width
    let bar = String(repeating: "█", count: filled) + String(repeating: "·", count: width - filled)
    let elapsed = now.timeIntervalSince(started)
    let rate = Double(progress.done) / max(elapsed, 1e-3)
    let left = Double(progress.total - progress.done) / max(rate, 1e-3)
    let seconds = left < 1 ? "<1 s" : "\(Int(left.rounded(.up))) s"
    let line =
      "\r\u{1B}[K\(progress.stage) \(bar) \(progress.done)/\(progress.total) columns, "
      + "\(Int(rate.rounded())) a second, \(seconds) left"
    StandardError.write(line)
  }

  func clear() {
    StandardError.write("\r\u{1B}[K")
  }
}
