/// Simulation and data side by side, feature by feature, with the mix of the simulation's components that data prefer:
/// what calibrations are fitted on and maps are made from.
public struct SampleComparison: Sendable {
  /// Rows of simulation.
  public let simulation: MorphingEvents
  /// Rows of data.
  public let data: MorphingEvents
  /// Probability with which intervals cover.
  public let confidence: Double
  /// Of random numbers that resample.
  let seed: UInt64
  let grids: [FeatureGrid?]
  let simulationCells: [[UInt16]]
  let dataCells: [[UInt16]]
  let masses: [CellMasses?]
  let features: [Result<CalibrationFeature, CalibrationObstacle>]
  /// Shares of the components.
  public let mix: ComponentMix

  /// Most cells of a feature.
  static let mostCells = 1024

  /// Compares; `mixUncertainty`: relative uncertainty of the yield of each component in data, 0 where simulation has the mix
  /// of data. Weights of each component must have a positive sum, and both samples have the same features. `seed`: of what is
  /// resampled or smeared. O(rows × features).
  public init(
    simulation: MorphingEvents, data: MorphingEvents,
    mixUncertainty: Double = ComponentMix.defaultUncertainty,
    confidence: Double = 0.95, seed: UInt64 = 0
  ) {
    self.simulation = simulation
    self.data = data
    self.confidence = confidence
    self.seed = seed
    let smaller = min(simulation.effectiveCount, data.effectiveCount)
    let cells = max(32, min(Self.mostCells, Int(smaller / 12)))
    var grids: [FeatureGrid?] = []
    var masses: [CellMasses?] = []
    var simulationCells: [[UInt16]] = []
    var dataCells: [[UInt16]] = []
    var features: [Result<CalibrationFeature, CalibrationObstacle>] = []
    for feature in simulation.columns.indices {
      let (simulated, recorded) = (simulation.columns[feature], data.columns[feature])
      guard let grid = FeatureGrid(simulation: simulated, data: recorded, cells: cells) else {
        grids.append(nil)
        masses.append(nil)
        simulationCells.append([])
        dataCells.append([])
        features.append(.failure(.fewEvents))
        continue
      }
      let (ofSimulation, ofData) = (grid.cells(of: simulated), grid.cells(of: recorded))
      let mass = CellMasses(
        grid: grid, simulation: simulation, simulationCells: ofSimulation, data: data, dataCells: ofData)
      let isWhole = Self.isWhole(simulated) && Self.isWhole(recorded)
      features.append(
        Result { () throws(CalibrationObstacle) in
          try CalibrationFeature(feature: feature, grid: grid, masses: mass, isWhole: isWhole)
        })
      grids.append(grid)
      masses.append(mass)
      simulationCells.append(ofSimulation)
      dataCells.append(ofData)
    }
    self.grids = grids
    self.masses = masses
    self.simulationCells = simulationCells
    self.dataCells = dataCells
    self.features = features
    mix = ComponentMix(
      simulation: simulation, data: data, cells: (simulationCells, dataCells),
      features: features.compactMap { try? $0.get() }, uncertainty: mixUncertainty, confidence: confidence)
  }

  private static func isWhole(_ values: [Float]) -> Bool {
    values.allSatisfy { !$0.isFinite || $0 == $0.rounded() }
  }

  /// True where both samples have values of a feature.
  public func hasValues(_ feature: Int) -> Bool { grids[feature] != nil }
  /// Whether a calibration can be fitted to a feature, and why not.
  public func obstacle(of feature: Int) -> CalibrationObstacle? {
    if case .failure(let obstacle) = features[feature] { obstacle } else { nil }
  }
  /// True where an offset can be fitted: values do not begin at 0 sharply.
  public func allowsOffset(_ feature: Int) -> Bool { (try? features[feature].get().allowsOffset) ?? false }
  /// True where smearing is relative to the value.
  public func isRelative(_ feature: Int) -> Bool { (try? features[feature].get().isRelative) ?? false }

  /// Fits one calibration to some features in common, at the mix that data prefer; its uncertainty is carried.
  ///
  /// `kinds`: what is fitted, together. Errors: a feature that cannot be fitted; parameters that data do not determine.
  public func fit(_ kinds: [CalibrationKind], to chosen: [Int], keepsInfluences: Bool = false)
    throws(CalibrationObstacle) -> CalibrationFit
  {
    var parts: [CalibrationFeature] = []
    for feature in chosen { parts.append(try features[feature].get()) }
    let system: CalibrationSystem
    if chosen.count == 1 {
      system = try CalibrationSystem(parts, .init(own: [kinds]), mix: mix.shares)
    } else {
      system = try CalibrationSystem(
        parts, .init(common: kinds, own: parts.map { _ in [] }), mix: mix.shares)
    }
    return CalibrationFit(system, kinds: kinds, in: self, keepsInfluences: keepsInfluences)
  }
}
