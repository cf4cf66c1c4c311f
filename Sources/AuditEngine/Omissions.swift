import AuditReport
import AuditSamples

/// Why the columns that no analyzer reads are not looked at: what an audit leaves out, it says.
///
/// A column counts that is passed over because of its kind or a guess from its name. One counts for nothing that the
/// configuration gives a role, does not choose or declares under `ignore`, that only one sample has, or that another sample shows.
public struct Omissions: Sendable {
  /// What lies beside the columns of a sample and cannot be read as one.
  public typealias Unread = (name: String, reason: String)

  private let configuration: Configuration
  private let samples: [(name: String, columns: [ColumnInfo], unread: [Unread])]
  /// Names of columns that can be compared, or are audited by themselves.
  private let shared: Set<String>
  /// Features that reading cannot tell exactly, with the reason.
  private let inexact: [String: String]
  /// True where only what enters classifiers is looked at.
  private let isAboutModels: Bool

  /// What is to be known of the samples; `shared` are the columns that can be audited at all, `inexact` those of them whose values are not
  /// read exactly, with the reason.
  public init(
    _ configuration: Configuration, samples: [Sample], unread: [String: [(name: String, reason: String)]],
    shared: [ColumnInfo], inexact: [String: String] = [:]
  ) {
    self.configuration = configuration
    self.inexact = inexact
    self.samples = samples.map { sample in
      var columns: [ColumnInfo] = []
      var seen: Set<String> = []
      let label = configuration.label
      for process in sample.processes {
        for column in process.columns
        where process.constants[column.name] == nil
          && !(process.derived[column.name] != nil && column.name == label)
          && seen.insert(column.name).inserted
        {
          columns.append(column)
        }
      }
      return (sample.name, columns, unread[sample.name] ?? [])
    }
    self.shared = Set(shared.map(\.name))
    let kinds = configuration.analyses.map(\.kind)
    isAboutModels = !kinds.isEmpty && kinds.allSatisfy(AnalyzerRegistry.needsModels)
  }

  /// The columns that are not looked at, given those of each sample that some analyzer reads. O(columns · settings).
  public func columns(lookedAt: [Set<String>]) -> [OmittedColumn] {
    let anywhere = lookedAt.reduce(into: Set<String>()) { $0.formUnion($1) }
    var found: [OmittedColumn] = []
    for (sample, lookedAt) in zip(samples, lookedAt) {
      let features = Set(configuration.features(among: sample.columns).map(\.name))
      let roles = roles(among: sample.columns)
      var omitted: [OmittedColumn] = []
      for column in sample.columns
      where !lookedAt.contains(column.name)
        || roles[column.name]?.isAlways == true && !features.contains(column.name)
      {
        // A reduction of a column is said of the column.
        if isReduction(column.name, among: sample.columns) { continue }
        var reason: Reason
        if let role = roles[column.name] {
          reason = Reason(kind: role.kind, words: role.words)
        } else {
          reason = self.reason(column, isFeature: features.contains(column.name), lookedAt, sample.columns)
        }
        if reason.counts, anywhere.contains(column.name) {
          reason = Reason(kind: reason.kind, words: "\(reason.words); another sample's is looked at")
        }
        omitted.append(reason.omission(of: column.name, in: sample.name))
      }
      omitted += sample.unread.map { unread in
        let names = [unread.name, unread.name.split(separator: "/").last.map(String.init) ?? unread.name]
        let isDeclared = names.contains(where: configuration.isIgnored)
        let isWanted =
          configuration.features.isEmpty
          || configuration.features.contains { names.contains(where: NamePattern($0.name).matches) }
        return Reason(
          kind: isDeclared ? "ignored" : "not readable", words: unread.reason,
          counts: isWanted && !isDeclared && !isAboutModels
        ).omission(of: unread.name, in: sample.name)
      }
      for column in omitted {
        let same = found.firstIndex {
          ($0.column, $0.kind, $0.reason, $0.counts) == (
            column.column, column.kind, column.reason, column.counts
          )
        }
        if let same { found[same].samples += column.samples } else { found.append(column) }
      }
    }
    return found
  }

  private struct Reason {
    var kind: String
    var words: String
    var counts = false

    func omission(of column: String, in sample: String) -> OmittedColumn {
      OmittedColumn(column: column, samples: [sample], kind: kind, reason: words, counts: counts)
    }
  }

  private struct Role {
    var kind: String
    var words: String
    /// True for what is read for its role and not audited.
    var isAlways = false
  }

  /// Columns that the configuration gives a role, with it.
  private func roles(among columns: [ColumnInfo]) -> [String: Role] {
    var roles: [String: Role] = [:]
    for column in columns where configuration.isIgnored(column.name) {
      roles[column.name] = Role(kind: "ignored", words: "is declared under 'ignore'")
    }
    for name in configuration.columns(named: configuration.nuisance, among: columns) {
      roles[name] = Role(kind: "nuisance", words: "is declared as a nuisance")
    }
    for name in configuration.columns(named: configuration.spectators, among: columns) {
      roles[name] = Role(kind: "spectator", words: "is declared as a spectator")
    }
    for name in configuration.eventKey { roles[name] = Role(kind: "event key", words: "identifies events") }
    for name in configuration.weightColumns(among: columns) {
      roles[name] = Role(kind: "weight", words: "is the weight", isAlways: true)
    }
    for name in configuration.inputsOfLabel {
      roles[name] = Role(kind: "label", words: "makes the label", isAlways: true)
    }
    if let label = configuration.labelColumn(among: columns) {
      roles[label] = Role(kind: "label", words: "is the label", isAlways: true)
    }
    return roles
  }

  private func isReduction(_ name: String, among columns: [ColumnInfo]) -> Bool {
    guard let base = Reduction.parse(name)?.column else { return false }
    return columns.contains { $0.name == base && $0.hasSeveralValues }
  }

  /// Why a column without a role is not looked at.
  private func reason(
    _ column: ColumnInfo, isFeature: Bool, _ lookedAt: Set<String>, _ columns: [ColumnInfo]
  ) -> Reason {
    if isAboutModels { return Reason(kind: "no input", words: "enters no model") }
    if !shared.contains(column.name) {
      return Reason(kind: "one sample only", words: "has no counterpart in another sample or process")
    }
    if let words = inexact[column.name] { return Reason(kind: "not exact", words: words, counts: true) }
    let pattern = configuration.features.first { NamePattern($0.name).matches(column.name) }
    let isWanted = configuration.features.isEmpty || pattern != nil
    if column.hasSeveralValues {
      let reductions = lookedAt.filter { Reduction.parse($0)?.column == column.name }.sorted()
      if !reductions.isEmpty {
        let names = reductions.prefix(3).joined(separator: ", ")
        let more = reductions.count > 3 ? " and \(reductions.count - 3) more" : ""
        return Reason(kind: "several values", words: "is looked at through \(names)\(more) alone")
      }
      return isWanted
        ? Reason(kind: "several values", words: column.advice, counts: true)
        : Reason(kind: "not chosen", words: "is not chosen by 'features'")
    }
    if !column.isNumeric {
      return configuration.categories.isEmpty
        ? Reason(kind: "text", words: "holds texts, and no analysis that ran takes any", counts: true)
        : Reason(kind: "not chosen", words: "is not chosen by 'categories'")
    }
    if !isFeature {
      guard isWanted else { return Reason(kind: "not chosen", words: "is not chosen by 'features'") }
      let guess = ColumnGuess(nameOf: column)
      let fits = pattern.map { "fits '\($0.name)' but " } ?? ""
      return Reason(kind: guess.kind.rawValue, words: fits + guess.reason, counts: true)
    }
    return Reason(kind: "no analysis", words: "is read by no analysis that ran")
  }
}
