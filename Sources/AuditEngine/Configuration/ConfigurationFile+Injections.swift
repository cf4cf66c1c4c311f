import AuditAnalysis
import AuditReport
import AuditSamples

extension ConfigurationFile {
  /// The miscalibrations to inject into samples with these columns.
  ///
  /// `inputs`: columns that enter the models, in order: what patterns among features mean first. Throws
  /// ``ConfigurationError`` with every mistake.
  public func injections(into columns: [ColumnInfo], inputs: [String]) throws -> [InjectionPlan] {
    var problems: [ConfigurationProblem] = []
    var plans: [InjectionPlan] = []
    let columns = columns + configuration.derivedColumns
    for entry in configuration.miscalibrations {
      let place = ["miscalibrations", entry.name]
      do throws(InjectionProblem) {
        let expansion = try Expansion(entry, columns: columns, inputs: inputs)
        for member in expansion.members {
          var plan = try plan(entry, name: member.name, member.settings, columns)
          plan.remaining = member.remaining
          plans.append(plan)
        }
      } catch {
        problems.append(
          problem(
            at: place + (error.setting.map { [$0] } ?? []),
            "miscalibration '\(entry.name)': \(error.sentence)"))
      }
    }
    guard problems.isEmpty else { throw ConfigurationError(problems) }
    return plans
  }

  private func plan(
    _ entry: Configuration.Miscalibration, name: String, _ settings: JSONValue, _ columns: [ColumnInfo]
  ) throws(InjectionProblem) -> InjectionPlan {
    do {
      guard let kind = MiscalibrationRegistry[entry.kind] else {
        throw InjectionProblem(setting: "kind", sentence: "there is no kind '\(entry.kind)'")
      }
      let miscalibration = try kind.make(settings)
      let selection = try entry.select.map { try ColumnExpression($0, columns: columns) }
      let names = Set(columns.map(\.name))
      if let unknown = (miscalibration.features + miscalibration.reads).first(where: { !names.contains($0) })
      {
        throw InjectionProblem(
          setting: nil,
          sentence: "there is no column '\(unknown)'\(suggestion(for: unknown, among: columns.map(\.name)))")
      }
      let derived = try (configuration.recomputed + configuration.derived).map {
        DerivedFeature(name: $0.name, expression: try ColumnExpression($0.expression, columns: columns))
      }
      let injection = try Injection(miscalibration, name: name, selection: selection, derived: derived)
      return try InjectionPlan(injection, strengths: entry.strengths, size: entry.size)
    } catch let error as InjectionProblem {
      throw error
    } catch {
      throw InjectionProblem(setting: nil, sentence: "\(error)")
    }
  }
}

/// A mistake in one miscalibration.
private struct InjectionProblem: Error {
  var setting: String?
  var sentence: String
}

/// The miscalibrations that an entry stands for, its patterns resolved.
private struct Expansion {
  /// Name and settings of each, and the only input that is left alone.
  var members: [(name: String, settings: JSONValue, remaining: String?)]

  init(_ entry: Configuration.Miscalibration, columns: [ColumnInfo], inputs: [String])
    throws(InjectionProblem)
  {
    guard case .array(let texts)? = entry.settings["features"] else {
      guard !entry.each else {
        throw InjectionProblem(setting: "each", sentence: "its kind has no 'features' to be taken one by one")
      }
      members = [(entry.name, entry.settings, nil)]
      return
    }
    let needsNumber = entry.kind == Unavailable.kind || entry.kind == Swap.kind
    let numeric = columns.filter {
      $0.isNumeric || ($0.shape.isEmpty == false && !$0.isJagged && !needsNumber)
    }
    .map(\.name)
    let usable = inputs.filter(numeric.contains)
    var features: [String] = []
    for case .string(let text) in texts {
      let pattern = NamePattern(text)
      let found: [String]
      if pattern.isName {
        found = columns.contains { $0.name == text } ? [text] : []
      } else {
        let ofModels = usable.filter { pattern.matches($0) }
        found = ofModels.isEmpty ? numeric.filter { pattern.matches($0) } : ofModels
      }
      // Images cannot be taken away one by one; a pattern over images alone asks for nothing.
      if needsNumber, !pattern.isName, !inputs.isEmpty, usable.isEmpty { continue }
      guard !found.isEmpty else {
        throw InjectionProblem(
          setting: "features",
          sentence: "no column fits '\(text)'\(suggestion(for: text, among: columns.map(\.name)))")
      }
      features += found.filter { !features.contains($0) }
    }
    func settings(_ features: [String]) -> JSONValue {
      guard case .object(var members) = entry.settings else { return entry.settings }
      members["features"] = .array(features.map(JSONValue.string))
      return .object(members)
    }
    guard entry.each else {
      members = [(entry.name, settings(features), nil)]
      return
    }
    members = features.compactMap { feature in
      let name = "\(entry.name)/\(feature)"
      guard entry.others else { return (name, settings([feature]), nil) }
      let others = usable.filter { $0 != feature }
      return others.isEmpty ? nil : (name, settings(others), feature)
    }
  }
}
