import AuditEngine
import AuditReport
import Dispatch
import Foundation
import Synchronization
import Testing

/// The law of intervals that can be believed, for every metric of every analyzer that has one.
///
/// The value lies in its interval, which has a width unless the metric counts what a file holds, stays in the metric's bounds, and
/// excludes the null value exactly when p < 1 − confidence; and it holds the truth. SIMAUDIT_FULL_TOYS=1 prints how often, SIMAUDIT_TOYS sets
/// the toys a row, SIMAUDIT_KINDS names the analyzers, SIMAUDIT_METRICS the metrics, SIMAUDIT_SIZES the rows; SIMAUDIT_SUBJECTS=1 gives each
/// column and classifier a row of its own.
@Suite struct BelievedIntervalsTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let isOptimised = environment["SIMAUDIT_OPTIMISED_TESTS"] != nil
  private static let isFull = environment["SIMAUDIT_FULL_TOYS"] != nil

  /// Metrics whose truth this toy does not know, and where it is tested instead.
  static let elsewhere: [String: String] = [
    "regions/region-difference": "a region is another one in each toy: RegionSearchTests",
    "regions/region-ratio": "a region is another one in each toy: RegionSearchTests",
    "robustness/relative-error": "two Gaussian models in closed form: ResponseComparisonTests",
    "robustness/relative-loss": "two Gaussian models in closed form: ResponseComparisonTests",
    "two-sample/auc-below-half": "of samples with events in common: TwoSampleAnalyzerTests",
  ]
  /// Analyzers of what a difference does to classifiers: their truths are those of ImpactTruthTests and CalibrationFitTests.
  static let kindsElsewhere: Set<String> = ["impact", "fitted-miscalibrations", "blind-spot"]
  static let kinds = AnalyzerRegistry.entries.map(\.kind.kind).filter { !kindsElsewhere.contains($0) }

  /// Coverage by metric, over toys with all kinds of weights.
  private static func coverage(
    _ kind: String, _ toys: [TruthToy], by name: @Sendable (Reading) -> String = \.metric
  ) throws -> [String: BelievedCoverage] {
    let found = Mutex<[String: BelievedCoverage]>([:])
    let failure = Mutex<(any Error)?>(nil)
    DispatchQueue.concurrentPerform(iterations: toys.count) { number in
      do {
        var own: [String: BelievedCoverage] = [:]
        for reading in try toys[number].readings(kind) {
          own[name(reading), default: BelievedCoverage()].add(reading, truth: toys[number].truth(reading))
        }
        found.withLock { $0.merge(own) { $0.merged(with: $1) } }
      } catch {
        failure.withLock { $0 = error }
      }
    }
    if let error = failure.withLock({ $0 }) { throw error }
    return found.withLock { $0 }
  }

  @Test(
    .enabled(if: isOptimised, "needs an optimised build: SIMAUDIT_OPTIMISED_TESTS=1"), arguments: kinds)
  func everyIntervalKeepsTheLaw(kind: String) throws {
    // Classifiers are measured on each sample by itself: there fewer rows do.
    let many = ["robustness", "expectations"].contains(kind) ? 4000 : 20_000
    let toys = TruthToy.Weighting.allCases.flatMap { weighting in
      [(200, many, 1.0), (many, 200, 0)].map { references, others, move in
        TruthToy(weighting: weighting, references: references, others: others, move: move, seed: 5)
      }
    }
    let coverage = try Self.coverage(kind, toys)
    for (metric, one) in coverage {
      #expect(one.faults.isEmpty, "\(kind)/\(metric): \(one.faults.prefix(3))")
      // Readings of one toy share their events: a few of eight toys may miss together.
      let allowed = one.allowed + 6 * (one.allowed * 3 + 1).squareRoot()
      #expect(Double(one.misses) <= allowed, "\(kind)/\(metric): \(one.misses) of \(one.known) miss")
    }
    for known in MetricDefault.all where known.analyzer == kind {
      let name = "\(kind)/\(known.metric)"
      if Self.elsewhere[name] != nil || BelievedMetrics.counted.contains(name) { continue }
      #expect((coverage[known.metric]?.known ?? 0) > 0, "no toy knows the truth of \(name)")
    }
  }

  @Test(
    .enabled(if: isOptimised, "needs an optimised build: SIMAUDIT_OPTIMISED_TESTS=1"),
    arguments: kindsElsewhere.sorted())
  func intervalsOfClassifiersKeepTheLaw(kind: String) throws {
    let toys = TruthToy.Weighting.allCases.flatMap { weighting in
      [(400, 4000, 1.0), (4000, 400, 0)].map { references, others, move in
        TruthToy(weighting: weighting, references: references, others: others, move: move, seed: 6)
      }
    }
    var measured = 0
    for (metric, one) in try Self.coverage(kind, toys) {
      measured += one.measured
      #expect(one.faults.isEmpty, "\(kind)/\(metric): \(one.faults.prefix(3))")
    }
    #expect(measured > 20)
  }

  @Test(
    .enabled(if: isOptimised, "needs an optimised build: SIMAUDIT_OPTIMISED_TESTS=1"), arguments: [0, 0.3])
  func impactsKeepTheLaw(negative: Double) throws {
    var all = BelievedCoverage()
    for change in [AssumptionToy.Change.nothing, .maps, .gaussian] {
      let toy = AssumptionToy(change: change, rows: 6000, seed: 3, negative: negative)
      let (signal, background) = toy.truth
      for reading in try toy.readings() {
        let truths = [
          "selected-fraction": 0.4 * signal + 0.6 * background, "total-efficiency-impact": signal,
          "total-background-impact": background,
        ]
        all.add(reading, truth: truths[reading.metric])
      }
    }
    #expect(all.faults.isEmpty, "\(all.faults.prefix(3))")
    #expect(all.known >= 7 && all.misses <= 1, "\(all.misses) of \(all.known) miss")
  }

  @Test func whatIsExcusedIsAMetric() {
    let all = Set(MetricDefault.all.map { "\($0.analyzer)/\($0.metric)" })
    #expect(Set(Self.elsewhere.keys).union(BelievedMetrics.counted).subtracting(all) == [])
  }

  @Test(.enabled(if: isFull, "the whole table takes an hour: SIMAUDIT_FULL_TOYS=1"))
  func wholeTable() throws {
    let toys = Int(Self.environment["SIMAUDIT_TOYS"] ?? "") ?? 100
    func list(_ name: String) -> [String]? { Self.environment[name]?.split(separator: ",").map(String.init) }
    let metrics = list("SIMAUDIT_METRICS")
    let isBySubject = Self.environment["SIMAUDIT_SUBJECTS"] != nil
    let sizes = (list("SIMAUDIT_SIZES") ?? ["200/20000", "20000/200", "2000/2000"]).map { size in
      size.split(separator: "/").compactMap { Int($0) }
    }
    print("| metric | weights | rows | moved by | covered | below, above | of | undecided | width/scatter |")
    print("|---|---|---|---|---|---|---|---|---|")
    for kind in list("SIMAUDIT_KINDS") ?? Self.kinds {
      for weighting in TruthToy.Weighting.allCases {
        for rows in sizes {
          for move in [0.0, 1] {
            let all = (1...UInt64(toys)).map {
              TruthToy(
                weighting: weighting, references: rows[0], others: rows[1], move: move, seed: 100 + $0)
            }
            let found = try Self.coverage(kind, all) { isBySubject ? $0.id : $0.metric }
            for (name, one) in found.sorted(by: { $0.key < $1.key })
            where one.known > 0 && (metrics?.contains(one.metric) ?? true) {
              #expect(one.faults.isEmpty, "\(name): \(one.faults.prefix(3))")
              let covered = (1000 * (1 - Double(one.misses) / Double(max(1, one.known)))).rounded() / 10
              let width = one.widthOverScatter.map { "\(($0 * 100).rounded() / 100)" } ?? "–"
              print(
                "| \(name) | \(weighting.rawValue) | \(rows[0])/\(rows[1]) | \(move) | \(covered) |",
                "\(one.below), \(one.above) | \(one.known) | \(one.undecided) | \(width) |")
            }
          }
        }
      }
    }
  }
}
