/// Contents of the bins of one sample, for a χ² test.
public struct BinContents: Sendable, Equatable {
  /// Σw in each bin.
  public var values: [Double]
  /// Σw² in each bin.
  public var variances: [Double]

  /// Bin contents and their variances, of equal length.
  public init(values: [Double], variances: [Double]) {
    self.values = values
    self.variances = variances
  }

  /// The contents are counts: each variance equals its content.
  public var isUnweighted: Bool { values == variances }

  /// Effective number of events in a bin, w²/s²; 0 where Σw ≤ 0.
  func effectiveRows(_ bin: Int) -> Double {
    values[bin] > 0 && variances[bin] > 0 ? values[bin] * values[bin] / variances[bin] : 0
  }

  func merged(_ groups: [[Int]]) -> BinContents {
    BinContents(
      values: groups.map { $0.reduce(0) { $0 + values[$1] } },
      variances: groups.map { $0.reduce(0) { $0 + variances[$1] } })
  }
}

extension ChiSquareTest {
  /// Fewest effective events of a bin for which χ² is trusted.
  public static let fewestEffectiveRows = 10.0

  /// The form that suits the contents, after neighbouring bins are merged until each has ten effective events in
  /// both samples; nil when fewer than two such bins remain. The merging looks at sizes only, not at the difference.
  public init?(_ simulation: BinContents, _ data: BinContents) {
    guard simulation.values.count == data.values.count else { return nil }
    var groups: [[Int]] = []
    var current: [Int] = []
    for bin in simulation.values.indices {
      current.append(bin)
      if Self.isLargeEnough(simulation.merged([current]), data.merged([current])) {
        groups.append(current)
        current = []
      }
    }
    if !current.isEmpty {
      guard let last = groups.popLast() else { return nil }
      groups.append(last + current)
    }
    // Negative weights can spoil the last group again.
    while let last = groups.last, groups.count > 1,
      !Self.isLargeEnough(simulation.merged([last]), data.merged([last]))
    {
      groups.removeLast()
      groups[groups.count - 1] += last
    }
    self.init(simulation.merged(groups), data.merged(groups), groups: groups.count)
  }

  private init?(_ simulation: BinContents, _ data: BinContents, groups: Int) {
    guard groups > 1, let result = Self.unmerged(simulation, data) else { return nil }
    self = result
  }

  /// The form that suits the contents, with the bins as they are.
  public static func unmerged(_ simulation: BinContents, _ data: BinContents) -> ChiSquareTest? {
    switch (simulation.isUnweighted, data.isUnweighted) {
    case (true, true): .unweighted(simulation.values, unweighted: data.values)
    case (true, false): .unweighted(simulation.values, weighted: data.values, variances: data.variances)
    case (false, true): .unweighted(data.values, weighted: simulation.values, variances: simulation.variances)
    case (false, false):
      .weighted(
        simulation.values, variances: simulation.variances, weighted: data.values, variances: data.variances)
    }
  }

  static func isLargeEnough(_ simulation: BinContents, _ data: BinContents) -> Bool {
    simulation.effectiveRows(0) >= fewestEffectiveRows && data.effectiveRows(0) >= fewestEffectiveRows
  }
}
