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
      guard now.timeIntervalSince(last) > 0.1 || progress.done >= progress.total else { return false }
      last = now
      return true
    }
    guard isDue else { return }
    let width = 28
    let share = progress.total > 0 ? min(1, Double(progress.done) / Double(progress.total)) : 0
    let filled = Int(Double(width) * share)
    let bar = String(repeating: "█", count: filled) + String(repeating: "·", count: width - filled)
    // Nothing is promised of steps that are not known yet.
    let left =
      progress.secondsLeft.map { $0 < 1 ? "less than 1 s" : "\(Int($0.rounded(.up))) s" }.map {
        ", \($0) left of this step"
      }
    let elapsed = Int(now.timeIntervalSince(started))
    StandardError.write(
      "\r\u{1B}[K\(progress.stage) (\(progress.analysis) of \(progress.analyses)) \(bar) "
        + "\(progress.done)/\(progress.total)\(left ?? ""), \(elapsed) s so far")
  }

  func clear() {
    StandardError.write("\r\u{1B}[K")
  }
}
