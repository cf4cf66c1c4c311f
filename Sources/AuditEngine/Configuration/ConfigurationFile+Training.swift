import AuditReport
import AuditSamples

extension Configuration {
  /// True when a sample is there to train on, so that its composition can be audited.
  public var hasTrainingSample: Bool { samples.contains { $0.role == .training } }

  /// True when classes matter: there is a sample to train on, or a model to audit.
  public var hasClasses: Bool { hasTrainingSample || !models.isEmpty }

  /// Roles whose samples must have the label, the event key and the features.
  ///
  /// With a sample to train on all but data; without one those that a model is measured on: tests where there are any.
  public var labelledRoles: [SampleRole] {
    let roles = samples.map(\.role)
    if hasTrainingSample { return SampleRole.allCases.filter { $0 != .data } }
    let tests: [SampleRole] = [.validation, .test]
    return roles.contains(where: tests.contains) ? tests : [.simulation]
  }

  /// Name of the column that every process of a sample gets which is the sum of several: the process's own name.
  public static let processColumn = "process"

  /// The columns of a table with the name of its process, where that is a column of its own.
  public func columns(of part: SamplePart, _ columns: [ColumnInfo]) -> [ColumnInfo] {
    guard hasClasses, part.isProcess, !columns.contains(where: { $0.name == Self.processColumn })
    else { return columns }
    return columns + [ColumnInfo(name: Self.processColumn, kind: .text)]
  }
}

extension ConfigurationFile {
  /// What the samples to train, tune and test with must have: the label, the event key, and the features by name.
  func checkTrainingColumns(
    _ parts: [(part: SamplePart, columns: [ColumnInfo])], _ report: ([String], String) -> Void
  ) {
    guard configuration.hasClasses else { return }
    let splits = parts.filter { configuration.labelledRoles.contains($0.part.sample.role) }
    for (part, columns) in splits {
      let known = columns + configuration.derivedColumns
      func require(_ name: String, _ path: [String], _ reason: String) {
        guard !known.contains(where: { $0.name == name }) else { return }
        report(
          path,
          "\(path[0]): \(part.place) has no column '\(name)', but \(reason)"
            + suggestion(for: name, among: known.map(\.name)))
      }
      checkLabel(part, known, report)
      for (index, name) in configuration.eventKey.enumerated() {
        require(
          name, ["eventKey", "\(index)"], "events can only be identified by columns that every split has")
      }
      for feature in configuration.features where NamePattern(feature.name).isName {
        require(feature.name, ["features", feature.name], "a classifier needs its features in every split")
      }
    }
    guard configuration.hasTrainingSample else { return }
    let training = splits.filter { $0.part.sample.role == .training }
    let names = training.flatMap(\.columns).map(\.name) + configuration.derivedColumns.map(\.name)
    for (setting, patterns) in [
      ("nuisance", configuration.nuisance), ("spectators", configuration.spectators),
    ] {
      for (index, pattern) in patterns.enumerated() {
        guard !names.contains(where: { NamePattern(pattern).matches($0) }) else { continue }
        let place = training.first?.part.place ?? "the training sample"
        report(
          [setting, "\(index)"],
          "\(setting): \(place) has no column '\(pattern)'\(suggestion(for: pattern, among: names))")
      }
    }
    if configuration.features.isEmpty { checkCommonColumns(splits, report) }
  }

  private func checkLabel(
    _ part: SamplePart, _ columns: [ColumnInfo], _ report: ([String], String) -> Void
  ) {
    guard let label = configuration.label, !columns.contains(where: { $0.name == label }) else { return }
    do {
      _ = try ColumnExpression(label, columns: columns)
    } catch {
      let advice =
        part.isProcess || label != Configuration.processColumn
        ? "every sample but data needs the label"
        : "to tell classes by file, name them: --\(part.sample.role.rawValue) NAME=FILE for each"
      report(["label"], "label: \(part.place): \(error); \(advice)")
    }
  }

  private func checkCommonColumns(
    _ splits: [(part: SamplePart, columns: [ColumnInfo])], _ report: ([String], String) -> Void
  ) {
    guard let first = splits.first(where: { $0.part.sample.role == .training }) else { return }
    let features = configuration.features(among: first.columns).map(\.name)
    for (part, columns) in splits where part != first.part {
      let names = columns.map(\.name)
      guard !features.isEmpty, !features.contains(where: names.contains) else { continue }
      report(
        ["samples", part.sample.name],
        "\(part.place) has none of the \(features.count) feature columns of \(first.part.place), such as "
          + "'\(features[0])', but has '\(names.first ?? "none")'; splits need the same columns: check --table and "
          + "the files")
    }
  }
}
