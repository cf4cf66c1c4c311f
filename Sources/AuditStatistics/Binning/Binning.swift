/// Bin edges that show a feature of two samples well.
public struct Binning: Sendable, Codable, Equatable {
  /// How the bins are laid out.
  public enum Axis: String, Sendable, Codable {
    /// Edges at equal distances.
    case linear
    /// Edges at equal ratios.
    case log
    /// Edges at half-integers, at equal distances.
    case integer
  }

  /// How the bins are laid out.
  public var axis: Axis
  /// Increasing edges; one more than there are bins.
  public var edges: [Double]

  /// Fewest bins of a real-valued feature.
  public static let fewestBins = 10
  /// Most bins.
  public static let mostBins = 60

  /// Bins of the given edges.
  public init(axis: Axis, edges: [Double]) {
    self.axis = axis
    self.edges = edges
  }

  /// Chooses bins; nil when neither sample has rows.
  ///
  /// Range: the 0.1–99.9 % quantiles of both with a margin of 5 %, or all values when they are not much farther out.
  /// Width: Freedman and Diaconis (1981), 2 IQR/∛n_eff of the smaller sample, between 10 and 60 bins, rounded to 1,
  /// 2, 2.5 or 5 times a power of ten with edges at its multiples. Integers get bins around them. Positive features
  /// that spread over more than 2½ decades and are skewed get a logarithmic axis.
  ///
  /// `shown` overrides the range, `isLogarithmic` the choice of the axis (where the range is positive), and
  /// `mostBins` the largest number of bins.
  public static func automatic(
    simulation: WeightedDistribution, data: WeightedDistribution, shown: ClosedRange<Double>? = nil,
    isLogarithmic: Bool? = nil, mostBins: Int = Binning.mostBins
  ) -> Binning? {
    guard
      let range = BinningRange(
        simulation: simulation, data: data, shown: shown, isLogarithmic: isLogarithmic,
        mostBins: max(1, mostBins))
    else { return nil }
    if range.isConstant { return single(around: range.minimum).ifIncreasing }
    if isLogarithmic != true,
      simulation.holdsOnlyIntegers && data.holdsOnlyIntegers && range.maximum - range.minimum < 0x1p50
    {
      return integers(range)
    }
    if range.suitsLogAxis { return logarithmic(range) }
    return linear(range)
  }

  /// One bin for a constant.
  private static func single(around value: Double) -> Binning {
    let half = max(0.5, abs(value) * 1e-3)
    return Binning(axis: .linear, edges: [value - half, value + half])
  }

  private static func integers(_ range: BinningRange) -> Binning {
    // Few different values are all shown, however rare some are.
    let isShort = range.maximum - range.minimum < Double(range.mostBins)
    let low = (isShort ? range.minimum : range.low).rounded(.down)
    let high = (isShort ? range.maximum : range.high).rounded(.up)
    let count = high - low + 1
    let width = max(1, NiceStep.integer(atLeast: count / Double(range.mostBins)))
    let first = width == 1 ? low : (low / width).rounded(.down) * width
    let bins = Int(((high + 1 - first) / width).rounded(.up))
    return Binning(axis: .integer, edges: (0...bins).map { first - 0.5 + Double($0) * width })
  }

  private static func logarithmic(_ range: BinningRange) -> Binning? {
    let low = NiceStep.mantissa(atMost: range.low)
    let high = NiceStep.mantissa(atLeast: range.high)
    let ratio = high / low
    guard low > 0, ratio.isFinite else { return linear(range) }
    let bins = min(range.mostBins, max(fewestBins, range.suggestedBins))
    var edges = (0...bins).map { low * NiceStep.power(ratio, Double($0) / Double(bins)) }
    edges[bins] = high
    return Binning(axis: .log, edges: edges).ifIncreasing ?? linear(range)
  }

  private static func linear(_ range: BinningRange) -> Binning? {
    let bins = min(range.mostBins, max(fewestBins, range.suggestedBins))
    guard var step = NiceStep(atLeast: (range.high - range.low) / Double(bins)) else { return nil }
    while let binning = aligned(range, step) {
      if binning.edges.count - 1 <= range.mostBins { return binning }
      step = step.next
    }
    // The range is too narrow for its position to have edges in between.
    return Binning(axis: .linear, edges: [range.minimum, range.maximum]).ifIncreasing
  }

  private static func aligned(_ range: BinningRange, _ step: NiceStep) -> Binning? {
    let first = (range.low / step.value + 1e-9).rounded(.down)
    let last = (range.high / step.value - 1e-9).rounded(.up)
    guard abs(first) < 0x1p52, abs(last) < 0x1p52, last > first, last - first < 10_000 else { return nil }
    let edges = (0...Int(last - first)).map { step.multiple(first + Double($0)) }
    return Binning(axis: .linear, edges: edges).ifIncreasing
  }

  private var ifIncreasing: Binning? {
    zip(edges, edges.dropFirst()).allSatisfy { $0 < $1 && $0.isFinite && $1.isFinite } ? self : nil
  }
}
