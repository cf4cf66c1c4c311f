import AuditAnalysis
import AuditSamples
import Foundation
import Testing

/// What holds for every kind of miscalibration.
@Suite struct MiscalibrationLawsTests {
  private let toy = MiscalibrationToy()

  @Test func everyKindIsAmongTheExamples() {
    let kinds = Set(MiscalibrationToy.examples.map { type(of: $0.miscalibration).kind })
    #expect(kinds == Set(MiscalibrationKinds.all.map { $0.kind }))
    #expect(MiscalibrationKinds.all.count == 17)
  }

  @Test(arguments: MiscalibrationToy.examples.indices)
  func strengthZeroIsTheIdentityBitForBit(_ example: Int) throws {
    let miscalibration = MiscalibrationToy.examples[example].miscalibration
    let injection = try Injection(miscalibration)
    let before = toy.all
    let after = try injection.applied(to: before, strength: 0, in: toy.context(for: miscalibration))
    #expect(after.bits == before.bits)
    #expect(after.batch.columns.map(\.count) == before.batch.columns.map(\.count))
    var direct = before
    try miscalibration.inject(into: &direct, strength: 0, in: toy.context(for: miscalibration))
    #expect(direct.bits == before.bits)
  }

  @Test(arguments: MiscalibrationToy.examples.indices)
  func onlyTheNamedColumnsChange(_ example: Int) throws {
    let (miscalibration, strength) = MiscalibrationToy.examples[example]
    let injection = try Injection(miscalibration)
    let before = toy.all
    let after = try injection.applied(to: before, strength: strength, in: toy.context(for: miscalibration))
    let touched = Set(injection.changed)
    for (index, name) in before.names.enumerated() {
      let isSame = after.bits[index] == before.bits[index]
      #expect(isSame == !touched.contains(name), "\(name)")
    }
    // Whatever changes no column changes the weights.
    #expect((after.batch.weights != before.batch.weights) == touched.isEmpty)
  }

  @Test(arguments: MiscalibrationToy.examples.indices, [false, true])
  func blocksAndThreadsChangeNothing(_ example: Int, _ isThinned: Bool) async throws {
    let (miscalibration, strength) = MiscalibrationToy.examples[example]
    let injection = try Injection(miscalibration)
    let context = try toy.context(for: miscalibration, isThinned: isThinned)
    let whole = try injection.applied(
      to: toy.events(0..<toy.rows, isThinned: isThinned), strength: strength, in: context
    ).bits
    for cuts in [[0, 500], [0, 1, 2, 130, 131, 257, 500], [0, 250, 500]] {
      let toy = toy
      let parts = try await withThrowingTaskGroup(of: (Int, [[UInt64]]).self) { group in
        for (start, end) in zip(cuts, cuts.dropFirst()) {
          group.addTask {
            let events = toy.events(start..<end, isThinned: isThinned)
            return (start, try injection.applied(to: events, strength: strength, in: context).bits)
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      var joined = [[UInt64]](repeating: [], count: whole.count)
      for (_, part) in parts.sorted(by: { $0.0 < $1.0 }) {
        for index in joined.indices { joined[index] += part[index] }
      }
      #expect(joined == whole, "\(cuts)")
    }
  }

  @Test(arguments: MiscalibrationToy.examples.indices)
  func missingValuesStayMissing(_ example: Int) throws {
    let (miscalibration, strength) = MiscalibrationToy.examples[example]
    // Swapped and lent values are the two that move missing values on purpose.
    guard !(miscalibration is Swap), !(miscalibration is Unavailable) else { return }
    let before = toy.all
    let after = try Injection(miscalibration).applied(
      to: before, strength: strength, in: toy.context(for: miscalibration))
    for name in ["pt", "mass"] {
      let (old, new) = (try before.doubles(name), try after.doubles(name))
      let lost = old.indices.filter { old[$0].isNaN }
      #expect(lost.count > 40 && lost.allSatisfy { new[$0].isNaN }, "\(name)")
    }
  }

  @Test(arguments: MiscalibrationToy.examples.indices)
  func settingsAreStoredAndReadAgain(_ example: Int) throws {
    let miscalibration = MiscalibrationToy.examples[example].miscalibration
    func roundTrip<Kind: Miscalibration>(_ kind: Kind) throws -> String {
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      let data = try encoder.encode(kind)
      let again = try encoder.encode(JSONDecoder().decode(Kind.self, from: data))
      #expect(again == data)
      return String(decoding: data, as: UTF8.self)
    }
    let text = try roundTrip(miscalibration)
    let described = type(of: miscalibration).settings.map(\.name)
    #expect(described.allSatisfy { text.contains("\"\($0)\":") })
    #expect(!type(of: miscalibration).summary.hasSuffix("."))
    let scale = type(of: miscalibration).strength
    #expect(scale.suggested.contains(0) && scale.suggested.allSatisfy(scale.range.contains))
  }

  @Test func theSameRowGetsTheSameChanceAtEveryStrength() throws {
    var smear = Smear()
    (smear.features, smear.by) = (["eta"], .feature)
    let injection = try Injection(smear)
    let context = try toy.context(for: smear)
    let nominal = try toy.all.doubles("eta")
    let once = try injection.applied(to: toy.all, strength: 0.1, in: context).doubles("eta")
    let twice = try injection.applied(to: toy.all, strength: 0.2, in: context).doubles("eta")
    for row in nominal.indices {
      #expect(abs((twice[row] - nominal[row]) - 2 * (once[row] - nominal[row])) < 1e-12)
    }
    var other = context
    other.random = RowRandom(seed: 8, name: "smear")
    #expect(try injection.applied(to: toy.all, strength: 0.1, in: other).doubles("eta") != once)
  }
}
