import AuditSamples

/// A sample source in memory, so that analyses are tested without files.
public struct TableSource: SampleSource {
  /// No files.
  public let files: [String] = []
  /// Its name in errors.
  public let table = "memory"
  /// Rows of every column.
  public let rowCount: Int
  /// Columns in the order given.
  public let columns: [ColumnInfo]
  /// As told at init.
  public let layout: SampleLayout
  /// One file, unless said otherwise.
  public var rowsOfFiles: [(path: String, rows: Range<Int>)]
  private let values: [String: Values]

  /// Columns in the order given, all of one length.
  public init(_ columns: KeyValuePairs<String, Values>, chunkRows: Int? = nil, isRowWise: Bool = false) {
    self.init(columns: columns.map { ($0.key, $0.value) }, chunkRows: chunkRows, isRowWise: isRowWise)
  }

  /// Columns in the order given, all of one length.
  public init(columns: [(String, Values)], chunkRows: Int? = nil, isRowWise: Bool = false) {
    var infos: [ColumnInfo] = []
    var byName: [String: Values] = [:]
    for (name, values) in columns {
      let kind: ColumnInfo.Kind =
        switch values {
        case .float32, .tensor: .float(bits: 32)
        case .float64: .float(bits: 64)
        case .int64: .integer(bits: 64, signed: true)
        case .uint64: .integer(bits: 64, signed: false)
        case .category: .text
        }
      infos.append(ColumnInfo(name: name, kind: kind))
      byName[name] = values
    }
    self.columns = infos
    values = byName
    rowCount = columns.first?.1.count ?? 0
    rowsOfFiles = [("", 0..<rowCount)]
    layout = SampleLayout(isRowWise: isRowWise, chunkRows: chunkRows)
  }

  /// The values as given.
  public func read(_ names: [String], rows: Range<Int>) throws -> [Values] {
    try names.map { name in
      guard let column = values[name] else {
        throw SampleError.noSuchColumn(name: name, sample: table, nearest: [])
      }
      switch column {
      case .float32(let all): return .float32(Array(all[rows]))
      case .float64(let all): return .float64(Array(all[rows]))
      case .int64(let all): return .int64(Array(all[rows]))
      case .uint64(let all): return .uint64(Array(all[rows]))
      case .category(let codes, let levels): return .category(codes: Array(codes[rows]), levels: levels)
      case .tensor(let all, let shape):
        let size = shape.reduce(1, *)
        return .tensor(Array(all[rows.lowerBound * size..<rows.upperBound * size]), shape: shape)
      }
    }
  }
}
