import AuditAnalysis
import AuditSamples
import Foundation
import Testing

@Suite struct InjectionTests {
  private let names = ["pt1", "pt2", "eta1", "eta2", "phi1", "phi2", "m_jj", "ratio"]
  private let formula = "sqrt(2*pt1*pt2*(cosh(eta1-eta2)-cos(phi1-phi2)))"

  private func expression(_ text: String) throws -> ColumnExpression {
    try ColumnExpression(text, columns: names.map { ColumnInfo(name: $0, kind: .float(bits: 64)) })
  }

  private func mass(_ row: [Double]) -> Double {
    (2 * row[0] * row[1] * (cosh(row[2] - row[3]) - cos(row[4] - row[5]))).squareRoot()
  }

  private func events() -> EventBlock {
    let rows = [[50.0, 40, 0.5, -0.3, 1, -2], [120, 80, 1.5, 1.0, 0.2, 2.9], [30, 25, -2, 0, 3, -3]]
    var columns = (0..<6).map { column in Values.float64(rows.map { $0[column] }) }
    // The mass is stored in single precision, and once it is missing.
    columns.append(.float32([Float(mass(rows[0])), Float(mass(rows[1])), -999]))
    columns.append(.float64(rows.map { mass($0) / $0[0] }))
    return EventBlock(Batch(rows: 0..<3, columns: columns), names: names, missing: ["m_jj": [-999]])
  }

  private let context = MiscalibrationContext(random: RowRandom(seed: 1, name: "test"))

  @Test func anEnergyScaleReachesTheInvariantMass() throws {
    var scale = Scale()
    scale.features = ["pt1", "pt2"]
    let injection = try Injection(
      scale,
      derived: [
        DerivedFeature(name: "ratio", expression: try expression("m_jj/pt1")),
        DerivedFeature(name: "m_jj", expression: try expression(formula)),
      ])
    #expect(injection.changed == ["pt1", "pt2", "m_jj", "ratio"])
    #expect(Set(injection.columns) == Set(names))
    let before = events()
    let after = try injection.applied(to: before, strength: 0.1, in: context)
    let (old, new) = (try before.doubles("m_jj"), try after.doubles("m_jj"))
    #expect(abs(new[0] / old[0] - 1.1) < 1e-6 && abs(new[1] / old[1] - 1.1) < 1e-6)
    #expect(try after.values("m_jj") != before.values("m_jj"))
    if case .float32(let stored) = try after.values("m_jj") { #expect(stored[2] == -999) }
    // Mass and momentum grow together, so that their ratio stays.
    #expect(abs(try after.doubles("ratio")[0] / before.doubles("ratio")[0] - 1) < 1e-6)
    #expect(try after.values("eta1") == before.values("eta1"))
  }

  @Test func whatDoesNotFollowIsNotRecomputed() throws {
    var scale = Scale()
    scale.features = ["eta1"]
    let injection = try Injection(
      scale, derived: [DerivedFeature(name: "ratio", expression: try expression("pt1/pt2"))])
    #expect(injection.changed == ["eta1"] && injection.columns == ["eta1"])
    // A feature that is distorted itself is not overwritten by its formula.
    scale.features = ["m_jj", "pt1"]
    let own = try Injection(
      scale, derived: [DerivedFeature(name: "m_jj", expression: try expression(formula))])
    #expect(own.changed == ["m_jj", "pt1"])
  }

  @Test func rowsThatAreNotHitKeepTheirBits() throws {
    var scale = Scale()
    scale.features = ["pt1"]
    let injection = try Injection(
      scale, selection: try expression("pt1 > 40"),
      derived: [DerivedFeature(name: "m_jj", expression: try expression(formula))])
    let before = events()
    let after = try injection.applied(to: before, strength: 0.1, in: context)
    #expect(abs(try after.doubles("pt1")[0] - 55) < 1e-12)
    #expect(try after.doubles("pt1")[2] == 30)
    #expect(abs(try after.doubles("m_jj")[0] / before.doubles("m_jj")[0] - 1.1.squareRoot()) < 1e-6)
    var loss = EfficiencyLoss()
    (loss.feature, loss.at) = ("eta1", 100)
    let weights = try Injection(loss, selection: try expression("pt1 > 40")).applied(
      to: before, strength: 1, in: context
    ).batch.weights
    #expect(weights == .float64([0, 0, 1]))
  }

  @Test func featuresThatNeedEachOtherAreRefused() throws {
    var scale = Scale()
    scale.features = ["pt1"]
    let circle = [
      DerivedFeature(name: "m_jj", expression: try expression("ratio*pt1")),
      DerivedFeature(name: "ratio", expression: try expression("m_jj/pt1")),
    ]
    #expect(
      MiscalibrationToy.sentence { _ = try Injection(scale, derived: circle) }
        == "the derived features 'm_jj', 'ratio' need each other; "
        + "write at least one of them in terms of columns of the file")
  }

  @Test func badSettingsGetASentence() throws {
    func sentence<Kind: Miscalibration>(_ kind: Kind.Type, _ set: (inout Kind) -> Void) -> String {
      var made = Kind()
      set(&made)
      return MiscalibrationToy.sentence { _ = try Injection(made) }
    }
    #expect(
      sentence(Scale.self) { _ in } == "miscalibration 'scale' names no features; list them under 'features'")
    #expect(sentence(Offset.self) { $0.features = ["a", "a"] }.contains("names the feature 'a' twice"))
    #expect(sentence(Smear.self) { ($0.features, $0.tailFraction) = (["a"], 2) }.contains("tailFraction 2.0"))
    #expect(sentence(Smear.self) { ($0.features, $0.tailFactor) = (["a"], 0) }.contains("tailFactor 0.0"))
    #expect(sentence(Noise.self) { ($0.features, $0.common) = (["a"], -1) }.contains("common share -1.0"))
    #expect(sentence(Rotation.self) { ($0.features, $0.period) = (["a"], 0) }.contains("period 0.0"))
    #expect(sentence(Swap.self) { $0.features = ["a"] }.contains("names 1 features; it exchanges two"))
    #expect(sentence(EfficiencyLoss.self) { _ in }.contains("names no feature"))
    #expect(sentence(EfficiencyLoss.self) { ($0.feature, $0.width) = ("a", -1) }.contains("width -1.0"))
    #expect(
      sentence(EfficiencyLoss.self) { ($0.feature, $0.region) = ("a", .between) }.contains("from 0.0 to 0.0"))
    #expect(sentence(SpectrumChange.self) { _ in }.contains("names no feature"))
    #expect(sentence(ProcessMix.self) { _ in }.contains("names no process"))
    #expect(sentence(WeightVariation.self) { _ in }.contains("names no weights"))
  }

  @Test func badStrengthsAndColumnsGetASentence() throws {
    var scale = Scale()
    scale.features = ["pt3"]
    func sentence(_ miscalibration: any Miscalibration, _ strength: Double, _ events: EventBlock) -> String {
      MiscalibrationToy.sentence {
        _ = try Injection(miscalibration).applied(to: events, strength: strength, in: context)
      }
    }
    #expect(
      sentence(scale, 0.1, events()).contains("there is no column 'pt3' to distort; did you mean 'pt1'"))
    #expect(
      sentence(scale, -2, events())
        == "miscalibration 'scale' cannot have the strength -2.0; it goes from -1.0 to any larger number")
    #expect(sentence(scale, .nan, events()).contains("cannot have the strength nan"))
    var dead = DeadChannel()
    dead.features = ["pt1"]
    #expect(sentence(dead, 1.5, events()).contains("cannot have the strength 1.5; it goes from 0.0 to 1.0"))
    var offset = Offset()
    offset.features = ["pt1"]
    #expect(
      sentence(offset, 1, events()).contains("needs the distribution of 'pt1', which has no usable values"))
    let texts = EventBlock(
      Batch(rows: 0..<1, columns: [.category(codes: [0], levels: ["a"]), .tensor([1, 2], shape: [2])]),
      names: ["text", "image"])
    scale.features = ["text"]
    #expect(sentence(scale, 0.1, texts).contains("column 'text' holds texts"))
    var loss = EfficiencyLoss()
    loss.feature = "image"
    #expect(sentence(loss, 0.1, texts).contains("column 'image' has several numbers a row"))
  }
}
