/// Location and width of a feature, so that features of any unit can be compared together.
///
/// The width is robust: the interquartile range over 1.349 (a Gaussian's σ); where more than half of the values are
/// equal, the standard deviation.
public struct FeatureScale: Sendable, Equatable {
  /// The weighted median.
  public var center: Double
  /// The width, in units of the feature; positive.
  public var width: Double

  /// A scale as told.
  public init(center: Double, width: Double) {
    self.center = center
    self.width = width
  }

  /// The scale of a distribution; nil when it has fewer than two different values or Σw ≤ 0.
  public init?(_ distribution: WeightedDistribution) {
    guard distribution.isNormalisable, let center = distribution.quantile(0.5),
      let low = distribution.quantile(0.25), let high = distribution.quantile(0.75)
    else { return nil }
    let robust = (high - low) / 1.348_979_500_392_163
    let width = robust > 0 ? robust : distribution.standardDeviation ?? 0
    guard width > 0, width.isFinite, center.isFinite else { return nil }
    self.init(center: center, width: width)
  }

  /// (x − center) / width, not farther from 0 than `limit`.
  @inline(__always)
  func standardised(_ value: Float, limit: Double) -> Float {
    Float(min(max((Double(value) - center) / width, -limit), limit))
  }
}
