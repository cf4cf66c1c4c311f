import AuditReport
import AuditSamples
import AuditTestSupport
import Glibc
import Testing

@testable import AuditAnalysis

@Suite struct PanelAnalyzerTests {
  private var analyzer: PanelAnalyzer {
    var analyzer = PanelAnalyzer()
    analyzer.resamples = 199
    analyzer.directions = 8
    analyzer.frequencies = 32
    analyzer.exactRows = 0
    return analyzer
  }

  /// Two features of correlation rho, and one beside them.
  private func columns(_ count: Int, rho: Double, seed: UInt64, unit: Double = 1) -> [(String, Values)] {
    let x = Sampling(seed: seed, "x").normal(count)
    let y = zip(x, Sampling(seed: seed, "y").normal(count)).map {
      rho * $0 + (1 - rho * rho).squareRoot() * $1
    }
    let z = Sampling(seed: seed, "z").normal(count)
    return [("x", .float64(x)), ("y", .float64(y.map { unit * $0 })), ("z", .float64(z))]
  }

  private func audit(
    rho: Double, count: Int = 1500, seed: UInt64 = 1, unit: Double = 1, blockRows: Int = 700
  ) -> TableAudit {
    TableAudit(
      [
        .init(
          "simulation", .simulation, columns(count, rho: 0.6, seed: seed, unit: unit),
          weights: Sampling(seed: seed, "weights").signs(count, negative: 0.1)),
        .init("data", .data, columns(count, rho: rho, seed: seed + 100, unit: unit)),
      ], features: ["x", "y", "z"], blockRows: blockRows)
  }

  private func table(_ readings: [Reading]) throws -> Table {
    guard case .table(let table)? = readings.of("panel").first?.evidence.first else {
      throw Missing()
    }
    return table
  }
  private struct Missing: Error {}

  private func verdicts(_ readings: [Reading]) throws -> [String: String] {
    var result: [String: String] = [:]
    for row in try table(readings).rows {
      if case .text(let title) = row[0], case .text(let verdict) = row[5] { result[title] = verdict }
    }
    return result
  }

  @Test func aChangedCorrelationIsSeenByCorrelationsAndNotFeatureByFeature() throws {
    let readings = try audit(rho: 0.2).readings(analyzer)
    let correlation = try #require(readings.of("correlation-shift").first?.estimate)
    #expect(
      correlation.low > 0.2 && correlation.high < 0.6 && correlation.low < 0.4 && correlation.high > 0.4)
    #expect(readings.of("correlation-shift")[0].message.contains("'x' and 'y'"))
    let verdicts = try verdicts(readings)
    #expect(verdicts["largest change of a correlation"] == "yes")
    #expect(verdicts["largest change of a rank correlation"] == "yes")
    #expect(verdicts["Fréchet distance"] == "yes")
    #expect(verdicts["largest KS of a feature"] == "no")
    #expect(readings.of("panel")[0].message.contains("not seen by: largest KS of a feature"))
    // x + y is narrower in data, x − y wider: the direction has both.
    let direction = readings.of("worst-direction")[0].message
    #expect(direction.contains("'x'") && direction.contains("'y'") && !direction.contains("'z'"))
    #expect(readings.allSatisfy { $0.metric == "panel" || $0.message.contains("It cannot see") })
  }

  @Test func samplesOfOnePopulationShowNothing() throws {
    let readings = try audit(rho: 0.6).readings(analyzer)
    #expect(try verdicts(readings).values.allSatisfy { $0 == "no" })
    #expect(readings.of("panel")[0].message.hasPrefix("None of 8 views"))
    for reading in readings {
      if let estimate = reading.estimate { #expect(estimate.low == 0, "\(reading.id)") }
    }
  }

  @Test func unitsAndBatchesChangeNothing() throws {
    let wanted = try audit(rho: 0.4).readings(analyzer)
    #expect(try audit(rho: 0.4, blockRows: 89).readings(analyzer) == wanted)
    // A power of two: exact in single precision.
    for (a, b) in zip(try audit(rho: 0.4, unit: 1024).readings(analyzer), wanted) {
      #expect(a.estimate == b.estimate, "\(a.id)")
    }
  }

  @Test func piecesSideBySideChangeNothing() throws {
    var other = audit(rho: 0.4)
    other.change = { context in
      context.pieces = IndependentPieces { count, piece in
        let last = try (0..<count).reversed().map(piece)
        return last.reversed()
      }
    }
    #expect(try other.readings(analyzer) == audit(rho: 0.4).readings(analyzer))
  }

  @Test func rowsOfWeightZeroChangeNothing() throws {
    let count = 900
    func samples(_ extra: Int) -> [TableAudit.Sample] {
      let more = columns(extra, rho: -0.9, seed: 77)
      let simulation = zip(columns(count, rho: 0.6, seed: 1), more).map { own, more -> (String, Values) in
        guard case .float64(let a) = own.1, case .float64(let b) = more.1 else { return own }
        return (own.0, .float64(b + a))
      }
      return [
        .init(
          "simulation", .simulation, simulation,
          weights: Array(repeating: 0, count: extra) + Array(repeating: 2, count: count)),
        .init("data", .data, columns(count, rho: 0.5, seed: 101)),
      ]
    }
    let names = ["x", "y", "z"]
    let wanted = try TableAudit(samples(0), features: names).readings(analyzer)
    let found = try TableAudit(samples(200), features: names).readings(analyzer)
    for (a, b) in zip(found, wanted) { #expect(a.estimate == b.estimate, "\(a.id)") }
  }

  @Test func whatIsLeftOutIsSaid() throws {
    let count = 600
    var simulation = columns(count, rho: 0.5, seed: 1)
    var data = columns(count, rho: 0.5, seed: 101)
    func holes(_ columns: inout [(String, Values)], every: Int) {
      guard case .float64(var values) = columns[2].1 else { return }
      for row in stride(from: 0, to: count, by: every) { values[row] = row % (2 * every) == 0 ? .nan : -999 }
      columns[2].1 = .float64(values)
    }
    holes(&data, every: 20)
    simulation.append(("constant", .float64(Array(repeating: 3, count: count))))
    data.append(("constant", .float64(Array(repeating: 3, count: count))))
    let gaps = (0..<count).map { $0 % 3 == 0 ? Double.infinity : Double($0 % 17) }
    simulation.append(("gaps", .float64(gaps)))
    data.append(("gaps", .float64(gaps)))
    simulation[0].1 = .float64(simulation[0].1.doubleValues.enumerated().map { $0 == 5 ? 1e6 : $1 })
    let audit = TableAudit(
      [.init("simulation", .simulation, simulation), .init("data", .data, data)],
      features: ["x", "y", "z", "constant", "gaps"],
      change: { context in context.features[2].missing = [-999] })
    let message = try #require(audit.readings(analyzer).of("panel").first?.message)
    #expect(message.contains("3 features in units of simulation's width"))
    #expect(
      message.contains("600 rows of simulation; 570 rows of data, 30 others left out for a missing value"))
    #expect(message.contains("1 value beyond 20 widths"))
    #expect(message.contains("missing in more than 20 % of a sample: 'gaps'"))
    #expect(message.contains("not varying in simulation: 'constant'"))
    var fewer = analyzer
    fewer.features = 2
    fewer.rows = 300
    let short = try #require(audit.readings(fewer).of("panel").first?.message)
    #expect(short.contains("beyond the 2 features that are compared: 'z'"))
    #expect(short.contains("thinned by a hash of the row number"))
  }

  @Test func oneFeatureHasNoCorrelation() throws {
    let one = TableAudit(
      [
        .init("simulation", .simulation, [columns(500, rho: 0, seed: 1)[0]]),
        .init("data", .data, [columns(500, rho: 0, seed: 2)[0]]),
      ], features: ["x"])
    let readings = try one.readings(analyzer)
    #expect(readings.of("correlation-shift")[0].reason == "it needs two features that vary")
    #expect(readings.of("energy-distance")[0].estimate != nil)
  }

  @Test func samplesThatCannotBeComparedAreUndecided() throws {
    let few = TableAudit(
      [
        .init("simulation", .simulation, columns(30, rho: 0, seed: 1)),
        .init("data", .data, columns(1, rho: 0, seed: 2)),
      ], features: ["x", "y", "z"])
    let readings = try few.readings(analyzer)
    #expect(readings.count == 8)
    for reading in readings {
      #expect(reading.reason == "data has too few complete rows with a positive sum of weights")
    }
    let empty = TableAudit(
      [
        .init("simulation", .simulation, [("x", .float64([.nan, .nan, 1]))]),
        .init("data", .data, [("x", .float64([1, 2, 3]))]),
      ], features: ["x"])
    #expect(try empty.readings(analyzer)[0].reason == "no feature has enough values in both samples")
  }

  @Test func theClassifierStandsInTheSameTable() throws {
    let readings = try audit(rho: 0.2).readings(analyzer)
    let subject = Subject(simulation: "simulation", data: "data")
    let estimate = try #require(Estimate(value: 0.6, low: 0.55, high: 0.65, confidence: 0.95, pValue: 0.05))
    let classifier = Reading(
      id: "two-sample/two-sample-auc", analyzer: "two-sample", metric: "two-sample-auc", subject: subject,
      outcome: .measured(estimate), message: "")
    let both = PanelSummary.completed([classifier] + readings)
    #expect(try table(both).rows.count == table(readings).rows.count + 1)
    #expect(try verdicts(both)["two-sample classifier (AUC)"] == "yes")
    var other = classifier
    other.subject.simulation = "another"
    #expect(PanelSummary.completed([other] + readings) == [other] + readings)
  }
}

extension Values {
  fileprivate var doubleValues: [Double] {
    if case .float64(let values) = self { values } else { [] }
  }
}
