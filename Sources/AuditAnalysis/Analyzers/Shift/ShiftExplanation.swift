import AuditReport
import AuditStatistics
import Glibc

// What may explain a difference better than physics: another unit, another period, a sentinel, rounding.
extension FeaturePair {
  /// Values that are suspected to mean missing in either sample, ascending.
  var suspects: [Double] {
    let found = [simulation, data].flatMap { $0.suspectedSentinels.map(\.value) }
    return Set(found).subtracting(feature.missing).sorted()
  }

  /// The pair with some values counted as missing.
  func leavingOut(_ values: [Double]) -> FeaturePair {
    var pair = self
    pair.simulation = simulation.mapped(missing: values)
    pair.data = data.mapped(missing: values)
    return pair
  }

  /// A sentence on what makes at least three quarters of the KS distance vanish; nil when nothing does. O(n log n) where a
  /// sample looks like it, else O(log n).
  func explanation(of distance: Estimate) -> String? {
    // Half a per cent is explained by nothing that anybody would look for.
    guard distance.low > 0.005 else { return nil }
    let style = NumberStyle.plain
    func isExplained(_ remaining: Double?) -> Bool { remaining.map { $0 <= distance.value / 4 } ?? false }
    func remaining(_ transform: (Double) -> Double) -> Double? {
      Comparison(simulation: simulation, data: data.mapped(transform))?.kolmogorovSmirnov.distance
    }
    func change(_ distance: Double) -> String {
      "the KS distance is then \(style.rounded(distance, digits: 2)) instead of "
    }
    let (here, there) = (comparison.data, comparison.simulation)
    for factor in factors {
      let left = remaining { $0 / factor }
      guard let left, isExplained(left) else { continue }
      let what =
        factor == -1
        ? "has the opposite sign in \(here)"
        : "is \(style.rounded(factor, digits: 5)) times as large in \(here) as in \(there), as in another unit"
      return "\(name) \(what): \(change(left))" + "\(style.rounded(distance.value, digits: 2))."
    }
    for period in [2 * Double.pi, 360] {
      guard let isDataCentred = dataAreCentred(period: period) else { continue }
      let left = remaining { value in
        isDataCentred ? (value < 0 ? value + period : value) : (value > period / 2 ? value - period : value)
      }
      guard let left, isExplained(left) else { continue }
      let whole = period == 360 ? "360" : "2π"
      let half = period == 360 ? "180" : "π"
      let ranges = ["from −\(half) to \(half)", "from 0 to \(whole)"]
      return
        "\(name) runs \(ranges[isDataCentred ? 0 : 1]) in \(here) and \(ranges[isDataCentred ? 1 : 0]) in "
        + "\(there): \(change(left))"
        + "\(style.rounded(distance.value, digits: 2)) once both have one range."
    }
    for (coarse, fine, name) in [(simulation, data, there), (data, simulation, here)] {
      guard let left = coarse.distance(toRounded: fine), isExplained(left) else { continue }
      return "\(self.name) is rounded in \(name) and not in the other sample: on the values of \(name) "
        + "\(change(left))" + "\(style.rounded(distance.value, digits: 2))."
    }
    return nil
  }

  /// Factors between units, and the opposite sign, that the medians and widths of both samples suggest.
  private var factors: [Double] {
    func quartiles(_ sample: WeightedDistribution) -> (Double, Double, Double)? {
      guard let low = sample.quantile(0.25), let middle = sample.quantile(0.5),
        let high = sample.quantile(0.75), high > low
      else { return nil }
      return (low, middle, high)
    }
    guard let s = quartiles(simulation), let d = quartiles(data) else { return [] }
    let ratio = (d.2 - d.0) / (s.2 - s.0)
    let units = [10, 100, 1000, 1e6, 1e9, 180 / Double.pi].flatMap { [$0, 1 / $0] }
    let close = units.filter { abs(log(ratio / $0)) < 0.3 }
    // A sign can be seen where a sample is not symmetric about zero.
    let isTurned = abs(log(ratio)) < 0.3 && abs(d.1 - s.1) > abs(d.1 + s.1)
    return close + (isTurned ? [-1] : [])
  }

  /// Whether data are centred at zero and simulation begins there, or the other way round; nil when neither is.
  private func dataAreCentred(period: Double) -> Bool? {
    func range(_ sample: WeightedDistribution) -> (low: Double, high: Double)? {
      guard let low = sample.minimum, let high = sample.maximum else { return nil }
      return (low / period, high / period)
    }
    guard let s = range(simulation), let d = range(data) else { return nil }
    func isCentred(_ r: (low: Double, high: Double)) -> Bool {
      r.low >= -0.501 && r.low < -0.4 && r.high > 0.4 && r.high <= 0.501
    }
    func isPositive(_ r: (low: Double, high: Double)) -> Bool {
      r.low >= -0.001 && r.low < 0.1 && r.high > 0.9 && r.high <= 1.001
    }
    if isCentred(d), isPositive(s) { return true }
    return isPositive(d) && isCentred(s) ? false : nil
  }
}

extension [Reading] {
  /// The estimate of a metric.
  fileprivate func estimate(_ metric: String) -> Estimate? {
    lazy.compactMap { reading -> Estimate? in
      guard reading.metric == metric, case .measured(let estimate) = reading.outcome else { return nil }
      return estimate
    }.first
  }

  /// The readings of a pair, each beginning with what explains the difference, and with what it would be without values
  /// that are suspected to mean missing.
  func explained(
    by pair: FeaturePair, suspects: [Double], without: [Reading], of others: FeaturePair
  ) -> [Reading] {
    let cause = (suspects.isEmpty ? self : without).estimate("ks").flatMap { others.explanation(of: $0) }
    let list = suspects.map(NumberStyle.code.exact).joined(separator: ", ")
    return map { reading in
      var reading = reading
      if let cause { reading.message = "\(cause) \(reading.message)" }
      guard !suspects.isEmpty else { return reading }
      reading.alternative = without.estimate(reading.metric)
      let number =
        reading.alternative.map { "this is " + EstimateText($0, style: .plain).line }
        ?? "there is no estimate"
      reading.message =
        "Without the suspected sentinel\(suspects.count == 1 ? "" : "s") of \(pair.name) (\(list)) \(number); the "
        + "verdict is left open where it depends on them, until they are declared (missing: [\(list)]) or the finding is "
        + "accepted. \(reading.message)"
      return reading
    }
  }
}
