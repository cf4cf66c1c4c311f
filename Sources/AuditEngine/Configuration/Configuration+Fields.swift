import AuditReport
import AuditSamples
import Yams

// The table of settings: names, sentences, examples. Everything that knows a setting's name knows it from here.

extension Configuration: ConfigurationSection {
  static var blank: Self { Self() }
  static var noun: String? { "the configuration" }
  static var fields: [ConfigurationField<Configuration>] {
    [
      ConfigurationField("title", \.title, "Title of the report", example: "Simulation 2.1 against run 7"),
      ConfigurationField(
        "preset", \.preset,
        "What the audit is for (training, ci, review): sets analyses and formats where nothing else is said",
        example: "ci", isOptionalInResult: true),
      ConfigurationField(
        named: "samples", \.samples, "The samples under names of your choice",
        example: "{data: {files: data.h5}, simulation: {files: [sim_*.h5], weight: w}}", isRequired: true),
      ConfigurationField(
        "select", \.select, "Selection of rows in every sample", example: "pt > 20 && abs(eta) < 2.5",
        .expression),
      ConfigurationField(
        named: "features", \.features,
        "Features by name or pattern, as a list or with their settings; left out: every numeric column without another use",
        example: "{pt: {unit: GeV, missing: [-999], range: [0, 1000]}, \"shower_*\": {}}"),
      ConfigurationField(
        "ignore", \.ignore, "Columns that need not be audited, by name or pattern",
        example: "[run, \"event*\"]"),
      ConfigurationField(
        "categories", \.categories, "Columns to compare as categories, by name or pattern",
        example: "[process, run_period]"),
      ConfigurationField(
        named: "derived", \.derived, "New columns by expressions on columns",
        example: "{m_jj: \"sqrt(2*pt1*pt2*(cosh(eta1-eta2)-cos(phi1-phi2)))\"}"),
      ConfigurationField(
        "label", \.label,
        "Column or expression that holds the class of an event; process: the process that it is from",
        example: "y", .expression),
      ConfigurationField(
        "eventKey", \.eventKey, "Columns that together identify an event", example: "[run, event]",
        isOptionalInResult: true),
      ConfigurationField(
        named: "expected", \.expected,
        "Mix that the classes or processes are meant to have, or under its name a category",
        example: "{signal: 0.4, background: 0.6}", isOptionalInResult: true),
      ConfigurationField(
        "nuisance", \.nuisance,
        "Columns that a classifier must not be able to use, such as run, time and pointing, by name or pattern",
        example: "[run, \"time*\"]", isOptionalInResult: true),
      ConfigurationField(
        "spectators", \.spectators,
        "Columns whose distribution should not depend on the class, such as mass and pt, by name or pattern",
        example: "[mass, pt]", isOptionalInResult: true),
      ConfigurationField(
        named: "groups", \.groups,
        "Features that one cause moves together, by name or pattern, under names of your choice",
        example: "{energy: [pt, mass, \"e_*\"]}", isOptionalInResult: true),
      ConfigurationField(
        named: "models", \.models, "Classifiers whose robustness is measured, under names of your choice",
        example: "{bdt: {file: model.json, features: [pt, eta]}}", isOptionalInResult: true),
      ConfigurationField(
        named: "miscalibrations", \.miscalibrations,
        "Distortions to inject, under names of your choice; left out: each input of the models shifted, smeared, removed, and used on its own",
        example:
          "{energy_scale: {kind: scale, features: [pt, \"e_*\"], strengths: [-0.02, -0.01, 0.01, 0.02], size: 0.01}}",
        isOptionalInResult: true),
      ConfigurationField(
        named: "expectations", \.expectations,
        "What physics expects of the models, under names of your choice",
        example:
          "{mass: {kind: independence, spectator: mass}, phi: {kind: invariance, features: [phi], under: rotation}}",
        isOptionalInResult: true),
      ConfigurationField(
        named: "recomputed", \.recomputed,
        "Columns of the files that follow from others, recomputed when a miscalibration changes those",
        example: "{m_jj: \"sqrt(2*pt1*pt2*(cosh(eta1-eta2)-cos(phi1-phi2)))\"}", isOptionalInResult: true),
      ConfigurationField(
        named: "slices", \.slices, "Parts of the samples in which the analyses are repeated, by expressions",
        example: "{central: \"abs(eta) < 1.5\", forward: \"abs(eta) >= 1.5\"}"),
      ConfigurationField(
        named: "analyses", \.analyses, "What to measure; left out: all that the samples allow", example: "{}"),
      ConfigurationField(
        "limits", \.limits,
        "Limits on top of the defaults that 'simaudit limits' prints; one without a severity replaces error and warning",
        example: "[{metric: ks, subject: \"pt*\", max: 0.1}]"),
      ConfigurationField(
        "accepted", \.accepted,
        "Findings that are known and accepted until a date; the report shows them as accepted",
        example: "[{finding: shift/ks/mass, reason: \"scale is corrected in version 3\", until: 2027-03-31}]",
        isOptionalInResult: true),
      ConfigurationField(
        "history", \.history,
        "Folder or .sqlite file to which the estimates of every audit are added, for 'simaudit history'",
        example: "history.sqlite", isInResult: false),
      ConfigurationField(
        "output", \.output, "Where the results go", example: "{directory: Reports}", isInResult: false),
      ConfigurationField(
        "seed", \.seed, "Seed of everything random: the same seed gives the same numbers", example: "1"),
      ConfigurationField(
        "confidence", \.confidence, "Probability with which intervals cover", example: "0.95", .inside(0, 1)),
      ConfigurationField(
        "jobs", \.jobs, "Threads; left out: one for each core; results do not depend on it", example: "2",
        .atLeast(1), isInResult: false),
      ConfigurationField(
        "strict", \.strict,
        "True: an undecided limit of severity error fails the audit too, and a column that was not looked at",
        example: "false"
      ),
    ]
  }
  mutating func check(_ given: Set<String>, _ node: Node, _ reader: inout ConfigurationReader) {
    if samples.isEmpty, given.contains("samples"), !reader.hasProblem(below: ["samples"]) {
      reader.problem("the configuration needs at least one sample", at: node)
    }
    for (index, name) in ignore.enumerated() where features.contains(where: { $0.name == name }) {
      let place = reader.places[["ignore", "\(index)"]] ?? reader.places[["ignore"]]
      reader.problem("'\(name)' is both a feature and ignored", at: place)
    }
  }
}

extension Configuration.Output: ConfigurationSection {
  static var blank: Self { Self() }
  static var fields: [ConfigurationField<Configuration.Output>] {
    [
      ConfigurationField("directory", \.directory, "Folder, made if it is not there", example: "Reports"),
      ConfigurationField(
        "formats", \.formats, "Reporters to write with", example: "[json, html]", .oneOf { $0.formats }),
      ConfigurationField("name", \.name, "Name of the files without their ending", example: "simaudit"),
    ]
  }

  mutating func check(_ given: Set<String>, _ node: Node, _ reader: inout ConfigurationReader) {
    guard !Self.isName(name) else { return }
    reader.problem(
      "'name' expects the name of a file without folders, found '\(ConfigurationReader.shown(name))'; "
        + "the folder is 'directory'", at: node)
  }

  /// True for a name that leaves no folder.
  public static func isName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 200 && !name.hasPrefix(".")
      && !name.unicodeScalars.contains { $0 == "/" || $0.value < 0x20 || $0.value == 0x7F }
  }
}

extension LimitRule: ConfigurationSection {
  static var blank: Self { Self(metric: "") }
  static var noun: String? { "a limit" }
  static var fields: [ConfigurationField<LimitRule>] {
    [
      ConfigurationField(
        "metric", \.metric, "Metric as 'simaudit limits' names it", example: "ks",
        .oneOf { $0.metrics.names }, isRequired: true),
      ConfigurationField(
        "subject", \.subject,
        "Column that it is for, by name or pattern; left out: every finding; none: findings about no single column",
        example: "\"pt*\""),
      ConfigurationField(
        "analyzer", \.analyzer, "Analyzer that it is for; left out: every one that measures the metric",
        example: "shift", .oneOf { Array(Set($0.metrics.map(\.analyzer))).sorted() }),
      ConfigurationField(
        "max", \.max, "Largest tolerated value, or none; alone on a two-sided metric it is mirrored",
        example: "0.05"),
      ConfigurationField(
        "min", \.min, "Smallest tolerated value, or none; alone on a two-sided metric it is mirrored",
        example: "none"),
      ConfigurationField(
        "severity", \.severity,
        "What a failure means: error fails the audit, warning is shown; left out: an error limit that replaces both",
        example: "error"),
      ConfigurationField("judge", \.judge, "False: measured but not judged", example: "true"),
      ConfigurationField(
        "strict", \.strict, "False: an undecided verdict is tolerated, also where the audit is strict",
        example: "false", isOptionalInResult: true),
      ConfigurationField(
        "reason", \.reason, "Why, for the report", example: "as reviewed in version 2.1",
        isOptionalInResult: true),
    ]
  }

  mutating func check(_ given: Set<String>, _ node: Node, _ reader: inout ConfigurationReader) {
    guard let known = reader.vocabulary.metrics.first(where: { $0.metric == metric }) else { return }
    // A side that was mistaken has been reported; without it nothing can be said of both.
    guard given.contains("max") == (max != nil), given.contains("min") == (min != nil) else { return }
    if let problem = problem(scale: known.scale) {
      reader.problem("limit on '\(metric)': \(problem)", at: node)
    }
  }
}

extension Configuration.NamedExpression: NamedConfigurationValue {
  static func schema(_ vocabulary: ConfigurationVocabulary) -> JSONValue { String.schema(vocabulary) }
  static func read(_ node: Node, _ reader: inout ConfigurationReader) -> Self? {
    read(named: reader.setting, node, &reader)
  }
  static func read(named name: String, _ node: Node, _ reader: inout ConfigurationReader) -> Self? {
    guard let text = String.read(node, &reader),
      ConfigurationConstraint.expression.accepts(.string(text), node, &reader)
    else { return nil }
    return Self(name: name, expression: text)
  }
  var json: JSONValue { .string(expression) }
}

extension Configuration.Analysis: NamedConfigurationValue {
  var name: String { kind }
  static func schema(_ vocabulary: ConfigurationVocabulary) -> JSONValue { ["type": "object"] }
  static func read(_ node: Node, _ reader: inout ConfigurationReader) -> Self? {
    read(named: reader.setting, node, &reader)
  }
  static func read(named name: String, _ node: Node, _ reader: inout ConfigurationReader) -> Self? {
    let known = reader.vocabulary.analyses
    guard let kind = known.first(where: { $0.kind == name }) else {
      let sentence = ConfigurationReader.unknown(
        name, in: "'analyses'", among: known.map(\.kind), what: "analysis")
      reader.problem(sentence, at: node)
      return nil
    }
    return kind.read(node, &reader).map { Self(kind: name, settings: $0) }
  }
  static func knownNames(
    _ vocabulary: ConfigurationVocabulary
  ) -> [(name: String, summary: String, schema: JSONValue)]? {
    vocabulary.analyses.map { ($0.kind, $0.summary, $0.schema) }
  }
  var json: JSONValue { settings }
}

extension UInt64: ConfigurationValue {
  static func schema(_ vocabulary: ConfigurationVocabulary) -> JSONValue {
    ["type": "integer", "minimum": 0, "maximum": .number(9_007_199_254_740_991)]
  }
  /// At most 2⁵³ − 1: the result document holds it as a JSON number, which readers take for float64.
  static func read(_ node: Node, _ reader: inout ConfigurationReader) -> UInt64? {
    guard case .scalar(let scalar) = node, let value = UInt64(scalar.string), value < 1 << 53 else {
      reader.expected("a whole number from 0 to 9007199254740991", at: node)
      return nil
    }
    return value
  }
  var json: JSONValue { .number(Double(self)) }
}
