import AuditAnalysis
import AuditReport
import AuditSamples
import Glibc
import Testing

/// Fitted miscalibrations, impact and blind spot on a toy: what was put in, and the laws.
@Suite struct ImpactAnalyzerTests {
  private var fitted: FittedMiscalibrationAnalyzer {
    var analyzer = FittedMiscalibrationAnalyzer()
    analyzer.mixUncertainty = 0
    return analyzer
  }
  private var impact: ImpactAnalyzer {
    var analyzer = ImpactAnalyzer()
    analyzer.mixUncertainty = 0
    return analyzer
  }

  private func contains(_ estimate: Estimate?, _ value: Double) -> Bool {
    estimate.map { $0.low <= value && value <= $0.high } ?? false
  }

  @Test func aScaleIsFoundWithItsSafetyFactor() throws {
    let readings = try ImpactToyAudit(scale: 0.97).audit.readings(fitted)
    let scale = try #require(readings.of("preferred-scale", feature: "x").first?.estimate)
    #expect(contains(scale, -0.03) && scale.high < 0)
    let reading = try #require(readings.of("preferred-scale", feature: "x").first)
    #expect(reading.message.hasPrefix("Best fit: scale 0.9") && reading.message.contains("KS 0."))
    // Whole numbers are no failure, and say why.
    let number = try #require(readings.of("preferred-scale", feature: "n").first)
    #expect(number.outcome == .noted && number.message.contains("whole numbers"))
    // Each of them has a factor or says why not, whichever describes the difference best.
    for kind in ["scale", "offset", "smear"] {
      for feature in ["x", "z"] {
        #expect(
          readings.contains {
            $0.metric == "safety-factor" && $0.subject.miscalibration == "\(kind)/\(feature)"
          })
        #expect(readings.of("preferred-\(kind)", feature: feature).count == 1)
      }
    }
    // ε = P(x/10 + z ≥ 6) moves by φ(0.4/√1.25)/√1.25 · 0.54 a unit of scale: 0.02 are left at about 0.11.
    let factor = try #require(
      readings.first {
        $0.metric == "safety-factor" && ["scale/x", "offset/x"].contains($0.subject.miscalibration)
      }?.estimate)
    #expect(factor.low > 0.3 && factor.high < 3 && factor.low < factor.value && factor.value < factor.high)
    #expect(!readings.filter { $0.subject.miscalibration == "both" }.isEmpty)
    #expect(Set(readings.map(\.id)).count == readings.count)
  }

  @Test func movingAFeatureGivesTheChangeInClosedForm() throws {
    let readings = try ImpactToyAudit(rows: 20_000, scale: 0.97).audit.readings(impact)
    // Signal: x/10 + z − 5 ~ N(1.4, 1.25); scaled: N(0.97·5.4 − 4, 0.97²·0.25 + 1).
    func above(_ mean: Double, _ variance: Double) -> Double {
      0.5 * erfc((1 - mean) / (2 * variance).squareRoot())
    }
    let truth = above(0.97 * 5.4 - 4, 0.97 * 0.97 * 0.25 + 1) - above(1.4, 1.25)
    let single = try #require(readings.of("efficiency-impact", feature: "x").first?.estimate)
    #expect(contains(single, truth) && single.high < 0)
    #expect(contains(readings.of("efficiency-impact", feature: "z").first?.estimate, 0))
    #expect(contains(readings.of("total-efficiency-impact").first?.estimate, truth))
    #expect(contains(readings.of("unexplained-selection").first?.estimate, 0))
    // A feature that does not enter is not asked about.
    #expect(readings.of("efficiency-impact", feature: "n").isEmpty)
    let headline = try #require(readings.of("impact-ranking").first)
    #expect(headline.message.contains("most of it comes from 'x'"))
    guard case .bars(let bars)? = headline.evidence.first else {
      Issue.record("no bars")
      return
    }
    #expect(bars.items.map(\.name).contains("all together, by maps") && bars.items.first?.name == "x")
    #expect(Set(readings.map(\.id)).count == readings.count)
  }

  @Test func withoutADifferenceNothingIsResolved() throws {
    let readings = try ImpactToyAudit().audit.readings(impact)
    for metric in ["total-efficiency-impact", "total-auc-impact", "total-rejection-impact"] {
      #expect(contains(readings.of(metric).first?.estimate, 0), "\(metric)")
    }
    #expect(readings.of("impact-ranking").first?.message.contains("no single feature") == true)
  }

  @Test func theBlindSpotIsAtLeastWhatACommonShiftReaches() throws {
    var analyzer = BlindSpotAnalyzer()
    analyzer.ks = 0.05
    let readings = try ImpactToyAudit().audit.readings(analyzer)
    let own = try #require(readings.of("blind-spot").first?.estimate)
    let byEvent = try #require(readings.of("blind-spot-by-event").first?.estimate)
    // z alone, moved by 0.05 in rank, changes the efficiency by about 0.04; both together by more.
    #expect(own.low > 0.02 && own.value < 0.2 && byEvent.value >= own.value - 0.005)
  }

  @Test func blocksAndEmptyRowsAndTheScaleOfWeightsChangeNothing() throws {
    var toy = ImpactToyAudit(rows: 2000, scale: 0.98)
    toy.weights = (0..<2000).map { $0 % 11 == 0 ? -1 : 1 }
    func numbers(_ change: (inout ImpactToyAudit) -> Void) throws -> [String: [Double]] {
      var other = toy
      change(&other)
      let readings =
        try other.audit.readings(fitted) + other.audit.readings(impact)
        + other.audit.readings(BlindSpotAnalyzer())
      return Dictionary(
        uniqueKeysWithValues: readings.compactMap { reading in
          reading.estimate.map { (reading.id, [$0.value, $0.low, $0.high]) }
        })
    }
    let reference = try numbers { _ in }
    #expect(reference.count > 8)
    #expect(try numbers { $0.blockRows = 97 } == reference)
    for other in [
      try numbers { $0.emptyRows = 300 },
      try numbers { toy in toy.weights = toy.weights.map { $0.map { 0.125 * $0 } } },
    ] {
      #expect(other.keys.sorted() == reference.keys.sorted())
      for (id, values) in reference {
        for (a, b) in zip(values, other[id] ?? []) { #expect(abs(a - b) < 1e-9 * (1 + abs(a)), "\(id)") }
      }
    }
  }

  @Test func whatIsMissingIsSaid() throws {
    // Without models and label there are the calibrations only.
    var audit = ImpactToyAudit(rows: 1000).audit
    audit.change = { _ in }
    #expect(try audit.readings(impact).isEmpty && audit.readings(BlindSpotAnalyzer()).isEmpty)
    #expect(try audit.readings(fitted).contains { $0.metric == "preferred-scale" })
    // A simulation without the label.
    var unlabelled = ImpactToyAudit(rows: 1000).audit
    unlabelled.label = "absent"
    let readings = try unlabelled.readings(impact)
    #expect(readings.first?.reason == "simulation has no label")
    // A class that is none.
    var analyzer = impact
    analyzer.positive = "7"
    #expect(throws: (any Error).self) { try ImpactToyAudit(rows: 1000).audit.readings(analyzer) }
    // Hardly any rows.
    let few = try ImpactToyAudit(rows: 60).audit.readings(impact)
    #expect(few.first?.reason == "simulation has 60 rows with a weight, but 100 are needed")
  }

  @Test func aSmearingThatIsNotToldIsSaid() throws {
    let audit = ImpactToyAudit(isExponential: true).audit
    let size = try #require(
      audit.readings(fitted).first { $0.metric == "preferred-smear" && $0.subject.feature == "z" })
    #expect(size.message.hasPrefix("No smearing of 'z' was fitted beside the scale: "), "\(size.message)")
    let ranking = try #require(audit.readings(impact).first { $0.metric == "impact-ranking" })
    let assumptions = ranking.evidence.compactMap { evidence -> Table? in
      if case .table(let table) = evidence, table.title == "Assumptions" { table } else { nil }
    }
    let row = assumptions.first?.rows.first { $0.first == .text("no smearing") }
    #expect(
      row?.last == .text("'z': the data do not constrain their smearing; only the quantile map is applied."))
  }
}
