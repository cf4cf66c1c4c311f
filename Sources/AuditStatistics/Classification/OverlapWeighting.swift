/// Factors on the event weights that give a column the same distribution in every class, and what they cost.
///
/// In bin b with shares p_c(b) of the classes the common target is h(b) = 1 / Σ_c 1/p_c(b) and the factor is
/// f_c(b) = h(b)/p_c(b): at most 1 for each event, 0 where a class has nothing, and of the smallest variance among
/// weightings to a common target. Source: Li, Morgan, Zaslavsky, JASA 113 (2018) 390; Li and Li, Ann. Appl. Stat.
/// 13 (2019) 2389 for several classes.
public struct OverlapWeighting: Sendable, Equatable {
  /// factors[class][bin], without the bin of missing values; scaled so that each class keeps its sum of weights.
  public let factors: [[Double]]
  /// n_eff of each class as it is.
  public let before: [Double]
  /// n_eff of each class with the factors.
  public let after: [Double]
  /// Part of each class (by weight) that lies where another class has nothing.
  public let lost: [Double]

  /// The weighting of bins with values; nil when the classes do not overlap or one has no positive sum.
  public init?(_ bins: ClassBins) {
    let count = bins.count - 1
    let classes = 0..<bins.classCount
    let sums = classes.map { label in (0..<count).map { bins.sums(of: label, in: $0) } }
    let totals = sums.map { $0.reduce(0) { $0 + $1.first } }
    guard count > 0, bins.classCount > 1, totals.allSatisfy({ $0 > 0 }) else { return nil }
    let shares = classes.map { label in sums[label].map { $0.first / totals[label] } }
    let target = (0..<count).map { bin in
      classes.allSatisfy { shares[$0][bin] > 0 } ? 1 / classes.reduce(0) { $0 + 1 / shares[$1][bin] } : 0
    }
    let kept = target.reduce(0, +)
    guard kept > 0 else { return nil }
    factors = classes.map { label in
      (0..<count).map { target[$0] > 0 ? target[$0] / shares[label][$0] / kept : 0 }
    }
    before = sums.map { $0.reduce(into: PowerSums()) { $0.add($1) }.effectiveCount }
    after = zip(sums, factors).map { sums, factors in
      let first = zip(sums, factors).reduce(0) { $0 + $1.0.first * $1.1 }
      let second = zip(sums, factors).reduce(0) { $0 + $1.0.second * $1.1 * $1.1 }
      return second > 0 ? first * first / second : 0
    }
    lost = classes.map { label in (0..<count).reduce(0) { $0 + (target[$1] > 0 ? 0 : shares[label][$1]) } }
  }
}
