import AuditEngine
import AuditReport
import Dispatch
import Foundation
import Synchronization
import Testing

/// What is shown is chosen: among findings that fail few intervals may exclude the truth, and few events decide nothing.
@Suite struct SelectionTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let isFull = environment["SIMAUDIT_FULL_TOYS"] != nil

  /// Findings that fail, and those of them whose interval excludes the truth, by metric.
  private static func failed(_ kind: String, _ toys: [TruthToy]) -> [String: (shown: Int, wrong: Int)] {
    let limits = Limits()
    let found = Mutex<[String: (shown: Int, wrong: Int)]>([:])
    DispatchQueue.concurrentPerform(iterations: toys.count) { number in
      guard let readings = try? toys[number].readings(kind) else {
        Issue.record("\(kind) of \(toys[number]) stops")
        return
      }
      for reading in readings {
        let finding = Finding(judging: reading, by: limits.limits(for: reading))
        guard finding.verdict == .fail,
          let truth = toys[number].truth(reading), let estimate = finding.estimate
        else { continue }
        let isWrong = truth < estimate.low || truth > estimate.high
        found.withLock {
          $0[reading.metric, default: (0, 0)].shown += 1
          $0[reading.metric, default: (0, 0)].wrong += isWrong ? 1 : 0
        }
      }
    }
    return found.withLock { $0 }
  }

  /// From no difference to twice the limits of 0.05, so that as many toys lie on each side of the limits; samples that can tell the
  /// limits from nothing (SIMAUDIT_ROWS: their rows). Smaller ones fail by chance as often as in truth.
  @Test(
    .enabled(
      if: environment["SIMAUDIT_OPTIMISED_TESTS"] != nil,
      "needs an optimised build: SIMAUDIT_OPTIMISED_TESTS=1"),
    arguments: ["shift", "balance"]
      + (!isFull
        ? [] : ["split-shift", "spectators", "leakage", "robustness", "expectations"]))
  func whatFailsIsTrue(kind: String) {
    let seeds = UInt64(Self.environment["SIMAUDIT_TOYS"] ?? "") ?? 1
    let rows = Int(Self.environment["SIMAUDIT_ROWS"] ?? "") ?? 20_000
    var toys: [TruthToy] = []
    for weighting in TruthToy.Weighting.allCases {
      for step in stride(from: UInt64(0), through: 10, by: Self.isFull ? 1 : 2) {
        for seed in 0..<seeds {
          toys.append(
            TruthToy(
              weighting: weighting, references: rows, others: rows, move: Double(step) / 10,
              seed: 1000 * step + seed))
        }
      }
    }
    let failed = Self.failed(kind, toys)
    let shown = failed.values.reduce(0) { $0 + $1.shown }
    let wrong = failed.values.reduce(0) { $0 + $1.wrong }
    if Self.isFull {
      for (metric, one) in failed.sorted(by: { $0.key < $1.key }) {
        print("| selection \(kind)/\(metric) | \(one.wrong) of \(one.shown) |")
      }
    }
    #expect(shown >= 20, "\(kind): \(shown) fail")
    // Five per cent, and what chance allows once in a thousand.
    let allowed = 0.05 * Double(shown) + 3.1 * (0.0475 * Double(shown)).squareRoot()
    #expect(Double(wrong) <= allowed, "\(kind): \(wrong) of \(shown) that fail exclude the truth, \(failed)")
  }

  /// What is about the rows of the file, whatever their weights.
  private static let ofRows: Set<String> = [
    "negative-weight-fraction", "neff-loss", "order-drift", "order-clumping", "weight-correlation",
    "weight-class-correlation", "missing",
  ]

  /// Forty rows with weights of both signs have six effective events.
  @Test(arguments: BelievedIntervalsTests.kinds)
  func fewEffectiveEventsDecideNothing(kind: String) throws {
    for seed in 1...4 as ClosedRange<UInt64> {
      let toy = TruthToy(weighting: .negative, references: 40, others: 40, move: 3, seed: seed)
      // Where a class has no positive sum of weights the analysis stops with a sentence.
      guard let readings = try? toy.readings(kind) else { continue }
      let decided = readings.filter { reading in
        guard case .measured(let estimate) = reading.outcome else { return false }
        return estimate.low < estimate.high && !Self.ofRows.contains(reading.metric)
      }
      #expect(decided.map(\.id) == [])
    }
  }
}
