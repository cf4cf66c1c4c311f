extension InfluenceSums {
  /// t · √Σψ² with Satterthwaite's degrees of freedom.
  func halfWidth(events: Int, confidence: Double) -> Double {
    let freedom = degreesOfFreedom(events: events, largest: Double(max(2, events)))
    return StudentQuantile.twoSided(confidence, degreesOfFreedom: freedom) * second.squareRoot()
  }

  /// Adds normal numbers of known width: they cost no degrees of freedom.
  mutating func add(assumed influences: [Double]) {
    for influence in influences { second += influence * influence }
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
  /// Influences of what is assumed of the mix beforehand, independent standard normal numbers; empty for none.
  var assumed: [Double] = []

  init(simulation: [Double], data: [Double], assumed: [Double] = []) {
    self.simulation = simulation
    self.data = data
    self.assumed = assumed
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
  mutating func add(_ factor: Double, _ other: RowInfluences) {
    for row in simulation.indices { simulation[row] += factor * other.simulation[row] }
    for row in data.indices { data[row] += factor * other.data[row] }
    if assumed.isEmpty { assumed = [Double](repeating: 0, count: other.assumed.count) }
    for place in other.assumed.indices { assumed[place] += factor * other.assumed[place] }
  }

  /// Σψχ.
  func product(_ other: RowInfluences) -> Double {
    func product(_ a: [Double], _ b: [Double]) -> Double {
      var sum = 0.0
      for row in a.indices { sum += a[row] * b[row] }
      return sum
    }
    var both = product(simulation, other.simulation) + product(data, other.data)
    if assumed.count == other.assumed.count { both += product(assumed, other.assumed) }
    return both
  }

  /// Σψχ/√(Σψ² Σχ²).
  func correlation(with other: RowInfluences) -> Double {
    let scale = sums.second * other.sums.second
    return scale > 0 ? product(other) / scale.squareRoot() : 0
  }

  /// Σψ², Σψ⁴.
  var sums: InfluenceSums {
    var sums = InfluenceSums()
    for value in simulation { sums.add(value) }
    for value in data { sums.add(value) }
    sums.add(assumed: assumed)
    return sums
  }
}
