import AuditReport
import AuditSamples

extension Configuration {
  /// The reductions of columns with several values a row that the configuration names as columns, in the order of naming:
  /// wherever a column can be named, an expression or a pattern over elements (`showers[*]`, `max(jet_*)`) included.
  ///
  /// What selections, weights, slices and derived columns compute with is left out: it is read, and no column of its own.
  public func reductions(among columns: [ColumnInfo]) -> [ColumnInfo] {
    let names = ColumnNames(columns)
    var seen: Set<String> = []
    return namingTexts.flatMap { text in names.reductions(text) { NamePattern($0).matches($1) } }
      .filter { seen.insert($0.name).inserted }
  }

  /// Every text that may name a column.
  private var namingTexts: [String] {
    var texts = features.map(\.name) + categories + eventKey + nuisance + spectators
    texts += groups.flatMap(\.features) + expected.map(\.name) + recomputed.map(\.name)
    texts += [label].compactMap(\.self) + samples.flatMap(\.parts).compactMap(\.weight)
    let settings =
      models.map(\.json) + analyses.map(\.json) + expectations.map(\.json) + miscalibrations.map(\.json)
    let inSettings = settings.flatMap(\.texts)
    return texts + inSettings
      + (inSettings + recomputed.map(\.expression)).flatMap { text in
        (try? ColumnExpression(checkingSyntaxOf: text))?.columns ?? []
      }
  }
}

extension JSONValue {
  /// All texts inside, keys included: features of a model stand as keys.
  fileprivate var texts: [String] {
    switch self {
    case .string(let text): [text]
    case .array(let values): values.flatMap(\.texts)
    case .object(let members):
      members.sorted { $0.key < $1.key }.flatMap { [$0.key] + $0.value.texts }
    case .null, .bool, .number: []
    }
  }
}
