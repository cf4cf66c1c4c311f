import Foundation
import Testing

@testable import AuditStatistics

/// False alarms and coverage of the multivariate views: see Fixtures/references/multivariate/panel.md.
///
/// Affordable in an optimised build only (SIMAUDIT_OPTIMISED_TESTS=1). SIMAUDIT_FULL_TOYS=1 prints the table of who sees what,
/// SIMAUDIT_TOYS sets the number of toys a row.
@Suite struct PanelCoverageTests {
  static let few: [PanelToys] =
    MultivariateToy.allCases.map { PanelToys(distortion: $0, weights: .negative, rows: 1000, isWhole: false) }
    + [
      PanelToys(distortion: .none, weights: .negative, rows: 1000),
      PanelToys(distortion: .none, weights: .unit, rows: 300),
      PanelToys(distortion: .shiftedLittle, weights: .unit, rows: 2000),
      PanelToys(distortion: .wide, weights: .negative, rows: 1000),
    ]

  /// Misses may exceed 5 % by what chance allows once in 10⁴ rows and by the 2 % that the issue allows.
  @Test(
    .enabled(
      if: InferenceCoverageTests.isOptimised, "needs an optimised build: SIMAUDIT_OPTIMISED_TESTS=1"),
    arguments: few)
  func intervalsCoverAndAlarmsAreRare(_ row: PanelToys) {
    let result = row.run(toys: row.isWhole ? 60 : 150, seed: 500)
    for view in PanelToys.views {
      guard let coverage = result[view], coverage.toys > 0 else {
        #expect(!row.isWhole)
        continue
      }
      if row.hasTruth(view) {
        let allowed = 0.93 - 3.7 * (0.07 * 0.93 / Double(coverage.toys)).squareRoot()
        #expect(coverage.share >= allowed, "\(view) of \(row) covers \(coverage.share)")
      }
      guard row.distortion == .none else { continue }
      let alarms = 0.05 + 3.7 * (0.05 * 0.95 / Double(coverage.toys)).squareRoot()
      #expect(coverage.alarmShare <= alarms, "\(view) of \(row): \(coverage.alarmShare) false alarms")
    }
  }

  /// What the views are for: each sees what another is blind to.
  @Test(
    .enabled(
      if: InferenceCoverageTests.isOptimised, "needs an optimised build: SIMAUDIT_OPTIMISED_TESTS=1"))
  func viewsAreBlindToDifferentThings() throws {
    let mixture = PanelToys(distortion: .mixture, weights: .unit, rows: 6000).run(toys: 12, seed: 900)
    let uncorrelated = PanelToys(distortion: .uncorrelated, weights: .unit, rows: 2000).run(
      toys: 12, seed: 900)
    func share(_ result: [String: Coverage], _ view: String) throws -> Double {
      try #require(result[view]).alarmShare
    }
    #expect(try share(mixture, "max KS") == 1 && share(mixture, "energy") > 0.9)
    #expect(try share(mixture, "Fréchet") < 0.4 && share(mixture, "correlation") < 0.4)
    #expect(try share(uncorrelated, "correlation") == 1 && share(uncorrelated, "Fréchet") == 1)
    #expect(try share(uncorrelated, "max KS") < 0.4)
  }

  @Test(
    .enabled(if: InferenceCoverageTests.isFull, "the whole table takes half an hour: SIMAUDIT_FULL_TOYS=1"))
  func wholeTable() {
    let toys = Int(ProcessInfo.processInfo.environment["SIMAUDIT_TOYS"] ?? "") ?? 200
    print("| data | weights | rows |", PanelToys.views.joined(separator: " | "), "|")
    print("|---|---|---|" + String(repeating: "---|", count: PanelToys.views.count))
    for rows in [2000, 50000] {
      for weights in [ToyWeights.unit, .negative] {
        for distortion in MultivariateToy.allCases {
          let row = PanelToys(distortion: distortion, weights: weights, rows: rows)
          let result = row.run(toys: rows > 10_000 ? toys / 4 : toys, seed: 1)
          func percent(_ x: Double) -> String { "\((x * 1000).rounded() / 10)" }
          let fields = PanelToys.views.map { view -> String in
            guard let coverage = result[view], coverage.toys > 0 else { return "–" }
            return percent(coverage.alarmShare) + (row.hasTruth(view) ? " (\(percent(coverage.share)))" : "")
          }
          print(
            "| \(distortion.rawValue) | \(weights.rawValue) | \(rows) |", fields.joined(separator: " | "), "|"
          )
          #expect(!result.isEmpty)
        }
      }
    }
  }
}

extension PanelToys {
  /// True where the view's true distance has a closed form.
  func hasTruth(_ view: String) -> Bool {
    switch view {
    case "correlation", "Fréchet": true
    case "rank", "MMD": distortion != .mixture
    case "energy", "worst": distortion == .none
    case "sliced W": distortion != .mixture && distortion != .uncorrelated
    default: ![.mixture, .wide, .narrow].contains(distortion)
    }
  }
}
