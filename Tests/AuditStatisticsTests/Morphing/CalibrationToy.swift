import AuditStatistics
import Glibc

/// Events of two components with a spectrum, a peak on a continuum, a narrow ratio and a quantity of both signs.
struct CalibrationToy {
  /// What is wrong.
  struct Truth {
    var firstShare = 0.3
    var scale = 1.0
    /// Factor on a relative resolution of 2.25 %.
    var resolution = 1.0
    var offset = 0.0

    /// Width of the smearing that makes one resolution the other.
    var smear: Double { 0.0225 * scale * (resolution * resolution - 1).squareRoot() }
  }
  /// Places of the features.
  static let (spectrum, peak, ratio, isolation, count, angle) = (0, 1, 2, 3, 4, 5)

  let events: MorphingEvents

  init(_ truth: Truth, rows: Int, stream: UInt64, negative: Double = 0, weight: Double = 1) {
    let r = CounterRandom(seed: 5, stream: stream)
    var columns = [[Float]](repeating: [], count: 6)
    var weights: [Double] = []
    var components: [UInt8] = []
    for i in 0..<UInt64(rows) {
      let isFirst = r.uniform(i) < truth.firstShare
      let pt = isFirst ? 62 * exp(0.28 * r.normal(i)) : 18 - 28 * log(r.uniform(i, part: 1))
      let mass = isFirst ? 125 + r.normal(i, part: 2) : 50 - 55 * log(r.uniform(i, part: 3))
      let fraction = isFirst ? 1.0 : max(0.5, min(1.4, 0.95 + 0.15 * r.normal(i, part: 4)))
      let width = 0.0225 * truth.resolution
      let response = truth.scale * (1 + width * r.normal(i, part: 5))
      columns[0].append(Float(pt * response))
      columns[1].append(Float(mass * truth.scale * (1 + width * r.normal(i, part: 6))))
      columns[2].append(Float(response / (fraction * (1 + 0.03 * r.normal(i, part: 7)))))
      let tail = -(isFirst ? 0.6 : 4) * log(r.uniform(i, part: 9))
      columns[3].append(Float(0.5 + 1.1 * r.normal(i, part: 8) + truth.offset + tail))
      columns[4].append(Float(Int(8 * r.uniform(i, part: 11))))
      columns[5].append(Float(2 * Double.pi * r.uniform(i, part: 12) - Double.pi))
      weights.append(weight * (r.uniform(i, part: 10) < negative ? -1 : 1))
      components.append(isFirst ? 0 : 1)
    }
    events = MorphingEvents(
      columns: columns, weights: weights, components: components, componentCount: 2,
      keys: (0..<UInt64(rows)).map { stream &* 1_000_003 &+ $0 })
  }
}

/// How often intervals cover.
struct CoverageCount {
  var toys = 0
  var covered = 0
  var bias = 0.0

  mutating func add(_ low: Double, _ value: Double, _ high: Double, truth: Double) {
    toys += 1
    if low <= truth, truth <= high { covered += 1 }
    bias += value - truth
  }
  mutating func add(_ estimate: IntervalEstimate, truth: Double) {
    add(estimate.low, estimate.value, estimate.high, truth: truth)
  }
  mutating func add(_ change: ChangeEstimate, truth: Double) {
    add(change.low, change.value, change.high, truth: truth)
  }
  var rate: Double { Double(covered) / Double(max(1, toys)) }
  /// Mean deviation.
  var mean: Double { bias / Double(max(1, toys)) }
}
