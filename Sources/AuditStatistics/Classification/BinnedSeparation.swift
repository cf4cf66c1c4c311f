/// How well a column separates a class from the rest when it need not be monotone: the AUC of the binned likelihood
/// ratio, which is the largest that any function of the bin can reach.
///
/// Cross-fitted: the bins are put in order by their share of the class in one half of the events, the AUC is measured
/// on the other half, and all are averaged; without separation its expectation is exactly ½ (the optimum found and
/// measured on the same events would be biased upwards). One division into halves adds its own chance: without
/// separation it doubles the variance. Eight parts of the rows are therefore divided in the seven balanced and mutually
/// orthogonal ways, which leaves 8/14 of it. Where the order of the bins is certain, the mean over both halves has half the variance of
/// one; where it is learned anew in each half, about ¾ (toys with 2 to 40 bins and areas from 0.5 to 0.9: `SeparationTests`). How
/// certain it is shows in the variance of the mean with the orders as they are, which is half of that of one area where
/// all are equal: for each percent less, three percent of one area's are added, up to ¾. Bins, once missing values have one, also show what missing values give away.
/// Source: Neyman-Pearson lemma; cross-fitting as in Chernozhukov et al., Econometrics Journal 21 (2018) C1, section 3.4
/// for repeated divisions.
public struct BinnedSeparation: Sendable, Equatable {
  /// Mean AUC over the halves of all divisions; may fall below ½ by chance.
  public let value: Double
  /// Its standard error.
  public let standardError: Double
  private let inLogit: LogitArea
  /// What the largest area of any function of the bins may be larger by: half of what the order learned from all events seems to gain on
  /// the same events. A half of the events learns the order less well than it is.
  private let unlearned: Double

  /// Separation of a class from the rest; nil when in every division a half lacks a positive sum of weights.
  /// O(bins log bins).
  public init?(_ bins: ClassBins, positive: Int) {
    var areas: [AreaUnderCurve] = []
    // Of the mean, by part, for an event of the class or of the rest in each bin.
    var slopes = [[SIMD2<Double>]](
      repeating: [SIMD2<Double>](repeating: .zero, count: bins.count), count: ClassBins.partCount)
    for division in 1..<ClassBins.partCount {
      // Rows of Hadamard's matrix: half of the parts have an odd number of common bits with the division.
      var halves = [Side](repeating: Side(bins: bins.count), count: 2)
      for part in 0..<ClassBins.partCount {
        halves[(part & division).nonzeroBitCount & 1].add(bins.contents[part], positive: positive)
      }
      guard let first = halves[0].area(inOrderOf: halves[1]),
        let second = halves[1].area(inOrderOf: halves[0])
      else { continue }
      areas += [first, second]
      let both = [halves[0].slopes(inOrderOf: halves[1]), halves[1].slopes(inOrderOf: halves[0])]
      for part in slopes.indices {
        let own = both[(part & division).nonzeroBitCount & 1]
        for bin in own.indices { slopes[part][bin] += own[bin] }
      }
    }
    guard !areas.isEmpty else { return nil }
    func mean(_ part: (AreaUnderCurve) -> Double) -> Double {
      areas.reduce(0) { $0 + part($1) } / Double(areas.count)
    }
    let count = Double(areas.count)
    let certain = bins.contents.indices.reduce(0) {
      $0 + Side.variance(bins.contents[$1], slopes: slopes[$1], positive: positive)
    }
    let half = mean { $0.standardError * $0.standardError } / 2
    let agreement = half > 0 ? certain / (count * count) / half : 1
    let share = (0.5 + min(0.25, max(0, 3 * (1 - agreement)))).squareRoot()
    value = mean(\.value)
    standardError = share * mean(\.standardError)
    var whole = Side(bins: bins.count)
    for part in bins.contents { whole.add(part, positive: positive) }
    unlearned = max(0, (whole.area(inOrderOf: whole)?.value ?? value) - value) / 2
    inLogit = LogitArea(
      value: value, error: share * mean(\.guardedError),
      // Of two halves the variance is known better than of one.
      degreesOfFreedom: mean(\.degreesOfFreedom) / (share * share),
      smallest: mean(\.inLogit.smallest))
  }

  /// That of an area with this error. Covers at least as often as it says, a little more often where the column separates well.
  public func interval(confidence: Double) -> (low: Double, high: Double) {
    let ends = inLogit.interval(confidence: confidence)
    return (ends.low, min(1, ends.high + unlearned))
  }

  /// p-value of no separation: below 1 − confidence exactly when the interval lies above ½; 1 where the area does not.
  public var pValue: Double { value > 0.5 ? inLogit.pValue : 1 }
}

/// Sums of one half of the events: of a class and of the rest, in each bin.
private struct Side {
  var inside: [PowerSums]
  var outside: [PowerSums]

  init(bins: Int) {
    inside = Array(repeating: PowerSums(), count: bins)
    outside = inside
  }

  /// Takes in a part: contents[class][bin].
  mutating func add(_ contents: [[PowerSums]], positive: Int) {
    for (label, bins) in contents.enumerated() {
      for (bin, sums) in bins.enumerated() {
        if label == positive { inside[bin].add(sums) } else { outside[bin].add(sums) }
      }
    }
  }

  /// Bins by rising class share (p − q)/(p + q + c); c is the share of one effective event, so that bins with few
  /// events, or with a negative sum, go to the middle.
  var order: [Int]? {
    let sums = (Self.total(inside), Self.total(outside))
    guard sums.0.first > 0, sums.1.first > 0 else { return nil }
    let shrinkage = 1 / sums.0.effectiveCount + 1 / sums.1.effectiveCount
    let ratios = zip(inside, outside).map { inside, outside in
      let p = inside.first / sums.0.first
      let q = outside.first / sums.1.first
      return (p - q) / (max(p, 0) + max(q, 0) + shrinkage)
    }
    return ratios.indices.sorted { (ratios[$0], $0) < (ratios[$1], $1) }
  }

  /// Influence on that AUC of an event of weight 1 in each bin: of the class, of the rest.
  func slopes(inOrderOf other: Side) -> [SIMD2<Double>] {
    let sums = SIMD2(Self.total(inside).first, Self.total(outside).first)
    var result = [SIMD2<Double>](repeating: .zero, count: inside.count)
    guard let order = other.order, let area = area(inOrderOf: other)?.value else { return result }
    var below = SIMD2<Double>.zero
    for bin in order {
      let here = SIMD2(inside[bin].first, outside[bin].first)
      let places = (below + here / 2) / sums
      result[bin] = SIMD2(places.y - area, 1 - places.x - area) / sums
      below += here
    }
    return result
  }

  /// Variance of Σ slope · w over the events of a part: contents[class][bin].
  static func variance(_ contents: [[PowerSums]], slopes: [SIMD2<Double>], positive: Int) -> Double {
    contents.enumerated().reduce(0) { sum, content in
      let side = content.offset == positive ? 0 : 1
      return zip(content.element, slopes).reduce(sum) { $0 + $1.0.second * $1.1[side] * $1.1[side] }
    }
  }

  /// AUC of the bins in the order learned on other events.
  func area(inOrderOf other: Side) -> AreaUnderCurve? {
    guard let order = other.order else { return nil }
    return AreaUnderCurve(events: .max) { body in
      for bin in order { body(inside[bin], outside[bin]) }
    }
  }

  private static func total(_ bins: [PowerSums]) -> PowerSums {
    bins.reduce(into: PowerSums()) { $0.add($1) }
  }
}
