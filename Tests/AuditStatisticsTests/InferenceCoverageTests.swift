import AuditStatistics
import Foundation
import Testing

/// Intervals cover and p-values are uniform: a seeded part of the table in Fixtures/references/coverage.md.
///
/// The toys are affordable in an optimised build only (SIMAUDIT_OPTIMISED_TESTS=1); SIMAUDIT_FULL_TOYS=1 prints the
/// whole table, SIMAUDIT_TOYS sets the number of toys a row.
@Suite struct InferenceCoverageTests {
  static let isOptimised = ProcessInfo.processInfo.environment["SIMAUDIT_OPTIMISED_TESTS"] != nil
  static let isFull = ProcessInfo.processInfo.environment["SIMAUDIT_FULL_TOYS"] != nil
  static let plan = ResamplingPlan(seed: 7)

  static let few: [ToyCase] =
    ToyWeights.allCases.flatMap { weights in
      [
        ToyCase(feature: .normal, weights: weights, simulationRows: 200, dataRows: 200),
        ToyCase(feature: .normal, shift: 0.3, weights: weights, simulationRows: 2000, dataRows: 2000),
        ToyCase(feature: .exponential, width: 1.3, weights: weights, simulationRows: 2000, dataRows: 200),
        ToyCase(feature: .integer, shift: 0.1, weights: weights, simulationRows: 2000, dataRows: 2000),
      ]
    } + [
      // A few hundred rows of which single ones carry the error of a mean, towards them and away from them.
      ToyCase(feature: .normal, shift: 1, weights: .importance, simulationRows: 5000, dataRows: 200),
      ToyCase(feature: .normal, shift: -1, weights: .importance, simulationRows: 5000, dataRows: 200),
    ]

  /// Misses may exceed 5 % by what chance allows once in 10⁴ rows and by the 2 % that the issue allows.
  @Test(.enabled(if: isOptimised, "needs an optimised build: SIMAUDIT_OPTIMISED_TESTS=1"), arguments: few)
  func intervalsCover(_ row: ToyCase) {
    let toys = 200
    let result = row.run(toys: toys, seed: 11, plan: Self.plan)
    for metric in ToyCase.metrics {
      guard let coverage = result[metric], coverage.toys > toys / 2 else {
        Issue.record("\(metric) has no answer for \(row)")
        continue
      }
      let allowed = 0.93 - 3.7 * (0.07 * 0.93 / Double(coverage.toys)).squareRoot()
      #expect(coverage.share >= allowed, "\(metric) of \(row) covers \(coverage.share)")
      #expect(coverage.faults == 0, "\(metric) of \(row): \(coverage)")
      guard row.shift == 0, row.width == 1 else { continue }
      let alarms = 0.05 + 3.7 * (0.05 * 0.95 / Double(coverage.toys)).squareRoot()
      #expect(coverage.alarmShare <= alarms, "\(metric) of \(row): \(coverage.alarmShare) false alarms")
    }
  }

  /// Unequal samples, many negative weights and heavy tails, where the laws of an interval hold for every toy: it has a
  /// width, holds its value, stays in bounds, and excludes no shift exactly when p < 0.05.
  static let hard: [ToyCase] = [ToyWeights.unit, .logNormal, .importance, .manyNegative].flatMap { weights in
    [
      ToyCase(feature: .normal, weights: weights, simulationRows: 200, dataRows: 20_000),
      ToyCase(feature: .pareto, weights: weights, simulationRows: 20_000, dataRows: 200),
      ToyCase(feature: .logNormal, width: 1.5, weights: weights, simulationRows: 2000, dataRows: 2000),
      ToyCase(feature: .integer, shift: 0.1, weights: weights, simulationRows: 20_000, dataRows: 200),
    ]
  }

  @Test(
    .enabled(if: isOptimised, "needs an optimised build: SIMAUDIT_OPTIMISED_TESTS=1"), arguments: hard)
  func intervalsCanBeBelieved(_ row: ToyCase) {
    let toys = 40
    let result = row.run(toys: toys, seed: 17, plan: Self.plan)
    for metric in ToyCase.metrics {
      guard let coverage = result[metric], coverage.toys > toys / 2 else {
        Issue.record("\(metric) has no answer for \(row)")
        continue
      }
      #expect(coverage.faults == 0, "\(metric) of \(row): \(coverage)")
      #expect(coverage.below + coverage.above <= 9, "\(metric) of \(row): \(coverage)")
    }
  }

  static let all: [ToyCase] = (ToyWeights.allCases + [.manyNegative]).flatMap { weights in
    [(200, 200), (200, 20_000), (2000, 2000), (50000, 200), (50000, 50000)].flatMap {
      simulationRows, dataRows in
      [
        (ToyPopulation.Feature.normal, 0, 1), (.normal, 0.1, 1), (.normal, 1, 1), (.normal, 0, 1.2),
        (.exponential, 0, 1.3), (.integer, 0, 1), (.integer, 0.1, 1), (.logNormal, 0, 1),
        (.logNormal, 0, 1.5),
        (.pareto, 0, 1), (.pareto, 0, 1.5),
      ].map { feature, shift, width in
        ToyCase(
          feature: feature, shift: shift, width: width, weights: weights, simulationRows: simulationRows,
          dataRows: dataRows)
      }
    }
  }

  @Test(.enabled(if: isFull, "the whole table takes a quarter of an hour: SIMAUDIT_FULL_TOYS=1"))
  func wholeTable() {
    let toys = Int(ProcessInfo.processInfo.environment["SIMAUDIT_TOYS"] ?? "") ?? 400
    print("| weights | rows | population of data |", ToyCase.metrics.joined(separator: " | "), "|")
    print("|---|---|---|" + String(repeating: "---|", count: ToyCase.metrics.count))
    for row in Self.all {
      let result = row.run(toys: toys, seed: 1, plan: Self.plan)
      func percent(_ x: Double) -> String { "\((x * 1000).rounded() / 10)" }
      let isNull = row.shift == 0 && row.width == 1
      let fields = ToyCase.metrics.map { metric -> String in
        guard let coverage = result[metric], coverage.toys > 0 else { return "–" }
        var field = percent(coverage.share)
        if isNull, metric != "tail" { field += " (\(percent(coverage.alarmShare)))" }
        if coverage.withoutAnswer > 0 { field += " −\(coverage.withoutAnswer)" }
        return field
      }
      for (metric, coverage) in result { #expect(coverage.faults == 0, "\(metric) of \(row): \(coverage)") }
      print(
        "| \(row.weights.rawValue) | \(row.simulationRows)/\(row.dataRows) |",
        "\(row.feature.rawValue), shift \(row.shift), width \(row.width) |",
        fields.joined(separator: " | "), "|")
      #expect(result.count == ToyCase.metrics.count)
    }
  }
}
