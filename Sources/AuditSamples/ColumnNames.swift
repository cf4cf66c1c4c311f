/// The one language of columns: a name means a column, or what a reduction makes of one with several values a row.
///
/// Options, configurations, expressions and models all ask here.
public struct ColumnNames: Sendable {
  private let known: [String: ColumnInfo]
  private let columns: [ColumnInfo]

  /// The columns of a table; of two with one name the first is meant.
  public init(_ columns: [ColumnInfo]) {
    self.columns = columns
    known = Dictionary(columns.map { ($0.name, $0) }) { first, _ in first }
  }

  /// True when a column has just this name.
  func hasColumn(_ name: String) -> Bool { known[name] != nil }

  /// What a name means; nil when there is no such column.
  ///
  /// Errors: a reduction of a column that has no such values.
  public func column(_ name: String) throws(ReductionError) -> ColumnInfo? {
    if let column = known[name] { return column }
    guard let (reduction, base) = Reduction.parse(name), let column = known[base] else { return nil }
    return try reduction.column(of: column, named: name)
  }

  /// The reductions that a name or pattern stands for: itself, each fitting column's (`max(jet_*)`), each element's
  /// (`showers[*]`). Empty for what names columns alone, and where nothing fits.
  ///
  /// `fits` says whether a name fits a pattern. A list has no certain number of elements: `[*]` fits none of its.
  public func reductions(_ text: String, fits: (_ pattern: String, _ name: String) -> Bool) -> [ColumnInfo] {
    guard known[text] == nil, let form = ReductionForm(text) else { return [] }
    let bases = columns.filter {
      $0.hasSeveralValues && ($0.name == form.column || fits(form.column, $0.name))
    }
    return bases.flatMap { base -> [ColumnInfo] in
      let names: [String]
      switch form.kind {
      case .word(let word): names = ["\(word)(\(base.name))"]
      case .places(let places) where places.allSatisfy({ Int($0) != nil }):
        names = ["\(base.name)[\(places.joined(separator: ","))]"]
      case .places(let places):
        let pattern = "\(base.name)[\(places.joined(separator: ","))]"
        names = base.elements.filter { fits(pattern, $0) }
      }
      return names.compactMap { try? column($0) ?? nil }
    }
  }
}

extension ColumnInfo {
  /// True for more than one value a row: only a reduction makes a number of it.
  public var hasSeveralValues: Bool { isJagged || !shape.isEmpty }

  /// The names of its elements, row by row of the tensor; none for a list, whose length is not known.
  public var elements: [String] {
    guard !isJagged, !shape.isEmpty else { return [] }
    var places = [""]
    for (dimension, size) in shape.enumerated() {
      places = places.flatMap { place in (0..<size).map { place + (dimension > 0 ? "," : "") + "\($0)" } }
    }
    return places.map { "\(name)[\($0)]" }
  }

  /// How many values a row has, and how to name one: "has 12 values a row; name one, as x[0], or a reduction, as max(x)".
  public var advice: String {
    let shape = self.shape.map(String.init).joined(separator: " × ")
    let place = self.shape.isEmpty ? "0" : self.shape.map { _ in "0" }.joined(separator: ",")
    return "has \(isJagged ? "a variable number of" : shape) values a row; "
      + "name one, as \(name)[\(place)], or a reduction, as max(\(name))"
  }
}
