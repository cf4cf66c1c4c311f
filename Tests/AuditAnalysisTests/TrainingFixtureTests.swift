import AuditAnalysis
import AuditReport
import AuditSamples
import AuditTestSupport
import Testing

/// Every flaw of Fixtures/training_set/flawed is found and named; Fixtures/training_set/clean raises nothing.
@Suite struct TrainingFixtureTests {
  private func readings(isFlawed: Bool) throws -> [Reading] {
    let set = try TrainingFixture(isFlawed: isFlawed)
    return try TrainingSetAudit.readings(of: set.run, in: set.context)
  }

  @Test func theCleanTwinRaisesNothing() throws {
    let found = try readings(isFlawed: false)
    let alarms = found.filter { $0.verdict == .fail }
    #expect(alarms.isEmpty, "\(alarms.map { "\($0.id): \($0.message)" })")
    // An audit in which hardly anything was judged would raise nothing either.
    #expect(Set(found.filter { $0.verdict == .pass }.map(\.metric)).count >= 24)
  }

  @Test func everyFlawIsFoundAndNamed() throws {
    let flaws = try TrainingFixture.flaws()
    let failed = try readings(isFlawed: true).filter { $0.verdict == .fail }

    let leak = try #require(failed.of("separation").only)
    #expect(leak.subject.feature == flaws.leakingColumn)
    #expect(leak.message.contains("almost the label itself"))

    let copies = failed.of("copies")
    #expect(copies.compactMap(\.subject.sample) == ["training", "validation", "test"])
    for copy in copies {
      #expect(copy.estimate?.value == 1)
      #expect(copy.message.contains("'\(flaws.affineCopy)' is 1.5·'\(flaws.copiedColumn)' + 0.002"))
    }

    for metric in ["overlap", "key-overlap"] {
      let overlap = try #require(failed.of(metric).only)
      #expect(overlap.subject.sample == "test" && overlap.subject.other == "training")
      #expect(overlap.message.contains("\(flaws.duplicates) rows of 'test' are in 'training' too"))
    }

    let conflicts = try #require(failed.of("label-conflicts").only)
    #expect(
      conflicts.message.hasPrefix("\(2 * flaws.conflicts) rows have the features of a row with another"))
    let repeated = try #require(failed.of("duplicates").only)
    #expect(repeated.subject.sample == "training")
    #expect(repeated.message.hasPrefix("\(flaws.conflicts) rows of 'training' repeat an earlier row"))

    let grids = failed.of("grid")
    #expect(grids.count == 3 && grids.allSatisfy { $0.subject.feature == flaws.roundedColumn })
    for grid in grids {
      // A few of the conflicting labels are of events that were not rounded.
      #expect(grid.message.contains("holds multiples of 0.1 in ") && grid.estimate?.low ?? 0 > 0.9)
      #expect(grid.message.contains(" of class '1' but in "))
    }

    for metric in ["order-drift", "order-clumping", "row-order"] {
      #expect(failed.of(metric).only?.subject.sample == "training", "\(metric)")
    }
    #expect(failed.of("order-drift").first?.message.contains("is sorted by class") == true)

    let regions = failed.of("uncovered")
    #expect(regions.compactMap(\.subject.sample) == ["validation", "test"])
    let region = try #require(regions.first)
    #expect(region.subject.feature == nil && region.message.contains("is below a tenth of its own, most at"))
    #expect(region.message.contains("pt >= ") && region.message.contains("abs(eta) >= "), "\(region.message)")

    let weighted = failed.of("weight-correlation")
    #expect(weighted.compactMap(\.subject.feature) == Array(repeating: flaws.weightingColumn, count: 3))

    // What was put in and nothing else.
    let expected: Set = [
      "separation", "copies", "overlap", "key-overlap", "label-conflicts", "duplicates", "grid",
      "order-drift",
      "order-clumping", "row-order", "uncovered", "weight-correlation",
    ]
    let others = failed.filter { !expected.contains($0.metric) }
    #expect(others.isEmpty, "\(others.map { "\($0.id): \($0.message)" })")
  }
}

extension Array {
  /// The only element; nil when there are none or several.
  fileprivate var only: Element? { count == 1 ? first : nil }
}
