import AuditSamples

extension Configuration {
  /// The features to look at among some columns, in their order, each with the settings that hold for it.
  ///
  /// A column named exactly is a feature whatever else it is. One that fits a pattern, or any numeric column when no feature is
  /// configured, is a feature unless it is ignored, a category, the label or a weight, or is named like something that is no
  /// feature (``ColumnGuess``): a pattern does not bring truth back in. Settings come from the entry
  /// that names the column, else from the fitting pattern that fixes most characters; unit and missing values that are not
  /// set come from the file.
  public func features(among columns: [ColumnInfo]) -> [Feature] {
    let used = otherUses(among: columns)
    return columns.compactMap { column in
      guard column.isNumeric else { return nil }
      let exact = features.first { $0.name == column.name }
      let pattern = features.filter { NamePattern($0.name).matches(column.name) }
        .max { NamePattern($0.name).fixedCharacters < NamePattern($1.name).fixedCharacters }
      let isWanted = pattern != nil || features.isEmpty
      guard
        exact != nil
          || isWanted && !used.contains(column.name) && ColumnGuess(nameOf: column).isFeature
      else { return nil }
      var feature = exact ?? pattern ?? Feature(name: column.name)
      feature.name = column.name
      feature.unit = feature.unit ?? column.unit
      if feature.missing.isEmpty { feature.missing = column.missing }
      return feature
    }
  }

  /// The columns to compare as categories: those configured, otherwise all texts and enumerations that are not ignored.
  public func categories(among columns: [ColumnInfo]) -> [String] {
    let patterns = categories.map { NamePattern($0) }
    return columns.filter { column in
      guard column.shape.isEmpty, !column.isJagged else { return false }
      if !patterns.isEmpty { return patterns.contains { $0.matches(column.name) } }
      return !column.isNumeric && !isIgnored(column.name)
    }.map(\.name)
  }

  /// The derived columns as columns of a file, so that they can be features.
  public var derivedColumns: [ColumnInfo] {
    derived.map { ColumnInfo(name: $0.name, kind: .float(bits: 64), meaning: $0.expression) }
  }

  /// The derived columns so ordered that each only needs columns of the file and derived ones before it.
  ///
  /// Throws when they need each other in a circle, or when an expression is wrong.
  public func derivedInOrder(_ columns: [ColumnInfo]) throws(ExpressionError) -> [(
    name: String, ColumnExpression
  )] {
    let all = columns + derivedColumns
    var expressions: [String: ColumnExpression] = [:]
    for column in derived {
      do {
        expressions[column.name] = try ColumnExpression(column.expression, columns: all)
      } catch {
        throw ExpressionError(position: error.position, problem: "\(error.problem) (in '\(column.name)')")
      }
    }
    var ordered: [(name: String, ColumnExpression)] = []
    var waiting = derived.map(\.name)
    while !waiting.isEmpty {
      let ready = waiting.first { name in
        !(expressions[name]?.columns.contains(where: waiting.contains) ?? false)
      }
      guard let ready, let expression = expressions[ready] else {
        let names = waiting.map { "'\($0)'" }.joined(separator: ", ")
        throw ExpressionError(
          position: nil,
          problem: "derived columns need each other in a circle: \(names)")
      }
      ordered.append((ready, expression))
      waiting.removeAll { $0 == ready }
    }
    return ordered
  }

  /// The columns that nuisances or spectators name, in the order of the columns.
  public func columns(named patterns: [String], among columns: [ColumnInfo]) -> [String] {
    let patterns = patterns.map { NamePattern($0) }
    return columns.map(\.name).filter { name in patterns.contains { $0.matches(name) } }
  }

  /// The column that holds the label: one of the file, or the expression as a derived column of that name.
  public func labelColumn(among columns: [ColumnInfo]) -> String? {
    guard let label else { return nil }
    return onlyColumn(of: label, among: columns) ?? label
  }

  /// The column that an expression is, when it is no more than a name.
  private func onlyColumn(of text: String, among columns: [ColumnInfo]) -> String? {
    if columns.contains(where: { $0.name == text }) { return text }
    guard let expression = try? ColumnExpression(text, columns: columns + derivedColumns),
      expression.columns.count == 1,
      expression.text.filter({ $0 != "`" && $0 != " " }) == expression.columns[0].filter({ $0 != " " })
    else { return nil }
    return expression.columns[0]
  }

  func isIgnored(_ name: String) -> Bool { ignore.contains { NamePattern($0).matches(name) } }

  /// Columns that serve as weight, label, event key, nuisance or category, or that are ignored.
  private func otherUses(among columns: [ColumnInfo]) -> Set<String> {
    var used = Set(columns.map(\.name).filter { isIgnored($0) })
    if !categories.isEmpty { used.formUnion(categories(among: columns)) }
    used.formUnion(eventKey)
    used.formUnion(self.columns(named: nuisance, among: columns))
    if let label, let column = onlyColumn(of: label, among: columns) { used.insert(column) }
    return used.union(weightColumns(among: columns)).union(inputsOfLabel)
  }

  /// Columns that are a weight: one that a weight is computed from can still be a feature.
  func weightColumns(among columns: [ColumnInfo]) -> [String] {
    samples.flatMap(\.parts).compactMap(\.weight).compactMap { onlyColumn(of: $0, among: columns) }
  }

  /// Columns that the label of a training sample is computed from: a feature of that kind would be the answer itself.
  public var inputsOfLabel: [String] {
    guard let label, hasClasses else { return [] }
    return (try? ColumnExpression(checkingSyntaxOf: label))?.columns ?? []
  }
}
