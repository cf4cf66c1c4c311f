import AuditAnalysis
import AuditReport
import AuditSamples
import AuditStatistics
import AuditTestSupport
import Glibc

/// Simulation and data of two features and a label, and a classifier that is a sum: what the analyzers of the impact are run
/// on.
struct ImpactToyAudit {
  var rows = 4000
  /// What data do to x.
  var scale = 1.0
  var dataStream: UInt64 = 2
  /// z falls exponentially from 0, which tells no smearing.
  var isExponential = false
  var weights: [Double]?
  /// Rows of weight 0 behind the others.
  var emptyRows = 0
  var blockRows = 700

  private func columns(_ stream: UInt64, scale: Double, extra: Int, labelled: Bool) -> [(String, Values)] {
    let r = CounterRandom(seed: 21, stream: stream)
    let total = rows + extra
    var (x, z, k): ([Float], [Float], [Float]) = ([], [], [])
    for i in 0..<UInt64(total) {
      let signal = i % 2 == 1
      x.append(Float(scale * (50 + 5 * r.normal(i) + (signal ? 4 : 0))))
      z.append(
        Float(isExponential ? -log(r.uniform(i, part: 1)) : r.normal(i, part: 1) + (signal ? 1 : 0)))
      k.append(Float(Int(5 * r.uniform(i, part: 2))))
    }
    let features: [(String, Values)] = [("x", .float32(x)), ("z", .float32(z)), ("n", .float32(k))]
    return features
      + (labelled ? [("y", .float32((0..<total).map { Float($0 % 2) }))] : [])
  }

  var audit: TableAudit {
    let all = weights ?? Array(repeating: 1, count: rows)
    return TableAudit(
      [
        TableAudit.Sample(
          "simulation", .simulation, columns(1, scale: 1, extra: emptyRows, labelled: true),
          weights: weights == nil && emptyRows == 0 ? nil : all + Array(repeating: 0, count: emptyRows)),
        TableAudit.Sample("data", .data, columns(dataStream, scale: scale, extra: 0, labelled: false)),
      ], features: ["x", "z", "n"], label: "y", blockRows: blockRows
    ) { context in
      context.scorers = [FormulaScorer.sum]
      context.groups = [FeatureGroup(name: "both", features: ["x", "z"])]
    }
  }
}
