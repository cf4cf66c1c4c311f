import AuditAnalysis
import AuditEngine
import AuditReport
import AuditSamples
import Testing

/// Models and miscalibrations in a configuration: what is read, what is refused, what patterns stand for.
@Suite struct ConfigurationRobustnessTests {
  private static let head = "samples: {test: {files: E.h5}}\nlabel: y\n"

  private func file(_ text: String) throws -> ConfigurationFile {
    try ConfigurationFile(text: Self.head + text, toyVocabulary)
  }

  private func columns(_ names: String...) -> [ColumnInfo] {
    names.map { ColumnInfo(name: $0, kind: .float(bits: 32)) }
  }

  @Test func everySettingIsReadAndWrittenBack() throws {
    let file = try file(
      """
      models:
        net: {file: net.onnx, features: {pt: {log: e, offset: -3.9, clip: [0, 500]}, eta: {}}, class: 1, threshold: 0.7}
        old: {column: score}
        own: {command: [python3, score.py], features: [pt, eta], timeLimit: 5}
        tree: {file: bdt.json, iterations: 50}
      miscalibrations:
        energy: {kind: scale, features: pt, strengths: [-0.02, 0.02], size: 0.02, select: eta > 0}
        smear: {features: ["*"], by: spread, each: true}
      recomputed: {m: pt * 2}
      """)
    let configuration = file.configuration
    #expect(configuration.models.map(\.name) == ["net", "old", "own", "tree"])
    #expect(configuration.models[3].iterations == "50" && configuration.models[0].iterations == nil)
    #expect(configuration.models[0].features[0].log == .natural)
    #expect(configuration.models[2].command == ["python3", "score.py"])
    #expect(configuration.miscalibrations[0].strengths == [-0.02, 0.02])
    #expect(configuration.miscalibrations[1].kind == "smear")
    let again = try ConfigurationFile(
      text: String(decoding: jsonText(configuration.resolved()), as: UTF8.self), toyVocabulary)
    #expect(again.configuration.models == configuration.models)
    #expect(again.configuration.miscalibrations == configuration.miscalibrations)
  }

  @Test(arguments: [
    ("models: {m: {threshold: 0.5}}", "model 'm' needs 'file', 'command' or 'column'"),
    ("models: {m: {file: a, column: b}}", "model 'm' has 'file' and 'column'; it can have one of them"),
    (
      "models: {m: {file: a, iterations: 0}}",
      "'iterations' of model 'm' expects best, all or a whole number from 1 on, found '0'"
    ),
    ("models: {m: {command: a}}", "model 'm' is a command and needs 'features': what it gets, in order"),
    ("miscalibrations: {shift: {features: x}}", "miscalibration 'shift' needs a 'kind'"),
    ("miscalibrations: {a: {kind: scal, features: x}}", "'kind' does not know 'scal'; did you mean 'scale'?"),
    (
      "miscalibrations: {scale: {featurs: x}}",
      "'scale' has no setting 'featurs'; it has 'features'"
    ),
    (
      "miscalibrations: {smear: {features: x, by: percent}}",
      "'by' expects one of 'relative', 'spread', 'feature', found 'percent'"
    ),
    ("miscalibrations: {scale: {features: x, size: -1}}", "'size' expects a number above 0, found '-1'"),
  ])
  func mistakesGetASentence(text: String, sentence: String) {
    do {
      _ = try file(text)
      Issue.record("read without a mistake")
    } catch {
      #expect("\(error)".contains(sentence), "\(error)")
    }
  }

  @Test func expectationsAreReadWrittenBackAndResolved() throws {
    let file = try file(
      """
      expectations:
        mass: {kind: independence, spectator: m, of: all, select: pt > 20}
        angles: {kind: invariance, features: ["phi*"]}
        overtraining: {}
      """)
    let configuration = file.configuration
    #expect(configuration.expectations.map(\.name) == ["mass", "angles", "overtraining"])
    #expect(configuration.expectations.map(\.kind) == ["independence", "invariance", "overtraining"])
    let again = try ConfigurationFile(
      text: String(decoding: jsonText(configuration.resolved()), as: UTF8.self), toyVocabulary)
    #expect(
      again.configuration.expectations.sorted { $0.name < $1.name }
        == configuration.expectations.sorted { $0.name < $1.name })
    let plans = try file.expectations(into: columns("pt", "phi1", "phi2", "m", "y"), inputs: ["phi1", "pt"])
    #expect((plans[1].expectation as? Invariance)?.features == ["phi1"])
    #expect((plans[0].expectation as? Independence)?.of == .all)
    #expect(plans[0].selection?.text == "pt > 20")
  }

  @Test(arguments: [
    ("expectations: {mass: {spectator: m}}", "expectation 'mass' needs a 'kind'"),
    (
      "expectations: {a: {kind: invarance}}", "'kind' does not know 'invarance'; did you mean 'invariance'?"
    ),
    (
      "expectations: {invariance: {feature: phi}}", "'invariance' has no setting 'feature'; it has 'features'"
    ),
    (
      "expectations: {invariance: {features: phi, under: turning}}",
      "'under' expects one of 'rotation', 'reflection', 'permutation', 'units', found 'turning'"
    ),
    (
      "models: {m: {command: a, features: [b], batches: csv}}",
      "'batches' expects one of 'npy', 'hdf5', found 'csv'"
    ),
  ])
  func mistakesInExpectationsGetASentence(text: String, sentence: String) {
    do {
      _ = try file(text)
      Issue.record("read without a mistake")
    } catch {
      #expect("\(error)".contains(sentence), "\(error)")
    }
  }

  @Test(arguments: [
    (
      "independence: {spectator: mas}",
      "expectation 'independence': there is no column 'mas'; did you mean 'mass'?"
    ),
    ("invariance: {features: [\"z*\"]}", "expectation 'invariance': features: no column fits 'z*'"),
    ("invariance: {features: phi, steps: 1}", "expectation 'invariance' tries 1 angles; give 2 to 64"),
    ("overtraining: {select: pz > 1}", "there is no column 'pz'"),
  ])
  func whatOnlyTheColumnsTellOfExpectations(text: String, sentence: String) throws {
    let file = try file("expectations: {\(text)}")
    do {
      _ = try file.expectations(into: columns("pt", "phi", "mass"), inputs: ["pt", "phi"])
      Issue.record("no mistake found")
    } catch {
      #expect("\(error)".contains(sentence), "\(error)")
    }
  }

  @Test func patternsMeanTheInputsOfTheModelsFirst() throws {
    let file = try file(
      """
      miscalibrations:
        all: {kind: scale, features: ["*"]}
        each: {kind: offset, features: ["p*", eta], each: true}
      """)
    let plans = try file.injections(into: columns("pt", "phi", "eta", "y"), inputs: ["pt", "eta"])
    #expect(plans.map(\.name) == ["all", "each/pt", "each/eta"])
    #expect(plans[0].injection.changed == ["pt", "eta"])
    // The typical size is judged, and 0 is no strength.
    #expect(plans[0].size == 0.01 && plans[0].judged == [-0.01, 0.01] && !plans[0].strengths.contains(0))
  }

  @Test func whatFollowsIsRecomputed() throws {
    let file = try file("miscalibrations: {scale: {features: pt}}\nrecomputed: {m: pt + eta}\n")
    let plans = try file.injections(into: columns("pt", "eta", "m", "y"), inputs: ["m"])
    #expect(plans[0].injection.changed == ["pt", "m"])
  }

  @Test(arguments: [
    ("scale: {features: ptt}", "miscalibration 'scale': no column fits 'ptt'; did you mean 'pt'?"),
    ("scale: {features: pt, strengths: -3}", "cannot have the strength -3.0"),
    ("process-mix: {column: nothing, level: a}", "there is no column 'nothing'"),
    ("process-mix: {column: pt, level: a, each: true}", "its kind has no 'features' to be taken one by one"),
    ("scale: {features: pt, select: pz > 1}", "there is no column 'pz'"),
  ])
  func whatOnlyTheColumnsTell(text: String, sentence: String) throws {
    let file = try file("miscalibrations: {\(text)}")
    do {
      _ = try file.injections(into: columns("pt", "eta"), inputs: ["pt"])
      Issue.record("no mistake found")
    } catch {
      #expect("\(error)".contains(sentence), "\(error)")
    }
  }

  @Test func modelsAskForRobustness() {
    let kinds = { (hasModels: Bool) in
      AnalyzerRegistry.defaults(for: [.test], hasModels: hasModels).map(\.kind)
    }
    #expect(kinds(true) == [RobustnessAnalyzer.kind, ExpectationAnalyzer.kind])
    #expect(!kinds(false).contains(RobustnessAnalyzer.kind))
    #expect(
      Configuration.defaultMiscalibrations.map(\.kind) == ["offset", "smear", "unavailable", "unavailable"])
  }
}
