import AuditReport

/// How far one end of an interval reaches, and how far that of the next sample of the same nature may by chance.
///
/// With value v and bad end e on a scale on which 0 is perfect (a ratio: r − 1 above and 1/r − 1 below 1; an amount: its
/// reciprocal), and w = |e − v|:
///
/// | | | the next one is beyond it |
/// |---|---|---|
/// | ``bound`` | e + max((margin − 1)·abs(e), w) | with its whole interval, v′ − w > v + 2 w: in 2·10⁻⁵ of cases |
/// | ``chance`` | e + max((margin − 1)·abs(e), 2 w) | with some of its interval, v′ + w > v + 3 w: in 0.3 % |
///
/// for normal errors and intervals of 95 %: w = 1.96 σ and v′ − v has √2 σ. Distances that are 0 at best fluctuate less beside
/// their intervals.
struct Reach {
  enum Side { case low, high }

  /// Where a limit that did not pass is put.
  let bound: Double
  /// Beyond it no interval of the same nature ends.
  let chance: Double

  init(_ estimate: Estimate, _ side: Side, _ scale: MetricDefault.Scale, margin: Double) {
    let end = side == .high ? estimate.high : estimate.low
    // To the scale on which 0 is perfect and more is worse, and back.
    let isReciprocal = side == .low && (scale == .ratio || scale == .amount) && end > 0
    let perfect: Double = scale == .ratio ? 1 : 0
    let sign: Double = side == .high || isReciprocal ? 1 : -1
    func badness(_ x: Double) -> Double { isReciprocal ? 1 / x - perfect : sign * (x - perfect) }
    func value(_ x: Double) -> Double { isReciprocal ? 1 / (x + perfect) : perfect + sign * x }
    let bad = badness(end)
    let (width, margin) = (bad - badness(estimate.value), (margin - 1) * abs(bad))
    bound = value(bad + max(margin, width))
    chance = value(bad + max(margin, 2 * width))
  }
}
