import AuditAnalysis
import AuditReport
import AuditSamples

extension ConfigurationFile {
  /// The expectations to test on samples with these columns.
  ///
  /// `inputs`: columns that enter the models, in order: what patterns among features mean first. Throws
  /// ``ConfigurationError`` with every mistake.
  public func expectations(into columns: [ColumnInfo], inputs: [String]) throws -> [ExpectationPlan] {
    var problems: [ConfigurationProblem] = []
    var plans: [ExpectationPlan] = []
    let columns = columns + configuration.derivedColumns
    for entry in configuration.expectations {
      do {
        plans.append(try plan(entry, columns, inputs))
      } catch {
        problems.append(
          problem(at: ["expectations", entry.name], "expectation '\(entry.name)': \(error)"))
      }
    }
    guard problems.isEmpty else { throw ConfigurationError(problems) }
    return plans
  }

  private func plan(
    _ entry: Configuration.Expectation, _ columns: [ColumnInfo], _ inputs: [String]
  ) throws -> ExpectationPlan {
    guard let kind = ExpectationRegistry[entry.kind] else {
      throw ExpectationSettingError(sentence: "there is no kind '\(entry.kind)'")
    }
    var settings = entry.settings.members
    let names = columns.map(\.name)
    for setting in kind.columnSettings {
      guard case .array(let texts)? = settings[setting] else { continue }
      var found: [String] = []
      for case .string(let text) in texts {
        let pattern = NamePattern(text)
        let ofModels = inputs.filter { pattern.matches($0) }
        let fitting =
          pattern.isName
          ? (names.contains(text) ? [text] : [])
          : ofModels.isEmpty ? names.filter { pattern.matches($0) } : ofModels
        guard !fitting.isEmpty else {
          throw ExpectationSettingError(
            sentence: "\(setting): no column fits '\(text)'\(suggestion(for: text, among: names))")
        }
        found += fitting.filter { !found.contains($0) }
      }
      settings[setting] = .array(found.map(JSONValue.string))
    }
    let expectation = try kind.make(.object(settings))
    for name in expectation.columns + expectation.changed where !names.contains(name) && !name.isEmpty {
      throw ExpectationSettingError(
        sentence: "there is no column '\(name)'\(suggestion(for: name, among: names))")
    }
    if let text = columns.first(where: {
      expectation.changed.contains($0.name) && !$0.isNumeric && $0.shape.isEmpty
    }) {
      throw ExpectationSettingError(
        sentence: "'\(text.name)' holds texts and cannot be changed as a number; name a numeric column")
    }
    let selection = try entry.select.map { try ColumnExpression($0, columns: columns) }
    let derived = try (configuration.recomputed + configuration.derived).map {
      DerivedFeature(name: $0.name, expression: try ColumnExpression($0.expression, columns: columns))
    }
    return try ExpectationPlan(expectation, name: entry.name, selection: selection, derived: derived)
  }
}

/// A mistake in one expectation.
private struct ExpectationSettingError: Error, CustomStringConvertible {
  var sentence: String
  var description: String { sentence }
}
