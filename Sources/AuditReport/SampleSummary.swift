/// What a sample was, as used: the provenance of every number in the report.
public struct SampleSummary: Codable, Sendable, Equatable {
  /// One file of the sample.
  public struct File: Codable, Sendable, Equatable {
    /// Path as given.
    public var path: String
    /// Size in bytes.
    public var bytes: Int
    /// SHA-256 of the content, hexadecimal.
    public var sha256: String
    /// A file with its digest.
    public init(path: String, bytes: Int, sha256: String) {
      self.path = path
      self.bytes = bytes
      self.sha256 = sha256
    }
  }
  /// Name in the report.
  public var name: String
  /// Role: simulation, data, training, validation, test.
  public var role: String
  /// For a process: the simulation that it is part of.
  public var partOf: String?
  /// Files in the order read.
  public var files: [File]
  /// Table inside the files, if named or found, and if all processes have the same.
  public var table: String?
  /// Selection applied, if any, and if it is that of all processes.
  public var selection: String?
  /// Weight column or expression, if any, and if it is that of all processes.
  public var weight: String?
  /// Rows that passed the selection.
  public var rows: Int
  /// Rows that passed the selection and have no label; nil where there are none. Where every event needs a class (training,
  /// validation, test), `rows` and what follows from them leave these out.
  public var unlabelledRows: Int?
  /// Rows in the files, each once.
  public var rowsRead: Int
  /// n_eff = (Σw)² / Σw².
  public var effectiveRows: Double
  /// Σw.
  public var sumOfWeights: Double
  /// Fraction of rows with a negative weight.
  public var negativeWeightFraction: Double

  /// A summary of one sample.
  public init(
    name: String, role: String, partOf: String? = nil, files: [File], table: String? = nil,
    selection: String? = nil, weight: String? = nil, rows: Int, unlabelledRows: Int? = nil, rowsRead: Int,
    effectiveRows: Double, sumOfWeights: Double, negativeWeightFraction: Double
  ) {
    self.name = name
    self.role = role
    self.partOf = partOf
    self.files = files
    self.table = table
    self.selection = selection
    self.weight = weight
    self.rows = rows
    self.unlabelledRows = unlabelledRows
    self.rowsRead = rowsRead
    self.effectiveRows = effectiveRows
    self.sumOfWeights = sumOfWeights
    self.negativeWeightFraction = negativeWeightFraction
  }
}
