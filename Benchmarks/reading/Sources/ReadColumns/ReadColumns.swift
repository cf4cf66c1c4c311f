import AuditHDF5
import AuditSamples
import Dispatch
import Foundation

/// Reads every column of each file into memory, as an audit does, and says how long that took.
///
///     read-columns FILE… [--jobs N] [--repeats N]
///
/// The counterpart of peers/h5py_read.py: the same files, the same columns, reading alone; prints one line a repeat.
@main struct ReadColumns {
  static func main() throws {
    var arguments = Array(CommandLine.arguments.dropFirst())
    func option(_ name: String, _ standard: Int) -> Int {
      guard let place = arguments.firstIndex(of: name), place + 1 < arguments.count,
        let value = Int(arguments[place + 1])
      else { return standard }
      arguments.removeSubrange(place...place + 1)
      return value
    }
    let jobs = option("--jobs", ProcessInfo.processInfo.activeProcessorCount)
    let repeats = option("--repeats", 5)
    for _ in 0..<repeats {
      let (wall, cpu) = (DispatchTime.now().uptimeNanoseconds, cpuSeconds())
      let rows = try arguments.reduce(0) { try $0 + read($1, jobs: jobs) }
      let seconds = Double(DispatchTime.now().uptimeNanoseconds - wall) / 1e9
      print(
        "\(rows) values in \(milli(seconds)) ms wall, \(milli(cpuSeconds() - cpu)) ms CPU, \(jobs) jobs")
    }
  }

  /// Number of values read. Columns are handed out to the jobs one by one.
  private static func read(_ path: String, jobs: Int) throws -> Int {
    let source = try HDF5Source(paths: [path])
    let names = source.columns.map(\.name)
    let counts = Counts(names.count)
    DispatchQueue.concurrentPerform(iterations: jobs) { job in
      while let column = counts.next() {
        let values = try? source.read([names[column]], rows: 0..<source.rowCount)
        counts.add(values?.first?.count ?? 0)
      }
    }
    guard counts.total == names.count * source.rowCount else { throw Unreadable(path: path) }
    return counts.total
  }

  private struct Unreadable: Error { var path: String }

  private static func milli(_ seconds: Double) -> Int { Int((1000 * seconds).rounded()) }

  private static func cpuSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

/// What the jobs share.
private final class Counts: @unchecked Sendable {
  private let lock = NSLock()
  private var left: Range<Int>
  private(set) var total = 0
  init(_ columns: Int) { left = 0..<columns }
  func next() -> Int? { lock.withLock { left.popFirst() } }
  func add(_ values: Int) { lock.withLock { total += values } }
}
