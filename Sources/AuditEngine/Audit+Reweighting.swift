import AuditAnalysis
import AuditSamples

/// The weights of one process that make simulation look like data.
public struct ReweightedProcess: Sendable {
  /// Name of the process.
  public var name: String
  /// Density ratio data/simulation of every row of the source; NaN for rows outside the selection.
  public var ratios: [Double]
  /// Weight of every row as the audit used it; NaN for rows outside the selection.
  public var weights: [Double]
  /// Weight of every row of the source, selected or not; empty unless asked for.
  public var plainWeights: [Double] = []
}

extension Audit {
  /// Learns the density ratio of the only simulation and the only data sample, and gives every row of the simulation its ratio.
  ///
  /// It is the ratio that `analyzer` examines: same rows, same folds. Errors: what readers and the trainer throw;
  /// ``EngineError/unusable(files:reason:)`` where no ratio can be learned. O(rows · features) and five trainings.
  public func reweighted(
    by analyzer: ReweightingAnalyzer, withPlainWeights: Bool = false
  ) throws -> [ReweightedProcess] {
    let queue = WorkQueue(jobs: jobs)
    let preparation = try prepare(on: queue)
    let context = preparation.context
    guard let set = analyzer.columnSets(in: context).first, let sample = set.samples.first else {
      throw EngineError.unusable(
        files: samples.flatMap(\.files),
        reason: "simulation and data have no feature in common to learn a ratio from")
    }
    let measured = try measure([set], with: analyzer, on: preparation)
    if let fault = measured.first.flatMap({ analyzer.fault($0) }) {
      throw EngineError.unusable(
        files: samples.flatMap(\.files), reason: "no density ratio can be learned: \(fault)")
    }
    guard let learned = try measured.first.flatMap({ try analyzer.learned($0, set, in: context) }) else {
      throw EngineError.unusable(
        files: samples.flatMap(\.files),
        reason: "no density ratio can be learned: a fold has no positive sum of weights")
    }
    let processes = samples[sample].processes
    return try processes.indices.map { number in
      let process = processes[number]
      let rows = process.source.rowCount
      var result = ReweightedProcess(
        name: process.name, ratios: Array(repeating: .nan, count: rows),
        weights: Array(repeating: .nan, count: rows))
      if withPlainWeights { result.plainWeights = try Self.plainWeights(of: process) }
      let blocks = preparation.rows[sample][number].blocks.filter { $0.count > 0 }
      let parts = try queue.map(blocks) { block in
        let batch = try process.batch(of: set.columns, in: block)
        return (try learned.ratios(of: batch, process: number), batch.weights?.doubles)
      }
      for (ratios, weights) in parts {
        for (place, (row, ratio)) in ratios.enumerated() {
          result.ratios[row] = ratio
          result.weights[row] = weights?[place] ?? 1
        }
      }
      return result
    }
  }

  /// The weights of all rows of a process, as if it had no selection.
  private static func plainWeights(of process: Process) throws -> [Double] {
    var whole = process
    whole.selection = nil
    return try SampleRows(of: whole).blocks.flatMap { block in
      block.weights?.doubles ?? Array(repeating: 1, count: block.count)
    }
  }
}
