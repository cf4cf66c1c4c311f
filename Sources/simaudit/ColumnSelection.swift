import AuditAnalysis
import AuditEngine
import AuditSamples

/// Which columns are audited as features and which as categories.
struct ColumnSelection {
  let features: [FeatureDescription]
  let categories: [String]
  /// Column that holds the class of an event.
  let label: String?
  /// Columns that a classifier must not be able to use.
  let nuisance: [String]
  /// Columns whose distribution should not depend on the class.
  let spectators: [String]
  /// Features that one cause moves together.
  let groups: [FeatureGroup]
  /// Column whose levels an expected mix means that names none.
  let mixColumn: String
  /// The columns that can be audited: others have nothing to be compared with.
  let shared: [ColumnInfo]
  /// Features that cannot be audited because reading makes different values equal, with the reason.
  let inexact: [String: String]
  /// What files say of their columns and reading does not follow.
  let remarks: [String]

  init(_ configuration: Configuration, samples: [Sample]) throws {
    let shared = ColumnSelection.sharedColumns(samples)
    self.shared = shared
    let training = samples.first { $0.role == .training }
    let label = configuration.hasClasses ? configuration.labelColumn(among: shared) : nil
    self.label = label
    nuisance = configuration.columns(named: configuration.nuisance, among: shared)
    spectators = configuration.columns(named: configuration.spectators, among: shared)
    groups = configuration.groups(among: shared)
    mixColumn =
      training?.processes.count ?? 1 > 1 ? Configuration.processColumn : label ?? Configuration.processColumn
    var chosen = configuration.features(among: shared)
    let rounded = try RoundedIntegers.columns(among: chosen.map(\.name), of: samples)
    chosen.removeAll { feature in rounded.contains { $0.name == feature.name } }
    inexact = Dictionary(
      rounded.map {
        (
          $0.name,
          "holds integers so large that float64 makes different ones equal; audit a difference, such as "
            + "\($0.name) - \($0.origin)"
        )
      }, uniquingKeysWith: { first, _ in first })
    remarks = Self.notApplied(to: chosen.map(\.name), in: samples)
    features = chosen.map {
      FeatureDescription(
        name: $0.name, unit: $0.unit, missing: $0.missing, range: $0.range, logarithmic: $0.log,
        title: $0.title)
    }
    var categories = configuration.categories(among: shared)
    let labelled =
      training
      ?? (configuration.hasClasses ? samples.first { configuration.labelledRoles.contains($0.role) } : nil)
    if labelled?.processes.allSatisfy({ $0.constants[Configuration.processColumn] != nil }) ?? false,
      !categories.contains(Configuration.processColumn)
    {
      categories.append(Configuration.processColumn)
    }
    self.categories = categories.filter { $0 != label }
  }

  /// What files say of their columns and reading does not follow.
  private static func notApplied(to names: [String], in samples: [Sample]) -> [String] {
    var remarks: [String] = []
    for sample in samples {
      for column in sample.processes.flatMap(\.source.columns) where names.contains(column.name) {
        for what in column.notApplied {
          let remark = "\(column.name): not applied: \(what) (sample '\(sample.name)')"
          if !remarks.contains(remark) { remarks.append(remark) }
        }
      }
    }
    return remarks
  }

  /// Columns that two samples or more have in all their processes, in the order of the first: only those can be compared.
  /// All columns of a training sample, which is audited by itself too.
  private static func sharedColumns(_ samples: [Sample]) -> [ColumnInfo] {
    var columns: [ColumnInfo] = []
    var counts: [String: Int] = [:]
    let training = samples.first { $0.role == .training }
    for sample in samples {
      for column in sample.columnsOfAllProcesses {
        if counts[column.name] == nil { columns.append(column) }
        counts[column.name, default: 0] += 1
      }
    }
    if let training {
      let own = training.columnsOfAllProcesses
      return own
        + columns.filter { column in
          counts[column.name, default: 0] > 1 && !own.contains { $0.name == column.name }
        }
    }
    return columns.filter { counts[$0.name, default: 0] >= min(2, samples.count) }
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
