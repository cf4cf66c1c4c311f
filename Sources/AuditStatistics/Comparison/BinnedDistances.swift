import Glibc

/// Shares of two samples in common bins, from which divergences are computed.
///
/// The bins are quantile bins of the pooled sample, each sample normalised to 1 first so that a small data sample is
/// not drowned by a large simulation; rows without a value have a last bin of their own when there are any.
public struct BinnedShares: Sendable, Equatable {
  /// Share of the simulation in each bin; sums to 1, and is negative where Σw is.
  public var simulation: [Double]
  /// Share of the data in each bin.
  public var data: [Double]

  /// Shares given as bin contents of any norm; nil unless both sums are positive and the lengths agree.
  public init?(simulation: [Double], data: [Double]) {
    let sums = (simulation: simulation.reduce(0, +), data: data.reduce(0, +))
    guard simulation.count == data.count, sums.simulation > 0, sums.data > 0 else { return nil }
    self.simulation = simulation.map { $0 / sums.simulation }
    self.data = data.map { $0 / sums.data }
  }

  /// Jensen-Shannon distance √JSD in [0, 1], JSD = ½ KL(p‖m) + ½ KL(q‖m) with m = (p + q)/2 and base 2.
  ///
  /// Negative contents count as 0 and the shares are normalised again, because a divergence is defined for
  /// probabilities only. Source: Lin, IEEE Trans. Inf. Theory 37 (1991) 145; Endres and Schindelin, ibid. 49 (2003)
  /// 1858 (the root is a metric).
  public var jensenShannonDistance: Double {
    let p = Self.clipped(simulation)
    let q = Self.clipped(data)
    var divergence = 0.0
    for (a, b) in zip(p, q) {
      let middle = (a + b) / 2
      if a > 0 { divergence += a * log2(a / middle) }
      if b > 0 { divergence += b * log2(b / middle) }
    }
    // Rounding can leave −10⁻¹⁷ for equal shares.
    return max(0, divergence / 2).squareRoot()
  }

  /// Population stability index Σ (q − p) ln(q/p).
  ///
  /// Shares below `floor` (empty and negative bins among them) are raised to it before the logarithm is taken, or
  /// one empty bin would make the index infinite; each such bin then adds at most ln(1/floor) times its share.
  public func populationStabilityIndex(floor: Double = 1e-4) -> Double {
    var index = 0.0
    for (p, q) in zip(simulation, data) {
      let (a, b) = (max(p, floor), max(q, floor))
      index += (b - a) * log(b / a)
    }
    return index
  }

  private static func clipped(_ shares: [Double]) -> [Double] {
    let positive = shares.map { max(0, $0) }
    let sum = positive.reduce(0, +)
    return positive.map { $0 / sum }
  }
}

extension CellPair {
  /// Contents of about `count` quantile bins made of neighbouring cells, and of the rows without a value in a last bin
  /// of their own when there are any.
  public func binned(
    _ count: Int = 20, missing: (simulation: Tally, data: Tally)
  ) -> (simulation: Contents, data: Contents) {
    let groups = quantileGroups(count)
    func contents(_ cells: Contents, _ missing: Tally, hasMissing: Bool) -> Contents {
      Contents(
        weights: groups.map { cells.weights[$0].reduce(0, +) } + (hasMissing ? [missing.weights] : []),
        squares: groups.map { cells.squares[$0].reduce(0, +) } + (hasMissing ? [missing.squares] : []))
    }
    let hasMissing = missing.simulation.rows + missing.data.rows > 0
    return (
      contents(simulation, missing.simulation, hasMissing: hasMissing),
      contents(data, missing.data, hasMissing: hasMissing)
    )
  }

  /// Consecutive cells that make about `count` bins of equal pooled weight, each sample normalised to 1.
  ///
  /// A bin ends with the cell whose end is nearest to the next multiple of 1/count; every bin has at least one cell.
  /// Where negative weights make the pooled sum fall, its largest value so far is used.
  public func quantileGroups(_ count: Int) -> [Range<Int>] {
    let sums = (
      simulation: simulation.weights.reduce(0, +), data: data.weights.reduce(0, +)
    )
    guard count > 0, !upper.isEmpty, sums.simulation > 0, sums.data > 0 else {
      return upper.isEmpty ? [] : [0..<upper.count]
    }
    var groups: [Range<Int>] = []
    var start = 0
    var pooled = 0.0
    var highest = 0.0
    for cell in upper.indices.dropLast() {
      let before = highest
      pooled +=
        (simulation.weights[cell] / sums.simulation + data.weights[cell] / sums.data) / 2
      highest = max(highest, pooled)
      let next = cell + 1
      let following =
        pooled + (simulation.weights[next] / sums.simulation + data.weights[next] / sums.data) / 2
      let passed = (before * Double(count)).rounded(.down)
      let goal = (passed + 1) / Double(count)
      let isNearest = highest >= goal || (following > goal && following - goal > goal - highest)
      // One bin for each multiple that is passed.
      guard isNearest, Double(groups.count) < (highest * Double(count) + 0.5).rounded(.down) else { continue }
      groups.append(start..<next)
      start = next
    }
    groups.append(start..<upper.count)
    return groups
  }
}
