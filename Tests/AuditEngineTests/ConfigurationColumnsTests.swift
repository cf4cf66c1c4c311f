import AuditEngine
import AuditSamples
import Testing

@Suite struct ConfigurationColumnsTests {
  private static func float(_ name: String, unit: String? = nil, missing: [Double] = []) -> ColumnInfo {
    ColumnInfo(name: name, kind: .float(bits: 32), unit: unit, missing: missing)
  }

  private let columns = [
    float("pt", unit: "GeV", missing: [-9]), float("eta"), float("w"), float("w2"), float("y"),
    float("shower_a"), float("shower_b"), ColumnInfo(name: "process", kind: .text),
    ColumnInfo(name: "period", kind: .enumeration(names: ["A", "B"])),
    ColumnInfo(name: "run", kind: .integer(bits: 32, signed: false)),
    ColumnInfo(name: "event", kind: .integer(bits: 64, signed: true)),
    ColumnInfo(name: "image", kind: .float(bits: 32), shape: [8, 8]),
    ColumnInfo(name: "hits", kind: .float(bits: 32), isJagged: true),
  ]

  @Test func withoutFeaturesEveryNumberWithoutAnotherUse() {
    let configuration = Configuration(
      samples: [
        Configuration.Sample(name: "data", role: .data, files: ["a"], weight: "w"),
        Configuration.Sample(name: "mc", role: .simulation, files: ["b"], weight: "`w2`"),
      ], ignore: ["ev*"], categories: ["run", "process"], label: "y")
    #expect(configuration.features(among: columns).map(\.name) == ["pt", "eta", "shower_a", "shower_b"])
    #expect(configuration.features(among: columns)[0].unit == "GeV")
    #expect(configuration.features(among: columns)[0].missing == [-9])
    #expect(configuration.categories(among: columns) == ["process", "run"])
    #expect(Configuration().categories(among: columns) == ["process", "period"])
  }

  @Test func weightsThatAreComputedLeaveTheirColumnsAlone() {
    let configuration = Configuration(samples: [
      Configuration.Sample(name: "data", role: .data, files: ["a"], weight: "w * pt")
    ])
    #expect(configuration.features(among: columns).map(\.name).starts(with: ["pt", "eta"]))
  }

  @Test func exactNamesWinOverPatternsAndUses() {
    let configuration = Configuration(
      samples: [Configuration.Sample(name: "data", role: .data, files: ["a"], weight: "w")],
      features: [
        Configuration.Feature(name: "*", unit: "u"), Configuration.Feature(name: "shower_*", missing: [-1]),
        Configuration.Feature(name: "shower_b", log: true), Configuration.Feature(name: "w", unit: "x"),
      ], ignore: ["y", "run", "event", "w"])
    let features = configuration.features(among: columns)
    #expect(features.map(\.name) == ["pt", "eta", "w", "shower_a", "shower_b"])
    #expect(features.map(\.unit) == ["u", "u", "x", nil, nil])
    #expect(features[3].missing == [-1] && features[3].log == nil && features[4].log == true)
  }

  @Test("a pattern brings back nothing whose name says that it is no feature; the name itself does")
  func patternsRespectTheGuess() {
    let named = ["mass", "mass_truth", "mass_weight", "mass_event_number"].map { name in
      ColumnInfo(name: name, kind: .integer(bits: 32, signed: true))
    }
    func features(_ names: String...) -> [String] {
      Configuration(features: names.map { Configuration.Feature(name: $0) }).features(among: named).map(
        \.name)
    }
    #expect(features() == ["mass"])
    #expect(features("ma*") == ["mass"] && features("*") == ["mass"])
    #expect(features("*", "mass_truth") == ["mass", "mass_truth"])
  }

  @Test func derivedColumnsAreOrderedByNeed() throws {
    let configuration = Configuration(derived: [
      Configuration.NamedExpression(name: "c", expression: "b + 1"),
      Configuration.NamedExpression(name: "a", expression: "pt * 2"),
      Configuration.NamedExpression(name: "b", expression: "a + eta"),
    ])
    #expect(try configuration.derivedInOrder(columns).map(\.name) == ["a", "b", "c"])
    let names = configuration.features(among: columns + configuration.derivedColumns).map(\.name)
    #expect(names.suffix(3) == ["c", "a", "b"])
  }

  private func problems(_ text: String, _ extra: [ColumnInfo] = []) throws -> [String] {
    let file = try ConfigurationFile(
      text:
        "samples: {data: {files: a, weight: w}, mc: {role: simulation, processes: {s: {files: b, select: pt > 1}}}}\n"
        + text, path: "c.yaml", toyVocabulary)
    let parts = file.configuration.samples.map { SamplePart(sample: $0, part: $0.parts[0], files: []) }
    return file.problems(with: [(parts[0], columns), (parts[1], columns + extra)]).map(\.description)
  }

  @Test(arguments: [
    (
      "select: ptt > 20",
      "2:9: select, in sample 'data': column 1: there is no column 'ptt'; did you mean 'pt'?"
    ),
    (
      "slices: {high: process > 3}",
      "2:16: high, in sample 'data': column 1: 'process' holds texts where a number is needed; a comparison makes one of it, as in process == \"…\""
    ),
    ("derived: {pt: eta * 2}", "2:15: derived column 'pt' would hide the column of sample 'data'"),
    (
      "derived: {m: image * 2}",
      "2:14: m, in sample 'data': column 1: 'image' has 8 × 8 values a row; name one, as image[0,0], or a reduction, as max(image)"
    ),
    ("derived: {a: b, b: a}", "2:10: derived columns need each other in a circle: 'a', 'b'"),
    ("features: [pt, ets]", "2:16: features: there is no column 'ets'; did you mean 'eta'?"),
    ("features: {\"jet_*\": }", "2:21: features: no column fits 'jet_*'"),
    (
      "features: [\"image[8,0]\"]",
      "2:12: features: 'image[8,0]' cannot be read: 'image' has no such value, its shape is 8×8, the last element is image[7,7]"
    ),
    (
      "features: [\"hits[*]\"]",
      "2:12: features: 'hits[*]' does not name a fixed set of elements: 'hits' has a variable number of values a row; name them one by one, as hits[0]"
    ),
    (
      "features: [\"median(hits)\"]",
      "2:12: features: 'median(hits)' is not a known reduction; 'hits' has a variable number of values a row; name one, as hits[0], or a reduction, as max(hits)"
    ),
    ("features: {process: }", "2:21: features: 'process' holds texts; list it under 'categories'"),
    (
      "features: {hits: }",
      "2:18: features: 'hits' has a variable number of values a row; name one, as hits[0], or a reduction, as max(hits)"
    ),
    (
      "features: {image: }",
      "2:19: features: 'image' has 8 × 8 values a row; name one, as image[0,0], or a reduction, as max(image)"
    ),
    ("ignore: [runs, \"x*\"]", "2:10: ignore: there is no column 'runs'; did you mean 'run'?"),
    ("categories: proces", "2:13: categories: there is no column 'proces'; did you mean 'process'?"),
    ("label: z", "2:8: label: column 1: there is no column 'z'"),
    (
      "limits: {metric: ks, subject: phi, max: 1}",
      "2:9: limit on 'ks': no feature, category, model, miscalibration or expectation fits 'phi'; there are 'pt', 'eta', 'y', 'shower_a', 'shower_b', 'process', 'period'"
    ),
    (
      "limits: [{metric: ks, subject: et, max: 1}]",
      "2:32: limit on 'ks': no feature, category, model, miscalibration or expectation fits 'et'; did you mean 'pt' or 'eta'?"
    ),
  ])
  func saysWhatDoesNotFit(_ text: String, _ sentence: String) throws {
    let found = try problems(text)
    #expect(found == ["c.yaml:" + sentence])
  }

  @Test func whatOneSampleHasIsEnoughForAName() throws {
    #expect(try problems("features: [truth]\nlabel: truth", [Self.float("truth")]) == [])
    #expect(try problems("select: truth > 1", [Self.float("truth")]).count == 1)
  }

  /// Findings are about more than features: what they are about can be limited, or no limit could be adopted.
  @Test(arguments: [
    "run", "process", "row number", "event weight", "w2", "scale/pt", "smear/both", "both", "none",
  ])
  func whateverAFindingIsAboutCanBeLimited(subject: String) throws {
    let text = "groups: {both: [pt, eta]}\nlimits: [{metric: ks, subject: \(subject), max: 1}]"
    #expect(try problems(text) == [])
    #expect(try problems("limits: [{metric: ks, subject: scale/ptt, max: 1}]").count == 1)
  }

  @Test func weightsAndSelectionsArePlaced() throws {
    let file = try ConfigurationFile(
      text: """
        samples:
          mc:
            role: simulation
            weight: gen
            processes:
              s: {files: a}
              t: {files: b, weight: gem, select: q > 1}
        """, path: "c.yaml", toyVocabulary)
    let sample = file.configuration.samples[0]
    let found = file.problems(
      with: sample.parts.map { (SamplePart(sample: sample, part: $0, files: []), columns) })
    #expect(found.map(\.line) == [4, 7, 7] && found.map(\.column) == [13, 29, 42])
    #expect(
      found[1].sentence.hasPrefix("weight, in process 't' of sample 'mc': column 1: there is no column 'gem'")
    )
  }
}
