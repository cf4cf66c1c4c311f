import AuditSamples
import AuditStatistics

/// Random numbers of rows: functions of (seed, name, row, part) alone, whatever the blocks and the threads.
///
/// `name` should tell miscalibration and sample apart, e.g. `smear/pt/signal`.
public struct RowRandom: Sendable {
  private let seed: UInt64
  private let name: String

  /// The random numbers of a miscalibration of a sample.
  public init(seed: UInt64, name: String) {
    self.seed = seed
    self.name = name
  }

  private func stream(_ part: String) -> CounterRandom {
    CounterRandom(seed: seed, stream: "miscalibration/\(name)/\(part)")
  }

  /// Standard normal numbers, `size` for each row of the events. O(rows read × size).
  public func normals(_ part: String, of events: EventBlock, size: Int = 1) -> [Float] {
    let rows = events.batch.rows
    var all = [Float](repeating: 0, count: rows.count * size)
    stream(part).fillNormals(&all, from: UInt64(rows.lowerBound * size))
    guard let kept = events.batch.keptRows else { return all }
    return kept.flatMap { row in
      let start = (row - rows.lowerBound) * size
      return all[start..<start + size]
    }
  }

  /// Numbers uniform in (0, 1), `size` for each row of the events. O(rows × size).
  public func uniforms(_ part: String, of events: EventBlock, size: Int = 1) -> [Double] {
    let random = stream(part)
    let rows = events.batch.keptRows ?? Array(events.batch.rows)
    return rows.flatMap { row in (0..<size).map { random.uniform(UInt64(row * size + $0)) } }
  }
}
