/// How different the shares of a category's levels are in data and in simulation.
public struct CategoryComparison: Sendable, Equatable {
  /// One level in both samples.
  public struct Level: Sendable, Equatable {
    /// Name of the level.
    public var name: String
    /// Rows of the simulation.
    public var simulation: Tally
    /// Rows of the data.
    public var data: Tally
    /// Share of the simulation's Σw.
    public var simulationShare: Double
    /// Share of the data's Σw.
    public var dataShare: Double
  }

  /// All levels by name; a last one without a name when rows have no level in either sample.
  public var levels: [Level]
  /// ½ Σ |p_S − p_D|: the largest error in the share of any set of levels.
  public var totalVariation: Double
  /// χ² with the errors of both samples; rare levels are put together first. nil with fewer than two bins.
  public var chiSquare: ChiSquareTest?
  /// Levels that only simulation has.
  public var onlyInSimulation: [String]
  /// Levels that only data has.
  public var onlyInData: [String]

  /// Compares two samples; nil when Σw ≤ 0 in one. Rows without a level count as a level. O(levels log levels).
  public init?(simulation: CategoryTally, data: CategoryTally) {
    var pairs: [(name: String, simulation: Tally, data: Tally)] = Set(simulation.levels.keys)
      .union(data.levels.keys).sorted()
      .map { ($0, simulation.levels[$0] ?? Tally(), data.levels[$0] ?? Tally()) }
    onlyInSimulation = pairs.filter { $0.data.rows == 0 }.map(\.name)
    onlyInData = pairs.filter { $0.simulation.rows == 0 }.map(\.name)
    if simulation.missing.rows + data.missing.rows > 0 {
      pairs.append(("", simulation.missing, data.missing))
    }
    let sums = (
      simulation: pairs.reduce(0) { $0 + $1.simulation.weights },
      data: pairs.reduce(0) { $0 + $1.data.weights }
    )
    guard sums.simulation > 0, sums.data > 0 else { return nil }
    levels = pairs.map {
      Level(
        name: $0.name, simulation: $0.simulation, data: $0.data,
        simulationShare: $0.simulation.weights / sums.simulation, dataShare: $0.data.weights / sums.data)
    }
    totalVariation = levels.reduce(0) { $0 + abs($1.simulationShare - $1.dataShare) } / 2
    chiSquare = Self.chiSquare(
      BinContents(values: pairs.map(\.simulation.weights), variances: pairs.map(\.simulation.squares)),
      BinContents(values: pairs.map(\.data.weights), variances: pairs.map(\.data.squares)))
  }

  /// Levels with fewer than ten effective events in a sample form one bin, which takes in the smallest others until
  /// it is large enough.
  private static func chiSquare(_ simulation: BinContents, _ data: BinContents) -> ChiSquareTest? {
    func size(_ level: Int) -> Double { min(simulation.effectiveRows(level), data.effectiveRows(level)) }
    let bySize = simulation.values.indices.sorted { (size($0), $0) < (size($1), $1) }
    var rare = bySize.filter { size($0) < ChiSquareTest.fewestEffectiveRows }
    var groups = bySize.dropFirst(rare.count).map { [$0] }
    while !rare.isEmpty, !groups.isEmpty,
      !ChiSquareTest.isLargeEnough(simulation.merged([rare]), data.merged([rare]))
    {
      rare += groups.removeFirst()
    }
    if !rare.isEmpty { groups.append(rare) }
    guard groups.count > 1 else { return nil }
    return ChiSquareTest.unmerged(simulation.merged(groups), data.merged(groups))
  }
}
