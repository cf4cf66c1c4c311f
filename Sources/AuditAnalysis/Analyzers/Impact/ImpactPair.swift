import AuditSamples
import AuditStatistics

/// A simulation and data with their rows: what the impact of their difference is measured on.
struct ImpactPair: Sendable {
  let simulation: Int
  let data: Int
  /// Features that are compared, by name: trees, rotations and random numbers must not depend on the order of columns.
  let features: [String]
  /// Rows of each process.
  let simulationParts: [ImpactRows]
  let dataParts: [ImpactRows]
  /// Labels of all simulated rows; nil without a label.
  let labels: LabelledRows?
  /// Names of the components that the mix is made of.
  let components: [String]
  /// Component of each simulated row.
  let componentOfRow: [UInt8]
  let simulated: MorphingEvents
  let recorded: MorphingEvents
  /// Events that are in both.
  let shared: SharedRows

  /// Puts rows of processes together. Components are processes, or classes, or both where processes have several.
  init(
    simulation: Int, data: Int, parts: (simulation: [ImpactRows], data: [ImpactRows]),
    in context: AuditContext
  ) throws {
    self.simulation = simulation
    self.data = data
    let (simulationParts, dataParts) = parts
    let features = context.comparedFeatures(simulation, data).sorted()
    self.features = features
    self.simulationParts = simulationParts
    self.dataParts = dataParts
    let labels = context.hasLabel(simulation) ? LabelledRows.joined(simulationParts.map(\.labels)) : nil
    self.labels = labels
    let weights = simulationParts.flatMap(\.weights)
    let processes = context.samples[simulation].processes.map(\.name)
    (components, componentOfRow) = Self.components(
      processes: processes, rows: simulationParts.map(\.weights.count), labels: labels, weights: weights)
    simulated = MorphingEvents(
      columns: try features.map { name in try simulationParts.flatMap { try $0.floats(name) } },
      weights: weights, components: componentOfRow, componentCount: components.count,
      keys: simulationParts.flatMap(\.keys))
    recorded = MorphingEvents(
      columns: try features.map { name in try dataParts.flatMap { try $0.floats(name) } },
      weights: dataParts.flatMap(\.weights), keys: dataParts.flatMap(\.keys))
    shared = SharedRows(
      features,
      SharedRows.Side(
        name: context.samples[simulation].name, columns: simulated.columns,
        rate: simulationParts.first?.thinning.rate ?? 1),
      SharedRows.Side(
        name: context.samples[data].name, columns: recorded.columns,
        rate: dataParts.first?.thinning.rate ?? 1), seed: context.seed)
  }

  /// Why nothing can be compared, as a clause; nil when it can.
  var fault: String? {
    for (events, name) in [(simulated, "simulation"), (recorded, "data")] {
      if events.count < 100 {
        return "\(name) has \(events.count) rows with a weight, but 100 are needed"
      }
      if !(events.weights.reduce(0, +) > 0) { return "\(name) has no positive sum of weights" }
    }
    return shared.fault
  }

  /// Effective events below which a component is not told apart.
  private static let fewestEvents = 200.0
  private static let mostComponents = 12

  private static func components(
    processes: [String], rows: [Int], labels: LabelledRows?, weights: [Double]
  ) -> ([String], [UInt8]) {
    let classes = labels?.classNames.count ?? 1
    var codes: [Int] = []
    codes.reserveCapacity(weights.count)
    for (process, count) in rows.enumerated() {
      for _ in 0..<count {
        codes.append(process * classes + (labels.map { Int($0.classes[codes.count]) } ?? 0))
      }
    }
    var sums = Array(repeating: PowerSums(), count: max(1, processes.count * classes))
    for (row, code) in codes.enumerated() { sums[code].add(weights[row]) }
    let large = sums.indices.filter { sums[$0].first > 0 && sums[$0].effectiveCount >= fewestEvents }
      .sorted { sums[$0].first != sums[$1].first ? sums[$0].first > sums[$1].first : $0 < $1 }
      .prefix(mostComponents).sorted()
    guard large.count > 1 else { return (["all"], Array(repeating: 0, count: weights.count)) }
    // What is too small goes with the largest of its class.
    var target = [Int](repeating: 0, count: sums.count)
    for code in sums.indices {
      if let place = large.firstIndex(of: code) {
        target[code] = place
        continue
      }
      let relatives = large.indices.filter { large[$0] % classes == code % classes }
      let candidates = relatives.isEmpty ? Array(large.indices) : relatives
      target[code] = candidates.max { sums[large[$0]].first < sums[large[$1]].first } ?? 0
    }
    let names = large.map { code -> String in
      let process = processes[code / classes]
      let name = labels?.classNames[code % classes] ?? ""
      if processes.count == 1 { return name }
      let isMixed = large.contains { $0 != code && $0 / classes == code / classes }
      return isMixed ? "\(process), \(name)" : process
    }
    return (names, codes.map { UInt8(target[$0]) })
  }
}

extension [ImpactRows] {
  /// Number of rows.
  var count: Int { reduce(0) { $0 + $1.weights.count } }
}

/// Rows of one sample of one column set, until those of the other sample are there.
public struct ImpactRowSet: Sendable {
  var question: Int
  var sample: Int
  var parts: [ImpactRows]

  /// Pairs of simulation and data, in the order of the sets.
  static func pairs(_ measured: [ImpactRowSet], in context: AuditContext) throws -> [ImpactPair] {
    try stride(from: 0, to: measured.count - 1, by: 2).map { index in
      let (simulation, data) = (measured[index], measured[index + 1])
      return try ImpactPair(
        simulation: simulation.sample, data: data.sample, parts: (simulation.parts, data.parts), in: context)
    }
  }
}
