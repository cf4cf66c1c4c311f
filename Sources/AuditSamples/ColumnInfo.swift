/// What a column is, before any of its values are read.
public struct ColumnInfo: Sendable, Equatable {
  /// Type of the values in the file.
  public enum Kind: Sendable, Equatable {
    /// Floating point, bits per value.
    case float(bits: Int)
    /// Integer, bits per value.
    case integer(bits: Int, signed: Bool)
    /// Boolean (also an HDF5 enum of FALSE and TRUE).
    case boolean
    /// Named integers.
    case enumeration(names: [String])
    /// Text.
    case text
  }

  /// Name that addresses the column, e.g. `pt` or `jets/pt` or `pt[0]`.
  public var name: String
  /// Type of the values in the file.
  public var kind: Kind
  /// Shape of one row: empty for a scalar.
  public var shape: [Int]
  /// True for a variable number of values per row: readable only through a reduction.
  public var isJagged: Bool
  /// Unit from an attribute, if any.
  public var unit: String?
  /// Values that an attribute declares as missing.
  public var missing: [Double]
  /// Free text about the column from attributes.
  public var meaning: String?
  /// What an attribute says that the column is for, e.g. `weight`.
  public var role: String?
  /// How stored values become these where they are not the same, e.g. `stored × 0.01 + 273.15`.
  public var reading: String?
  /// What the file says of the column and reading does not follow, as nouns: `its attribute 'gain' (0.5)`.
  public var notApplied: [String] = []

  /// A column.
  public init(
    name: String, kind: Kind, shape: [Int] = [], isJagged: Bool = false, unit: String? = nil,
    missing: [Double] = [], meaning: String? = nil, role: String? = nil
  ) {
    self.name = name
    self.kind = kind
    self.shape = shape
    self.isJagged = isJagged
    self.unit = unit
    self.missing = missing
    self.meaning = meaning
    self.role = role
  }

  /// True for one number per row.
  public var isNumeric: Bool {
    guard shape.isEmpty, !isJagged else { return false }
    switch kind {
    case .float, .integer, .boolean: return true
    case .enumeration, .text: return false
    }
  }
  /// True for integers and booleans.
  public var isInteger: Bool {
    switch kind {
    case .integer, .boolean: true
    case .float, .enumeration, .text: false
    }
  }
}
