import AuditEngine
import AuditReport
import AuditSamples
import Testing

/// Settings of an analysis as an analyzer would have them.
struct ToySettings: Codable, Sendable, Equatable {
  enum Normalise: String, Codable { case data, weights }
  var normalise = Normalise.data
  var resamples = 1000
  var features: [String] = []
  var cut: Double?
}

let toyVocabulary = ConfigurationVocabulary(
  analyses: [
    AnalysisKind(
      "shift", summary: "Compares distributions", defaults: ToySettings(),
      settings: [
        ("normalise", "How simulation is scaled"), ("resamples", "Number of resamples"),
        ("features", "Features to look at"), ("cut", "Where to cut"),
      ],
      schemas: ["normalise": ["enum": ["data", "weights"]], "cut": ["type": "number"]])
  ],
  formats: ["json", "html", "text"])

/// A configuration that sets everything that can be set.
let fullText = """
  title: Simulation 2.1
  samples:
    data:
      files: data.h5
      table: events
      weight: w
      scale: 2.0
      select: "pt > 20"
    mc:
      role: simulation
      weight: w * 3
      processes:
        signal: {files: sig.h5, weight: w2, scale: 0.5}
        background: {files: [b1.h5, "b*.h5"], select: "x in [1, 2]"}
  select: abs(eta) < 2.5
  features:
    pt: {unit: GeV, missing: [-999], range: [0.1, 1000], log: true, title: transverse momentum}
    "shower_*":
    n_jets: {missing: -1, log: no}
  ignore: [run, "event*"]
  categories: process
  derived: {m_jj: "sqrt(2*pt1*pt2*(cosh(eta1-eta2)-cos(phi1-phi2)))"}
  label: y
  eventKey: [run, event]
  expected: {signal: 0.4, background: 0.6, period: {A: 1, B: 3}}
  nuisance: run
  spectators: [mass, "pt*"]
  groups: {energy: [pt, mass]}
  models: {bdt: {file: bdt.json, features: [pt, eta], threshold: 0.5}}
  miscalibrations: {energy: {kind: scale, features: [pt], strengths: [-0.01, 0.01], size: 0.01}}
  expectations: {fit: {kind: overtraining, select: pt > 30}}
  recomputed: {m: 2 * pt}
  slices:
    central: "abs(eta) < 1.5"
    forward: "abs(eta) >= 1.5"
  analyses:
    shift: {normalise: weights, resamples: 200, features: [pt]}
  limits:
    - {metric: ks, max: 0.04, severity: warning}
    - {metric: ks, subject: "pt*", max: 0.1}
    - {metric: median-shift, min: none, max: 0.2, analyzer: shift}
    - {metric: tvd, judge: false}
  preset: review
  accepted: [{finding: "shift/ks/*", reason: known, until: 2027-03-31}]
  history: history.sqlite
  output: {directory: Out, formats: [json, text], name: audit}
  seed: 7
  confidence: 0.68
  jobs: 2
  strict: true
  """

let fullConfiguration: Configuration = {
  var configuration = fullShiftConfiguration
  configuration.eventKey = ["run", "event"]
  configuration.expected = [
    Configuration.ExpectedMix(name: "signal", content: .share(0.4)),
    Configuration.ExpectedMix(name: "background", content: .share(0.6)),
    Configuration.ExpectedMix(name: "period", content: .levels(["A": 1, "B": 3])),
  ]
  configuration.nuisance = ["run"]
  configuration.spectators = ["mass", "pt*"]
  configuration.groups = [Configuration.Group(name: "energy", features: ["pt", "mass"])]
  configuration.models = [
    Configuration.Model(
      name: "bdt", file: "bdt.json",
      features: [Configuration.ModelFeature(name: "pt"), Configuration.ModelFeature(name: "eta")],
      threshold: 0.5)
  ]
  configuration.miscalibrations = [
    Configuration.Miscalibration(
      name: "energy", kind: "scale", settings: ["features": ["pt"]], strengths: [-0.01, 0.01], size: 0.01)
  ]
  configuration.preset = .review
  configuration.history = "history.sqlite"
  configuration.accepted = [
    Configuration.Accepted(
      finding: "shift/ks/*", reason: "known", until: CalendarDay(year: 2027, month: 3, day: 31) ?? .distant)
  ]
  configuration.expectations = [
    Configuration.Expectation(name: "fit", kind: "overtraining", settings: [:], select: "pt > 30")
  ]
  configuration.recomputed = [Configuration.NamedExpression(name: "m", expression: "2 * pt")]
  return configuration
}()

private let fullShiftConfiguration = Configuration(
  title: "Simulation 2.1",
  samples: [
    Configuration.Sample(
      name: "data", role: .data, files: ["data.h5"], table: "events", weight: "w", scale: 2,
      select: "pt > 20"),
    Configuration.Sample(
      name: "mc", role: .simulation, weight: "w * 3",
      processes: [
        Configuration.Process(name: "signal", files: ["sig.h5"], weight: "w2", scale: 0.5),
        Configuration.Process(name: "background", files: ["b1.h5", "b*.h5"], select: "x in [1, 2]"),
      ]),
  ],
  features: [
    Configuration.Feature(
      name: "pt", unit: "GeV", missing: [-999], range: 0.1...1000, log: true, title: "transverse momentum"),
    Configuration.Feature(name: "shower_*"),
    Configuration.Feature(name: "n_jets", missing: [-1], log: false),
  ],
  ignore: ["run", "event*"], categories: ["process"],
  derived: [
    Configuration.NamedExpression(
      name: "m_jj", expression: "sqrt(2*pt1*pt2*(cosh(eta1-eta2)-cos(phi1-phi2)))")
  ],
  label: "y", select: "abs(eta) < 2.5",
  slices: [
    Configuration.NamedExpression(name: "central", expression: "abs(eta) < 1.5"),
    Configuration.NamedExpression(name: "forward", expression: "abs(eta) >= 1.5"),
  ],
  analyses: [
    Configuration.Analysis(
      kind: "shift", settings: ["normalise": "weights", "resamples": 200, "features": ["pt"]])
  ],
  limits: [
    LimitRule(metric: "ks", max: .value(0.04), severity: .warning),
    LimitRule(metric: "ks", subject: "pt*", max: .value(0.1)),
    LimitRule(metric: "median-shift", analyzer: "shift", min: .open, max: .value(0.2)),
    LimitRule(metric: "tvd", judge: false),
  ],
  output: Configuration.Output(directory: "Out", formats: ["json", "text"], name: "audit"), seed: 7,
  confidence: 0.68, jobs: 2, strict: true)

@Suite struct ConfigurationLoadingTests {
  @Test func everySettingArrives() throws {
    let file = try ConfigurationFile(text: fullText, toyVocabulary)
    #expect(file.configuration == fullConfiguration)
    let settings = try file.configuration.analyses[0].settings(as: ToySettings.self)
    #expect(settings == ToySettings(normalise: .weights, resamples: 200, features: ["pt"], cut: nil))
  }

  @Test func sharesWithoutAColumnBelongToTheProcessesOrTheLabel() {
    #expect(
      fullConfiguration.expectedMix(ofLevelsWithoutColumn: "process")
        == ["process": ["signal": 0.4, "background": 0.6], "period": ["A": 1, "B": 3]])
  }

  @Test func whatOnlyCompositionKnowsIsInTheResultWhereItIsSet() {
    let names: Set<String> = [
      "eventKey", "expected", "nuisance", "spectators", "models", "miscalibrations", "expectations",
      "recomputed",
    ]
    #expect(names.isSubset(of: Set(fullConfiguration.resolved().members.keys)))
    #expect(names.isDisjoint(with: Configuration(samples: fullConfiguration.samples).resolved().members.keys))
  }

  @Test func theResultHasTheLimitsOfWhatWasMeasured() {
    var configuration = Configuration(samples: fullConfiguration.samples)
    configuration.analyses = [Configuration.Analysis(kind: "balance", settings: [:])]
    let analyzers = (configuration.resolved().members["limits"]?.elements ?? []).map {
      $0.members["analyzer"]
    }
    #expect(!analyzers.isEmpty && analyzers.allSatisfy { $0 == "balance" })
  }

  @Test func everythingButSamplesHasADefault() throws {
    let text = "samples: {data: {files: a.h5}}"
    let configuration = try ConfigurationFile(text: text, toyVocabulary).configuration
    #expect(
      configuration
        == Configuration(samples: [Configuration.Sample(name: "data", role: .data, files: ["a.h5"])]))
    #expect(configuration.seed == 1 && configuration.confidence == 0.95 && !configuration.strict)
    #expect(configuration.output.directory == "Reports" && configuration.output.formats == ["json", "html"])
  }

  @Test func jsonIsYAML() throws {
    let text = #"{"samples": {"data": {"files": ["a.h5"], "scale": 1.5}}, "strict": true, "seed": 3}"#
    let configuration = try ConfigurationFile(text: text, toyVocabulary).configuration
    #expect(configuration.samples[0].scale == 1.5 && configuration.strict && configuration.seed == 3)
  }

  @Test func textsStayTexts() throws {
    let text = "{title: 007, label: yes, categories: [no, 1.0], samples: {data: {files: 2024}}}"
    let configuration = try ConfigurationFile(text: text, toyVocabulary).configuration
    #expect(configuration.title == "007" && configuration.label == "yes")
    #expect(configuration.categories == ["no", "1.0"] && configuration.samples[0].files == ["2024"])
  }

  @Test func settingsWithNothingBehindThemAreLeftAlone() throws {
    let text = "samples: {data: {files: a.h5, weight: }}\ntitle:\nlabel: ~\nanalyses: {shift: }\nslices: null"
    let configuration = try ConfigurationFile(text: text, toyVocabulary).configuration
    #expect(configuration.title == nil && configuration.label == nil && configuration.slices.isEmpty)
    #expect(try configuration.analyses[0].settings(as: ToySettings.self) == ToySettings())
  }

  @Test func featuresCanBeAList() throws {
    let text = "{samples: {data: {files: a.h5}}, features: [pt, \"jet_*\"]}"
    let features = try ConfigurationFile(text: text, toyVocabulary).configuration.features
    #expect(features == [Configuration.Feature(name: "pt"), Configuration.Feature(name: "jet_*")])
  }

  @Test func anchorsAreTakenOver() throws {
    let text = """
      samples:
        data: &common {files: a.h5, weight: w, scale: 2}
        mc: {<<: *common, role: simulation, weight: v}
      """
    let samples = try ConfigurationFile(text: text, toyVocabulary).configuration.samples
    #expect(samples[1].files == ["a.h5"] && samples[1].weight == "v" && samples[1].scale == 2)
  }

  @Test func processesTakeOverFromTheirSample() {
    let parts = fullConfiguration.samples[1].parts
    #expect(parts.map(\.weight) == ["w2", "w * 3"] && parts.map(\.scale) == [0.5, 1])
    let selections = parts.map { fullConfiguration.selection(of: $0) }
    #expect(selections == ["abs(eta) < 2.5", "(abs(eta) < 2.5) && (x in [1, 2])"])
    let whole = fullConfiguration.samples[0].parts
    #expect(whole.count == 1 && whole[0].name == "data" && whole[0].scale == 2)
    #expect(Configuration().selection(of: whole[0]) == "pt > 20")
  }

  @Test func resolvedIsAConfigurationThatGivesTheSame() throws {
    let resolved = fullConfiguration.resolved()
    let text = String(decoding: try jsonText(resolved), as: UTF8.self)
    let again = try ConfigurationFile(text: text, toyVocabulary).configuration
    #expect(again.resolved().members["samples"] == resolved.members["samples"])
    var expected = fullConfiguration
    expected.output = Configuration.Output()
    expected.history = nil
    expected.jobs = nil
    expected.samples.sort { $0.name < $1.name }
    expected.samples[1].processes.sort { $0.name < $1.name }
    expected.features.sort { $0.name < $1.name }
    expected.expected.sort { $0.name < $1.name }
    let limits = again.limits
    #expect(
      Array(limits.suffix(4)) == [
        // What a rule means without saying it is said after the round.
        expected.limits[0], expected.limits[1], expected.limits[2], expected.limits[3],
      ])
    expected.limits = limits
    #expect(again == expected)
    #expect(resolved.members["jobs"] == nil && resolved.members["output"] == nil)
    #expect(resolved.members["confidence"] == 0.68)
  }

  @Test func placesAreRemembered() throws {
    let file = try ConfigurationFile(text: fullText, path: "audit.yaml", toyVocabulary)
    let weight = file.problem(at: ["samples", "data", "weight"], "no such column")
    #expect(weight.description == "audit.yaml:6:13: no such column")
    let element = file.problem(at: ["ignore", "1"], "no such column")
    #expect(element.line == 20 && element.column == 15)
    #expect(file.problem(at: ["samples", "data", "role"], "x").line == 4)
    #expect(
      ConfigurationFile(fullConfiguration).problem(at: ["ignore"], "no column").description == "no column")
  }
}
