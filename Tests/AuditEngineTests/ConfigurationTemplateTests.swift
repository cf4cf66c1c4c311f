import AuditEngine
import AuditReport
import AuditSamples
import Testing

@Suite struct ConfigurationTemplateTests {
  private func column(
    _ name: String, _ use: SampleSketch.Use, unit: String? = nil, missing: [Double] = []
  ) -> SampleSketch.Column {
    SampleSketch.Column(name: name, kind: "float32", use: use, unit: unit, missing: missing)
  }

  private var sketches: [SampleSketch] {
    [
      SampleSketch(
        name: "simulation", role: .simulation, files: ["sim_1.h5", "sim_2.h5"], table: "events", rows: 1000,
        columns: [
          column("pt", .feature, unit: "GeV", missing: [-999]), column("eta", .feature), column("w", .weight),
          column("y", .label), column("process", .category), column("event", .identifier),
          column("truth only", .feature),
        ]),
      SampleSketch(
        name: "data", role: .data, files: ["data.h5"], rows: 500,
        columns: [column("pt", .feature, unit: "GeV"), column("eta", .feature), column("event", .identifier)]),
    ]
  }

  @Test func loadsAndSaysWhatIsThere() throws {
    let text = Configuration.template(for: sketches, toyVocabulary)
    let configuration = try ConfigurationFile(text: text, toyVocabulary).configuration
    var expected = Configuration(for: sketches)
    expected.analyses = [try Configuration.Analysis(kind: "shift", settings: ToySettings())]
    #expect(configuration == expected)
    #expect(
      expected.samples.map(\.weight) == ["w", nil] && expected.samples.map(\.table) == ["events", nil])
    #expect(expected.features.map(\.name) == ["pt", "eta", "truth only"])
    #expect(expected.features[0].missing == [-999] && expected.features[0].unit == "GeV")
    #expect(expected.label == "y" && expected.categories == ["process"] && expected.ignore == ["event"])
    #expect(text.contains("# 1000 rows, 7 columns") && text.contains("# float32, only in simulation"))
    #expect(text.contains("# resamples: 1000  # Number of resamples"))
    #expect(text.contains("#   ks: error ≤ 0.05, warning ≤ 0.02"))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 160 })
  }

  @Test func everyExampleLoads() throws {
    // Taking the '#' away from one example after the other.
    let text = Configuration.template(for: sketches, toyVocabulary)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var tried = 0
    for (index, line) in lines.enumerated() {
      guard let match = line.firstMatch(of: /^(\s*)# ([a-z]+): (.+)$/), !match.2.isEmpty,
        toySettingNames.contains(String(match.2))
      else { continue }
      var changed = lines
      changed[index] = "\(match.1)\(match.2): \(match.3)"
      _ = try ConfigurationFile(text: changed.joined(separator: "\n"), toyVocabulary)
      tried += 1
    }
    #expect(tried >= 10)
  }

  @Test func hostileNamesSurvive() throws {
    let names = [
      "m (jj) [GeV]", "a: b", "# no", "- x", "yes", "1e3", "\"quoted\"", "it's", "new\nline", "tab\t",
      "<script>",
      "\u{202e}rtl", "😀", "*star", "&and", "a\\b", "null", "~", "{x}", "[0]", "%", "@", "back`tick", " ", "",
      "\u{0}",
      "é", "pi", "and", "\u{85}nel", "\u{2028}",
    ]
    let sketch = SampleSketch(
      name: "my: sample", role: .simulation, files: names.filter { $0.count > 1 }, table: "a: b", rows: 1,
      columns: names.map { column($0, .feature, unit: $0 == "é" ? "# °" : nil) } + [
        column("w (nominal)", .weight), column("is signal?", .label),
      ] + names.map { column("c" + $0, .category) } + names.map { column("i" + $0, .identifier) })
    let text = Configuration.template(for: [sketch], toyVocabulary)
    let configuration = try ConfigurationFile(text: text, toyVocabulary).configuration
    #expect(configuration.samples == Configuration(for: [sketch]).samples)
    #expect(configuration.features == Configuration(for: [sketch]).features)
    #expect(configuration.categories == Configuration(for: [sketch]).categories)
    #expect(configuration.ignore == Configuration(for: [sketch]).ignore)
    #expect(configuration.samples[0].weight == "`w (nominal)`" && configuration.label == "`is signal?`")
    #expect(configuration.features.count == names.count - 4)
  }

  @Test func plainNamesOfExpressions() {
    #expect(ColumnExpression.quoted("jets/pt[0]") == "jets/pt[0]" && ColumnExpression.quoted("w") == "w")
    #expect(ColumnExpression.quoted("pi") == "`pi`" && ColumnExpression.quoted("a+b") == "`a+b`")
    #expect(ColumnExpression.quoted("1st") == "`1st`" && ColumnExpression.quoted("not") == "`not`")
  }
}

/// Every top-level setting of a configuration.
let toySettingNames = Set(
  Configuration.jsonSchema(toyVocabulary).members["properties"]?.members.keys.map { $0 } ?? [])

@Suite struct ConfigurationSchemaTests {
  @Test func knowsEverySettingOfTheChecker() throws {
    let schema = Configuration.jsonSchema(toyVocabulary)
    #expect(schema.members["$schema"] == "https://json-schema.org/draft/2020-12/schema")
    let resolved = Set(fullConfiguration.resolved().members.keys)
    #expect(!toySettingNames.isEmpty)
    #expect(toySettingNames == resolved.union(["jobs", "output", "history"]))
    for (name, setting) in schema.members["properties"]?.members ?? [:] {
      guard case .string(let sentence)? = setting.members["description"] else {
        Issue.record("'\(name)' has no description")
        continue
      }
      #expect(sentence.hasSuffix(".") && sentence.count > 10)
    }
  }

  /// The schema of a value, leaving aside the null that stands for a setting left alone.
  private func value(_ name: String, in schema: JSONValue?) -> JSONValue? {
    schema?.members["properties"]?.members[name]?.members["anyOf"]?.elements.first
  }

  @Test func holdsNamesRangesAndDefaults() {
    let schema = Configuration.jsonSchema(toyVocabulary)
    #expect(value("confidence", in: schema)?.members["default"] == 0.95)
    #expect(value("confidence", in: schema)?.members["exclusiveMaximum"] == 1)
    let sample = value("samples", in: schema)?.members["additionalProperties"]
    #expect(value("role", in: sample)?.members["enum"]?.elements.count == SampleRole.allCases.count)
    let analyses = value("analyses", in: schema)
    #expect(analyses?.members["properties"]?.members.keys.sorted() == ["shift"])
    let rule = value("limits", in: schema)?.members["anyOf"]?.elements.first
    #expect(
      value("metric", in: rule)?.members["enum"]?.elements.count == Set(MetricDefault.all.map(\.metric)).count
    )
    #expect(rule?.members["required"] == ["metric"] && schema.members["required"] == ["samples"])
    let formats = value("formats", in: value("output", in: schema))?.members["anyOf"]?.elements.first
    #expect(formats?.members["enum"] == ["json", "html", "text"])
  }
}
