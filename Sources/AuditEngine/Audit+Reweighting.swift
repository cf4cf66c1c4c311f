import AuditAnalysis
import AuditReport
import AuditSamples
import FoundationEssentials

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
  /// Learns the density ratio of the only simulation and the only data sample, gives every row of the simulation its ratio, and reports
  /// what using it would cost: samples are read and digested, and trees trained, once for both.
  ///
  /// Errors: what readers and the trainer throw; ``EngineError/unusable(files:reason:)`` where no ratio can be learned.
  /// O(rows · features) and some forty trainings.
  public func reweighted(
    by analyzer: ReweightingAnalyzer, withPlainWeights: Bool = false
  ) throws -> (report: Report, weights: [ReweightedProcess]) {
    let started = Date()
    let queue = WorkQueue(jobs: jobs)
    let preparation = try prepare(on: queue)
    try checkClasses(rows: preparation.rows, on: queue)
    let context = preparation.context
    guard let set = analyzer.columnSets(in: context).first, let sample = set.samples.first else {
      throw EngineError.unusable(
        files: samples.flatMap(\.files),
        reason: "simulation and data have no feature in common to learn a ratio from")
    }
    let measured = try measure([set], with: analyzer, on: preparation)
    let found = try measured.first.map { try analyzer.learned($0, set, in: context) }
    guard let readings = found?.readings, let learned = found?.ratio else {
      var reason = "no trees can be trained"
      for case .inconclusive(let clause) in (found?.readings ?? []).map(\.outcome) { reason = clause }
      throw EngineError.unusable(
        files: samples.flatMap(\.files), reason: "no density ratio can be learned: \(reason)")
    }
    let report = report(
      of: readings, on: preparation.summaries, notLookedAt: notLookedAt(try columnsLookedAt(in: context)),
      since: started)
    let processes = samples[sample].processes
    let weights = try processes.indices.map { number -> ReweightedProcess in
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
    return (report, weights)
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
