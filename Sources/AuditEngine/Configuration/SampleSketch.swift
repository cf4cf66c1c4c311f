import AuditSamples

/// What is in the files of a sample, as far as a first configuration needs to know it.
public struct SampleSketch: Sendable, Equatable {
  /// What a column seems to be for.
  public enum Use: String, Sendable, CaseIterable {
    /// A number that a classifier may use.
    case feature
    /// Event weight.
    case weight
    /// Truth: signal or background.
    case label
    /// Process, run period and the like.
    case category
    /// Event number, time: tells events apart.
    case identifier
    /// Several values a row: a reduction makes a feature of it.
    case array
    /// Anything else.
    case other
  }
  /// A column.
  public struct Column: Sendable, Equatable {
    /// Name that addresses it.
    public var name: String
    /// Type in words, e.g. `float32`; of an array how to name a number of it, in words that follow the name.
    public var kind: String
    /// What it seems to be for.
    public var use: Use
    /// Unit, if known.
    public var unit: String?
    /// Values that stand for "no value", declared or suspected.
    public var missing: [Double]

    /// A column.
    public init(name: String, kind: String, use: Use, unit: String? = nil, missing: [Double] = []) {
      self.name = name
      self.kind = kind
      self.use = use
      self.unit = unit
      self.missing = missing
    }
  }

  /// Name in the configuration.
  public var name: String
  /// What the sample is used for.
  public var role: SampleRole
  /// Paths, as they shall stand in the configuration.
  public var files: [String]
  /// Table, where the files have several.
  public var table: String?
  /// Number of rows.
  public var rows: Int
  /// The columns, in the order of the file.
  public var columns: [Column]

  /// A sketch of a sample.
  public init(
    name: String, role: SampleRole, files: [String], table: String? = nil, rows: Int, columns: [Column]
  ) {
    self.name = name
    self.role = role
    self.files = files
    self.table = table
    self.rows = rows
    self.columns = columns
  }
}

extension Configuration {
  /// A first configuration for some samples.
  ///
  /// Weights are taken where a sample has a column that looks like one; features, categories and identifiers are what looks
  /// like one in any sample.
  public init(for sketches: [SampleSketch]) {
    func names(_ use: SampleSketch.Use) -> [SampleSketch.Column] {
      var found: [SampleSketch.Column] = []
      // A configuration cannot name a column without a name, nor an expression one with a back-tick in it.
      for column in sketches.flatMap(\.columns)
      where column.use == use && !column.name.allSatisfy(\.isWhitespace) && !column.name.contains("`") {
        if !found.contains(where: { $0.name == column.name }) { found.append(column) }
      }
      return found
    }
    self.init(
      samples: sketches.map { sketch in
        let weight = sketch.columns.first { column in
          column.use == .weight && names(.weight).contains { $0.name == column.name }
        }
        return Sample(
          name: sketch.name, role: sketch.role, files: sketch.files, table: sketch.table,
          weight: weight.map { ColumnExpression.quoted($0.name) })
      },
      features: names(.feature).map { Feature(name: $0.name, unit: $0.unit, missing: $0.missing) },
      ignore: names(.identifier).map(\.name), categories: names(.category).map(\.name),
      label: names(.label).first.map { ColumnExpression.quoted($0.name) })
  }
}
