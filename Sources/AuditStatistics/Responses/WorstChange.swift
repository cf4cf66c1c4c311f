import Glibc

extension ChangeEstimate {
  /// The largest of several changes, as a maximum: its place, and the largest value with an interval for the largest true one.
  ///
  /// `bySize`: the largest in size, with its sign. The upper end is the largest of all upper ends, because the largest true change may be
  /// another one. The lower end: the largest true change is no less than any mean λμ₁ + (1 − λ)μ₂ of two, and a mean of
  /// changes that move against each other, as those of both signs of a strength, is known better than either. So it is the largest of the
  /// lower ends of all means of the largest change and one that competes with it (is as large within the intervals), where the errors go
  /// together as the influences say (``influences``). P(sup over λ of the standardised error > c) = 1 − Φ(c) + arccos(ρ)/2π · exp(−c²/2)
  /// is the tail probability, shared by those that compete. Where the influences are not known, the ends of the changes alone
  /// (Bonferroni; Dunn, J. Am. Stat. Assoc. 56 (1961) 52). None reaches below `least`. nil without any. O(k).
  ///
  /// Where two are equally large the interval covers more often than it says: the value cannot be too small there by much.
  public static func worst(
    of changes: [ChangeEstimate], bySize: Bool, least: Double = -.infinity
  ) -> (place: Int, change: ChangeEstimate)? {
    let sided = changes.map { bySize && $0.value < 0 ? $0.scaled(by: -1) : $0 }
    guard let place = sided.indices.max(by: { sided[$0].value < sided[$1].value }) else { return nil }
    let top = sided[place]
    // Changes that are the same, as those of one kind at one strength, do not compete.
    let others = sided.filter { $0.high >= top.low }.reduce(into: [ChangeEstimate]()) {
      if $1 != top, !$0.contains($1) { $0.append($1) }
    }
    let tail = (1 - top.confidence) / 2
    let quantile = StandardNormal.quantile(1 - tail)
    var low = others.isEmpty ? top.low : -.infinity
    for other in others {
      if let correlation = top.correlation(with: other) {
        let stretch = supremumQuantile(tail: tail / Double(others.count), correlation: correlation) / quantile
        low = max(low, top.low(ofMeansWith: other, correlation: correlation, stretch: stretch))
      } else {
        let stretch = StandardNormal.quantile(1 - tail / Double(others.count + 1)) / quantile
        low = max(
          low, top.value - stretch * (top.value - top.low), other.value - stretch * (other.value - other.low))
      }
    }
    let worst = ChangeEstimate(
      value: top.value, low: max(least, low), high: others.reduce(top.high) { max($0, $1.high) },
      confidence: top.confidence, standardError: top.standardError, influences: top.influences)
    return (place, bySize && changes[place].value < 0 ? worst.scaled(by: -1) : worst)
  }

  /// Correlation of the errors of two changes of the same events; nil where the influences of one are not known.
  private func correlation(with other: ChangeEstimate) -> Double? {
    guard influences.count == other.influences.count else { return nil }
    var (own, both, others) = (0.0, 0.0, 0.0)
    for (first, second) in zip(influences, other.influences) {
      own += first * first
      both += first * second
      others += second * second
    }
    return own > 0 && others > 0 ? max(-1, min(1, both / (own * others).squareRoot())) : nil
  }

  /// The largest lower end of the means λ · self + (1 − λ) · other.
  private func low(ofMeansWith other: ChangeEstimate, correlation: Double, stretch: Double) -> Double {
    let (own, others) = (value - low, other.value - other.low)
    let steps = 32
    return (0...steps).reduce(-.infinity) { largest, step in
      let (a, b) = (Double(step) / Double(steps), Double(steps - step) / Double(steps))
      let square = a * own * a * own + b * others * b * others + 2 * correlation * a * own * b * others
      return max(largest, a * value + b * other.value - stretch * max(0, square).squareRoot())
    }
  }

  /// c with P(sup > c) = `tail` over all directions between two normal errors.
  private static func supremumQuantile(tail: Double, correlation: Double) -> Double {
    let turn = acos(correlation) / (2 * Double.pi)
    var (low, high) = (0.0, 40.0)
    for _ in 0..<50 {
      let middle = (low + high) / 2
      let beyond = 1 - StandardNormal.cumulative(middle) + turn * exp(-middle * middle / 2)
      if beyond > tail { low = middle } else { high = middle }
    }
    return high
  }
}
