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
  }

  /// Contents of the levels in both samples.
  public var contents: (simulation: CellPair.Contents, data: CellPair.Contents) {
    contents(of: levels.indices.map { [$0] })
  }

  /// Contents of bins for χ²: levels that are rare in both samples form one bin, which takes in the smallest others until
  /// it is large enough (``CellPair/effectiveGroups(_:)``). O(levels²).
  public var binsForChiSquare: (simulation: CellPair.Contents, data: CellPair.Contents) {
    let (simulation, data) = contents
    func areEnough(_ group: [Int]) -> Bool { CellPair.areEnough(simulation, data, in: group) }
    var rare = levels.indices.filter { !areEnough([$0]) }
    var others = levels.indices.filter { !rare.contains($0) }
      .sorted { (levels[$0].share, $0) < (levels[$1].share, $1) }
    while !rare.isEmpty, !others.isEmpty, !areEnough(rare) { rare.append(others.removeFirst()) }
    return contents(of: (rare.isEmpty ? [] : [rare]) + others.map { [$0] })
  }

  private func contents(
    of groups: [[Int]]
  ) -> (simulation: CellPair.Contents, data: CellPair.Contents) {
    func contents(_ sample: KeyPath<Level, Tally>) -> CellPair.Contents {
      CellPair.Contents(
        weights: groups.map { $0.reduce(0) { $0 + levels[$1][keyPath: sample].weights } },
        squares: groups.map { $0.reduce(0) { $0 + levels[$1][keyPath: sample].squares } })
    }
    return (contents(\.simulation), contents(\.data))
  }
}

extension CategoryComparison.Level {
  /// Mean share of both samples.
  fileprivate var share: Double { (simulationShare + dataShare) / 2 }
}
