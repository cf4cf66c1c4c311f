import AuditReport
import AuditSamples
import AuditStatistics

extension ReweightingAnalyzer {
  /// A density ratio that was learned from a pair of samples, for all rows of the simulation.
  public struct Learned: Sendable {
    /// The ratio on the rows that it was learned from.
    public let ratio: DensityRatio
    private let set: ColumnSet
    /// Ratio of each row that took part, by process and row: from trees that did not see it.
    private let known: [[Int: Double]]
    private let context: AuditContext

    init(_ ratio: DensityRatio, _ rows: ComparedRows, _ set: ColumnSet, _ context: AuditContext) {
      self.ratio = ratio
      self.set = set
      self.context = context
      var known = [[Int: Double]](
        repeating: [:], count: context.samples[set.samples[0]].processes.count)
      for row in 0..<rows.simulationCount {
        known[rows.places[row].process][rows.places[row].row] = ratio.simulation[row]
      }
      self.known = known
    }

    /// Ratio of each row of a batch of a process: rows that took part in the training have the one of trees that did not see
    /// them, others of those of one fold. Errors: those of the trees. O(rows · trees · depth).
    public func ratios(of batch: Batch, process: Int) throws -> [(row: Int, ratio: Double)] {
      let description = context.samples[set.samples[0]].processes[process]
      var all = CollectedRows(for: set, of: description, limit: .max, in: context)
      all.append(batch, keepingZeroWeights: true)
      let others = try ratio.ratios(columns: all.columns)
      return zip(all.numbers, others).map { row, ratio in (row, known[process][row] ?? ratio) }
    }
  }

  /// Learns and examines the ratio of a pair of samples: the readings, and the ratio that they speak of; nil where there is nothing to
  /// learn it from, which the readings say. Errors: those of the trainer.
  public func learned(_ measured: Measured, _ set: ColumnSet, in context: AuditContext) throws -> (
    readings: [Reading], ratio: Learned?
  ) {
    let found = try examined(measured, in: context)
    return (found.readings, found.ratio.map { Learned($0, measured.rows, set, context) })
  }

  /// Why no ratio can be learned, as a clause; nil when it can.
  public func fault(_ measured: Measured) -> String? {
    // Closure is measured on halves, each with folds of its own.
    measured.rows.fault(folds: 2 * foldCount)
      ?? (largest > 1 ? nil : "a ratio cannot be cut off at \(Wording.number(largest)), which is not above 1")
  }
}
