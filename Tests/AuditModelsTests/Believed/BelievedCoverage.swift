import AuditEngine
import AuditReport

/// How readings of one metric kept the law: each interval holds its value, has a width, stays in its bounds and agrees with its p;
/// and how often it holds the truth.
struct BelievedCoverage: Sendable {
  var metric = ""
  /// Intervals, and those whose truth is known.
  var measured = 0
  var known = 0
  /// Readings that decide nothing.
  var undecided = 0
  /// Intervals that miss it, truth below and above.
  var (below, above) = (0, 0)
  /// Sum over them of the probability of a miss, 1 − confidence.
  var allowed = 0.0
  /// Sums of the estimate and of its square, and of the half width in standard deviations, by reading: what widths are compared with.
  var scatter: [String: (count: Double, sum: Double, squares: Double, width: Double)] = [:]
  /// Readings that break the law, in words.
  var faults: [String] = []

  var misses: Int { below + above }

  /// Mean over readings of width/scatter, for those away from bounds.
  var widthOverScatter: Double? {
    let ratios = scatter.values.compactMap { one -> Double? in
      guard one.count >= 20 else { return nil }
      let mean = one.sum / one.count
      let variance = (one.squares - one.count * mean * mean) / (one.count - 1)
      return variance > 0 ? one.width / one.count / variance.squareRoot() : nil
    }
    return ratios.isEmpty ? nil : ratios.reduce(0, +) / Double(ratios.count)
  }

  mutating func add(_ reading: Reading, truth: Double?) {
    metric = reading.metric
    guard case .measured(let estimate) = reading.outcome else {
      if case .inconclusive = reading.outcome { undecided += 1 }
      return
    }
    measured += 1
    let (value, low, high) = (estimate.value, estimate.low, estimate.high)
    let words = "\(reading.id) \(value) [\(low), \(high)] p \(estimate.pValue.map { "\($0)" } ?? "-")"
    let null = BelievedMetrics.null(of: reading)
    let bounds = BelievedMetrics.bounds(of: reading)
    if !(low...max(low, high)).contains(value) { faults.append("value outside of \(words)") }
    if low == high, !BelievedMetrics.isCounted(reading) { faults.append("no width: \(words)") }
    // Estimates of what cannot be negative may be; their intervals may not.
    if !bounds.contains(low) || !bounds.contains(high) { faults.append("out of bounds: \(words)") }
    if let p = estimate.pValue, (p < 1 - estimate.confidence - 1e-12) != (low > null || high < null) {
      faults.append("p and interval: \(words)")
    }
    guard let truth, low < high else { return }
    known += 1
    below += truth < low - 1e-9 ? 1 : 0
    above += truth > high + 1e-9 ? 1 : 0
    allowed += 1 - estimate.confidence
    // At a null or a bound widths are not those of the scatter.
    let isInside = abs(truth - null) > 1e-9 && truth > bounds.lowerBound && truth < bounds.upperBound
    if isInside, estimate.confidence == 0.95 {
      var one = scatter[reading.id] ?? (0, 0, 0, 0)
      one.count += 1
      one.sum += value
      one.squares += value * value
      one.width += (high - low) / (2 * 1.96)
      scatter[reading.id] = one
    }
  }

  func merged(with other: BelievedCoverage) -> BelievedCoverage {
    var result = self
    result.measured += other.measured
    result.known += other.known
    result.undecided += other.undecided
    result.below += other.below
    result.above += other.above
    result.allowed += other.allowed
    result.faults += other.faults
    result.scatter.merge(other.scatter) { a, b in
      (a.count + b.count, a.sum + b.sum, a.squares + b.squares, a.width + b.width)
    }
    return result
  }
}

/// What is known of metrics beside their numbers.
enum BelievedMetrics {
  /// The value without any difference.
  static func null(of reading: Reading) -> Double {
    let metric = reading.metric
    if metric.hasSuffix("auc") || metric.hasSuffix("separation")
      || ["shortcut", "row-order"].contains(metric)
    {
      return metric == "overtraining-auc" ? 0 : 0.5
    }
    return ["iqr-ratio", "chi2-ndf", "category-chi2", "ratio-slope", "region-ratio"].contains(metric) ? 1 : 0
  }

  /// What a metric cannot leave.
  static func bounds(of reading: Reading) -> ClosedRange<Double> {
    let metric = reading.metric
    if ["auc-loss", "dependence", "overtraining-auc", "two-sample-reliance"].contains(metric) {
      return -1...1
    }
    if metric.hasSuffix("auc") { return 0...1 }
    if metric.hasSuffix("separation") || ["shortcut", "row-order"].contains(metric) { return 0.5...1 }
    if ["order-clumping", "reweighting-loss"].contains(metric) { return -.infinity...1 }
    if metric == "sufficiency" { return -.infinity...Double.infinity }
    if [
      "wasserstein", "wasserstein-sigma", "psi", "chi2-ndf", "category-chi2", "breakdown", "energy-distance",
      "sliced-wasserstein", "worst-direction", "frechet-distance", "iqr-ratio", "region-ratio", "slice-loss",
      "relative-error", "step-back", "smallest-class", "safety-factor", "mmd", "correlation-shift",
      "rank-correlation-shift",
    ].contains(metric) {
      return 0...Double.infinity
    }
    guard
      let known = MetricDefault.all.first(where: { $0.metric == metric && $0.analyzer == reading.analyzer }),
      known.scale == .distance || known.scale == .amount
    else { return -Double.infinity...Double.infinity }
    // Numbers of things have no upper end.
    return
      0...(["copies", "mixed-precision", "missing-columns", "one-sided-levels"].contains(metric)
      ? .infinity : 1)
  }

  /// True for counts of what a file holds, which have no error.
  static func isCounted(_ reading: Reading) -> Bool {
    // A model relative to itself is 1 by definition.
    if case .measured(let estimate) = reading.outcome, reading.metric.hasPrefix("relative-") {
      return estimate.value == 1
    }
    return counted.contains("\(reading.analyzer)/\(reading.metric)")
  }

  /// Counts of what a file holds, and what follows from its sizes.
  static let counted: Set<String> = [
    "shift/one-sided-levels", "split-shift/one-sided-levels", "balance/smallest-class",
    "weights/zero-weights",
    "weights/non-finite-weights", "weights/heaviest-event-share", "integrity/missing-fraction",
    "integrity/infinite", "integrity/sentinel", "integrity/dominant-share", "integrity/copies",
    "integrity/grid", "integrity/range-violation", "integrity/mixed-precision", "integrity/missing-columns",
    "overlap/duplicates", "overlap/overlap", "overlap/version-overlap", "overlap/label-conflicts",
    "overlap/key-duplicates", "overlap/key-overlap", "spectators/flattened-share", "splits/auc-precision",
    "splits/efficiency-precision", "reweighting/reweighting-loss", "reweighting/largest-weight",
    "two-sample/shared-events", "panel/shared-events", "reweighting/shared-events", "impact/shared-events",
  ]
}
