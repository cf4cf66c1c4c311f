import AuditReport
import AuditSamples
import AuditStatistics

extension ConfigurationFile {
  /// Every setting that does not fit the columns of the samples: to be called once they are open, before any row is read.
  ///
  /// `parts` are those of ``parts()`` with the columns found in each. Weights and selections must work in their own part, slices
  /// and derived columns in each; features, categories and the label in at least one, because a column that only one
  /// sample has is a finding and not a mistake.
  /// `others` are what lies beside the columns: it can be ignored by name, too.
  public func problems(
    with parts: [(part: SamplePart, columns: [ColumnInfo])], besides others: [String] = []
  ) -> [ConfigurationProblem] {
    var problems: [ConfigurationProblem] = []
    var reported: Set<[String]> = []
    func report(_ path: [String], _ sentence: String) {
      // One sentence a setting: it would otherwise be said of every sample.
      if reported.insert(path).inserted { problems.append(problem(at: path, sentence)) }
    }
    let derived = configuration.derivedColumns
    var all: [ColumnInfo] = []
    let parts = parts.map { (part: $0.part, columns: configuration.columns(of: $0.part, $0.columns)) }
    for (_, columns) in parts {
      all += columns.filter { column in !all.contains { $0.name == column.name } }
    }
    let everywhere = all + derived

    for (part, columns) in parts {
      let known = columns + derived
      func check(_ expression: String?, _ path: [String]) {
        guard let expression else { return }
        do { _ = try ColumnExpression(expression, columns: known) } catch {
          report(path, "\(path.last ?? ""), in \(part.words): \(error)")
        }
      }
      for column in derived where columns.contains(where: { $0.name == column.name }) {
        report(
          ["derived", column.name], "derived column '\(column.name)' would hide the column of \(part.words)")
      }
      for column in configuration.derived { check(column.expression, ["derived", column.name]) }
      for slice in configuration.slices { check(slice.expression, ["slices", slice.name]) }
      check(configuration.select, ["select"])
      let process = part.sample.processes.first { $0.name == part.part.name }
      let own = part.isProcess ? part.path : ["samples", part.sample.name]
      let sample = ["samples", part.sample.name]
      check(part.part.weight, (process == nil || process?.weight != nil ? own : sample) + ["weight"])
      check(part.part.select, (process == nil || process?.select != nil ? own : sample) + ["select"])
    }
    if let cycle = cycleAmongDerived(everywhere) { report(["derived"], cycle) }
    checkNames(everywhere, others, report)
    checkTrainingColumns(parts, report)
    return ConfigurationError(problems).problems
  }

  /// Why a name that is written like a reduction is none; nil where it names no column.
  private static func whyNoReduction(_ name: String, among columns: [ColumnInfo]) -> String? {
    guard let form = ReductionForm(name), let base = columns.first(where: { $0.name == form.column }) else {
      return nil
    }
    do throws(ReductionError) {
      _ = try ColumnNames(columns).column(name)
    } catch {
      return "'\(name)' cannot be read: '\(base.name)' has no such value, \(error.reason)"
    }
    if case .places = form.kind, base.isJagged {
      return
        "'\(name)' does not name a fixed set of elements: '\(base.name)' has a variable number of values a row; "
        + "name them one by one, as \(base.name)[0]"
    }
    guard base.hasSeveralValues else { return nil }
    return "'\(name)' is not a known reduction; '\(base.name)' \(base.advice)"
  }

  private func cycleAmongDerived(_ columns: [ColumnInfo]) -> String? {
    do { _ = try configuration.derivedInOrder(columns) } catch {
      // Wrong expressions have been reported with their place.
      return error.position == nil ? error.problem : nil
    }
    return nil
  }

  private func checkNames(
    _ columns: [ColumnInfo], _ others: [String], _ report: ([String], String) -> Void
  ) {
    let names = columns.map(\.name)
    func exists(_ pattern: String, among names: [String], _ path: [String], _ what: String) -> Bool {
      let pattern = NamePattern(pattern)
      if names.contains(where: { pattern.matches($0) }) { return true }
      if let why = Self.whyNoReduction(pattern.text, among: columns) {
        report(path, "\(what): \(why)")
      } else if pattern.isName {
        report(
          path, "\(what): there is no column '\(pattern.text)'\(suggestion(for: pattern.text, among: names))")
      } else {
        report(path, "\(what): no column fits '\(pattern.text)'\(suggestion(for: "", among: names))")
      }
      return false
    }
    for (index, feature) in configuration.features.enumerated() {
      let path =
        hasPlace(["features", feature.name]) ? ["features", feature.name] : ["features", "\(index)"]
      guard exists(feature.name, among: names, path, "features") else { continue }
      if let column = columns.first(where: { $0.name == feature.name }), !column.isNumeric {
        report(path, "features: '\(column.name)' \(column.whyNoFeature)")
      }
    }
    for (index, name) in configuration.ignore.enumerated() where NamePattern(name).isName {
      _ = exists(name, among: names + others, ["ignore", "\(index)"], "ignore")
    }
    for (index, name) in configuration.categories.enumerated() {
      _ = exists(name, among: names, ["categories", "\(index)"], "categories")
    }
    if let label = configuration.label, !configuration.hasClasses, !names.contains(label) {
      do { _ = try ColumnExpression(label, columns: columns) } catch { report(["label"], "label: \(error)") }
    }
    let injected =
      configuration.miscalibrations.isEmpty && !configuration.models.isEmpty
      ? Configuration.defaultMiscalibrations : configuration.miscalibrations
    let judged =
      configuration.features(among: columns).map(\.name) + configuration.categories(among: columns)
      + configuration.models.map(\.name) + injected.map(\.name) + configuration.expectations.map(\.name)
    // Findings are about more than is audited: columns that are looked at on the way, groups, fitted sizes.
    let moved = judged + configuration.groups.map(\.name)
    let known =
      moved + names + [configuration.label, "process", "row number", "event weight"].compactMap { $0 }
      + CalibrationKind.allCases.flatMap { kind in moved.map { "\(kind.rawValue)/\($0)" } }
    for (index, rule) in configuration.limits.enumerated() {
      guard let subject = rule.subject, subject != LimitRule.noColumn,
        !known.contains(where: { NamePattern(subject).matches($0) }),
        !injected.contains(where: { $0.each && subject.hasPrefix($0.name + "/") })
      else { continue }
      report(
        ["limits", "\(index)", "subject"],
        "limit on '\(rule.metric)': no feature, category, model, miscalibration or expectation fits '\(subject)'\(suggestion(for: subject, among: judged))"
      )
    }
  }
}

extension ColumnInfo {
  fileprivate var whyNoFeature: String {
    hasSeveralValues ? advice : "holds texts; list it under 'categories'"
  }
}
