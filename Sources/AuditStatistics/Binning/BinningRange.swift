import Glibc

/// Where two samples have their rows, as far as bins depend on it.
struct BinningRange {
  /// Smallest and largest value of both.
  var minimum: Double
  var maximum: Double
  /// What is worth showing.
  var low: Double
  var high: Double
  private var median: Double
  private var interquartileRange: Double
  private var effectiveRows: Double

  var isConstant: Bool { minimum == maximum }

  /// Most bins that are wanted.
  let mostBins: Int

  init?(
    simulation: WeightedDistribution, data: WeightedDistribution, shown: ClosedRange<Double>?,
    isLogarithmic: Bool?, mostBins: Int
  ) {
    self.mostBins = mostBins
    let samples = [simulation, data].filter { $0.rows > 0 }
    guard let minimum = samples.compactMap(\.minimum).min(), let maximum = samples.compactMap(\.maximum).max()
    else { return nil }
    self.minimum = minimum
    self.maximum = maximum
    func quantiles(_ p: Double) -> [Double] { samples.compactMap { $0.quantile(p) } }
    let low = quantiles(0.001).min() ?? minimum
    let high = quantiles(0.999).max() ?? maximum
    median = quantiles(0.5).min() ?? minimum
    interquartileRange = zip(quantiles(0.75), quantiles(0.25)).map { $0 - $1 }.min() ?? 0
    effectiveRows = samples.map(\.effectiveRows).min() ?? 0
    let margin = 0.05 * (high - low)
    // "Not much farther out": the whole range is at most 1.3 of the robust one.
    let isCompact = maximum - minimum <= 1.3 * (high - low) || high <= low
    self.low = isCompact ? minimum : max(minimum, low - margin)
    self.high = isCompact ? maximum : min(maximum, high + margin)
    if let shown, shown.lowerBound < shown.upperBound {
      (self.minimum, self.maximum) = (shown.lowerBound, shown.upperBound)
      (self.low, self.high) = (shown.lowerBound, shown.upperBound)
      isLog = shown.lowerBound > 0 && (isLogarithmic ?? suitsLogAxis(low, high))
      return
    }
    guard isLogarithmic != false, suitsLogAxis(low, high) || (isLogarithmic == true && low > 0) else {
      return
    }
    // On a logarithmic axis a margin is a factor.
    let factor = pow(high / low, 0.05)
    self.low = max(minimum, low / factor)
    self.high = min(maximum, high * factor)
    isLog = true
  }

  private var isLog = false

  var suitsLogAxis: Bool { isLog }

  /// Positive, over more than 2½ decades between the robust quantiles, with the median in the lowest tenth.
  private func suitsLogAxis(_ low: Double, _ high: Double) -> Bool {
    minimum > 0 && low > 0 && high / low > 316 && median - low < 0.1 * (high - low)
  }

  /// Number of bins by the rule of Freedman and Diaconis; on a logarithmic axis about ten for each decade.
  var suggestedBins: Int {
    if isLog { return Int((10 * (log10(high) - log10(low))).rounded()) }
    guard interquartileRange > 0, effectiveRows > 0 else { return 40 }
    let width = 2 * interquartileRange / cbrt(effectiveRows)
    let bins = (high - low) / width
    return bins.isFinite ? Int(min(1000, max(1, bins.rounded(.up)))) : 40
  }
}
