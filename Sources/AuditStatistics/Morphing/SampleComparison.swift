/// Simulation and data side by side, feature by feature, with the mix of the simulation's components that data prefer:
/// what calibrations are fitted on and maps are made from.
public struct SampleComparison: Sendable {
  /// Rows of simulation.
  public let simulation: MorphingEvents
  /// Rows of data.
  public let data: MorphingEvents
  /// Probability with which intervals cover.
  public let confidence: Double
  let grids: [FeatureGrid?]
  let simulationCells: [[UInt16]]
  let dataCells: [[UInt16]]
  let masses: [CellMasses?]
  let features: [Result<CalibrationFeature, CalibrationObstacle>]
  /// Shares of the components.
  public let mix: ComponentMix

  /// Most cells of a feature.
  static let mostCells = 256

  /// Compares; `fitsMix`: whether shares of components may differ in data. Weights of each component must have a positive
  /// sum, and both samples have the same features. O(rows × features).
  public init(
    simulation: MorphingEvents, data: MorphingEvents, fitsMix: Bool = true, confidence: Double = 0.95
  ) {
    self.simulation = simulation
    self.data = data
    self.confidence = confidence
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
      features: features.compactMap { try? $0.get() }, isFree: fitsMix, confidence: confidence)
  }

  private static func isWhole(_ values: [Float]) -> Bool {
    values.allSatisfy { !$0.isFinite || $0 == $0.rounded() }
  }

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

/// The shares of simulation's components in data.
public struct ComponentMix: Sendable {
  /// Shares as simulated.
  public let nominal: [Double]
  /// Shares that are used: those that data prefer, or the nominal ones.
  public let shares: [Double]
  /// Interval of each share; empty where the mix was not fitted.
  public let intervals: [IntervalEstimate]
  /// Influence of each row on the shares of all components but the first.
  let simulationInfluences: [[Double]]
  let dataInfluences: [[Double]]

  /// True where data tell the mix.
  public var isFitted: Bool { !intervals.isEmpty }

  init(
    simulation: MorphingEvents, data: MorphingEvents, cells: (simulation: [[UInt16]], data: [[UInt16]]),
    features: [CalibrationFeature], isFree: Bool, confidence: Double
  ) {
    var sums = [Double](repeating: 0, count: simulation.componentCount)
    for row in 0..<simulation.count { sums[Int(simulation.components[row])] += simulation.weights[row] }
    let total = sums.reduce(0, +)
    let nominal = sums.map { $0 / total }
    self.nominal = nominal
    let kinds = features.map { feature -> [CalibrationKind] in
      [feature.isRelative || !feature.allowsOffset ? .scale : .offset, .smear]
    }
    guard isFree, simulation.componentCount > 1, !features.isEmpty,
      // Smearings that cannot be told are left out rather than the mix.
      let system = (try? CalibrationSystem(features, .init(fitsMix: true, own: kinds), mix: nominal))
        ?? (try? CalibrationSystem(
          features, .init(fitsMix: true, own: kinds.map { [$0[0]] }), mix: nominal))
    else {
      (shares, intervals, simulationInfluences, dataInfluences) = (nominal, [], [], [])
      return
    }
    var influences: (simulation: [[Double]], data: [[Double]]) = ([], [])
    var errors: [InfluenceSums] = []
    let components = simulation.componentCount
    for component in 1..<components {
      let tables = system.influences(on: system.place(ofShare: component))
      let rows = RowInfluences(
        tables, features: features.map(\.feature), simulation: simulation, data: data, cells: cells)
      influences.simulation.append(rows.simulation)
      influences.data.append(rows.data)
      errors.append(rows.sums)
    }
    // What is left for the first.
    let first = RowInfluences(
      simulation: (0..<simulation.count).map { row in
        -influences.simulation.reduce(0) { $0 + $1[row] }
      },
      data: (0..<data.count).map { row in -influences.data.reduce(0) { $0 + $1[row] } })
    errors.insert(first.sums, at: 0)
    let events = simulation.count + data.count
    let intervals = zip(system.mix, errors).map { share, sums in
      let half = sums.halfWidth(events: events, confidence: confidence)
      return IntervalEstimate(value: share, low: share - half, high: share + half, confidence: confidence)
    }
    // A mix that could be anything is no correction.
    let isKnown = zip(system.mix, errors).allSatisfy { share, sums in
      share > -0.05 && sums.second.squareRoot() < 0.25
    }
    guard isKnown else {
      (shares, self.intervals, simulationInfluences, dataInfluences) = (nominal, [], [], [])
      return
    }
    shares = system.mix
    self.intervals = intervals
    (simulationInfluences, dataInfluences) = influences
  }
}

extension InfluenceSums {
  /// t · √Σψ² with Satterthwaite's degrees of freedom.
  func halfWidth(events: Int, confidence: Double) -> Double {
    let freedom = degreesOfFreedom(events: events, largest: Double(max(2, events)))
    return StudentQuantile.twoSided(confidence, degreesOfFreedom: freedom) * second.squareRoot()
  }

  /// Adds one row.
  @inline(__always)
  mutating func add(_ influence: Double) {
    let square = influence * influence
    second += square
    fourth += square * square
  }
}

/// The influence of each row of both samples on a number.
struct RowInfluences: Sendable {
  var simulation: [Double]
  var data: [Double]

  init(simulation: [Double], data: [Double]) {
    self.simulation = simulation
    self.data = data
  }

  /// Looked up in tables by the cells of some features.
  init(
    _ tables: [CalibrationSystem.InfluenceTable], features: [Int], simulation: MorphingEvents,
    data: MorphingEvents, cells: (simulation: [[UInt16]], data: [[UInt16]])
  ) {
    var ofSimulation = [Double](repeating: 0, count: simulation.count)
    var ofData = [Double](repeating: 0, count: data.count)
    let halves = (0..<simulation.count).map { UInt8(simulation.half($0)) }
    for (table, feature) in zip(tables, features) {
      let found = cells.simulation[feature]
      let count = table.data.count
      let components = simulation.componentCount
      let flat = table.simulation.flatMap { $0.flatMap { $0 } }
      for row in 0..<simulation.count where found[row] != FeatureGrid.none {
        let place = (Int(halves[row]) * components + Int(simulation.components[row])) * count
        ofSimulation[row] += flat[place + Int(found[row])]
      }
      let recorded = cells.data[feature]
      for row in 0..<data.count where recorded[row] != FeatureGrid.none {
        ofData[row] += table.data[Int(recorded[row])]
      }
    }
    for row in ofSimulation.indices { ofSimulation[row] *= simulation.weights[row] }
    for row in ofData.indices { ofData[row] *= data.weights[row] }
    self.simulation = ofSimulation
    self.data = ofData
  }

  /// Adds a multiple of others.
  mutating func add(_ factor: Double, _ simulation: [Double], _ data: [Double]) {
    for row in self.simulation.indices { self.simulation[row] += factor * simulation[row] }
    for row in self.data.indices { self.data[row] += factor * data[row] }
  }

  /// Σψχ/√(Σψ² Σχ²).
  func correlation(with other: RowInfluences) -> Double {
    func product(_ a: [Double], _ b: [Double]) -> Double {
      var sum = 0.0
      for row in a.indices { sum += a[row] * b[row] }
      return sum
    }
    let both = product(simulation, other.simulation) + product(data, other.data)
    let scale = sums.second * other.sums.second
    return scale > 0 ? both / scale.squareRoot() : 0
  }

  /// Σψ², Σψ⁴.
  var sums: InfluenceSums {
    var sums = InfluenceSums()
    for value in simulation { sums.add(value) }
    for value in data { sums.add(value) }
    return sums
  }
}
