import AuditAnalysis
import AuditEngine
import AuditSamples

/// Which columns are audited as features and which as categories.
struct ColumnSelection {
  private(set) var features: [FeatureDescription] = []
  private(set) var categories: [String] = []
  /// Names in the configuration that fit no column.
  private(set) var problems: [(path: [String], sentence: String)] = []
  /// What was left out and might have been meant.
  private(set) var remarks: [String] = []

  private let configuration: Configuration
  /// Columns that two samples or more have, in the order of the first: only those can be compared.
  private let shared: [ColumnInfo]
  private let allNames: [String]

  init(_ configuration: Configuration, samples: [Sample]) {
    self.configuration = configuration
    var columns: [ColumnInfo] = []
    var counts: [String: Int] = [:]
    for sample in samples {
      for column in sample.columnsOfAllProcesses {
        if counts[column.name] == nil { columns.append(column) }
        counts[column.name, default: 0] += 1
      }
    }
    shared = columns.filter { counts[$0.name, default: 0] >= min(2, samples.count) }
    allNames = columns.map(\.name)
    selectCategories()
    selectFeatures(used: ColumnSelection.columnsWithAUse(configuration, samples: samples))
    if features.isEmpty && categories.isEmpty && problems.isEmpty {
      problems.append((["samples"], "the samples share no numeric column; 'simaudit inspect' lists what they have"))
    }
  }

  private mutating func selectCategories() {
    for text in configuration.categories {
      let matching = shared.filter { NamePattern(text).matches($0.name) && $0.shape.isEmpty && !$0.isJagged }
      if matching.isEmpty { problems.append((["categories", text], unknown(text))) }
      for column in matching where !categories.contains(column.name) { categories.append(column.name) }
    }
  }

  private mutating func selectFeatures(used: Set<String>) {
    guard !configuration.features.isEmpty else {
      for column in shared where column.isNumeric && !categories.contains(column.name) {
        guard !used.contains(column.name), !isIgnored(column.name) else { continue }
        if let reason = ColumnSelection.whyNoFeature(column) {
          remarks.append("\(column.name) is not audited: \(reason); name it under 'features' to audit it")
        } else {
          features.append(FeatureDescription(column, settings: nil))
        }
      }
      return
    }
    for settings in configuration.features {
      let pattern = NamePattern(settings.name)
      let matching = shared.filter { pattern.matches($0.name) && $0.isNumeric }
      if matching.isEmpty {
        let other = shared.first { $0.name == settings.name }
        let sentence =
          other == nil
          ? unknown(settings.name)
          : "'\(settings.name)' is not one number per row; name it under 'categories', or use a reduction "
            + "such as max(\(settings.name))"
        problems.append((["features", settings.name], sentence))
      }
      for column in matching where !isIgnored(column.name) || pattern.isName {
        let feature = FeatureDescription(column, settings: settings)
        if let known = features.firstIndex(where: { $0.name == column.name }) {
          // A name says more than a pattern, wherever it stands.
          if pattern.isName { features[known] = feature }
        } else {
          features.append(feature)
        }
      }
    }
  }

  private func isIgnored(_ name: String) -> Bool {
    configuration.ignore.contains { NamePattern($0).matches(name) }
  }

  private func unknown(_ name: String) -> String {
    if allNames.contains(name) { return "only one sample has the column '\(name)'; it cannot be compared" }
    let nearest = nearestNames(to: name, among: allNames).map { "'\($0)'" }
    return "no sample has a column '\(name)'"
      + (nearest.isEmpty ? "" : "; did you mean \(nearest.joined(separator: ", "))?")
  }

  /// Columns that weights and labels are made of.
  private static func columnsWithAUse(_ configuration: Configuration, samples: [Sample]) -> Set<String> {
    var used: Set<String> = []
    for sample in samples {
      for process in sample.processes { used.formUnion(process.weight?.columns ?? []) }
    }
    if let label = configuration.label { used.insert(label) }
    return used
  }

  /// Why a column that nobody named is probably no feature; nil when it may be one.
  private static func whyNoFeature(_ column: ColumnInfo) -> String? {
    let role = column.role?.lowercased() ?? ""
    for word in ["weight", "label", "truth"] where role.contains(word) {
      return "the file says its role is '\(column.role ?? "")'"
    }
    let guess = ColumnGuess(nameOf: column)
    return guess.isFeature ? nil : "its name looks like \(guess.words)"
  }
}

extension FeatureDescription {
  /// A column with what its file and the configuration say of it; the configuration wins.
  fileprivate init(_ column: ColumnInfo, settings: Configuration.Feature?) {
    self.init(
      name: column.name, unit: settings?.unit ?? column.unit,
      missing: settings.map { $0.missing.isEmpty ? column.missing : $0.missing } ?? column.missing,
      range: settings?.range, logarithmic: settings?.log, title: settings?.title)
  }
}

extension Sample {
  /// Columns that every process has.
  fileprivate var columnsOfAllProcesses: [ColumnInfo] {
    guard let first = processes.first else { return [] }
    let others = processes.dropFirst().map { Set($0.columns.map(\.name)) }
    return first.columns.filter { column in others.allSatisfy { $0.contains(column.name) } }
  }
}
