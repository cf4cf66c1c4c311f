import AuditSamples
import CHDF5

/// Recognises flat values with offsets or counts: `jet_pt` of all jets, and `jet_counts` or `jet_offsets` per event.
///
/// The stem (`jet`) must be shared, and the last offset or the sum of the counts must be the number of values.
struct JaggedColumns {
  private(set) var columns: [(column: Column, info: DatasetInfo)] = []
  /// Datasets that are accounted for and no columns of one value per row.
  private(set) var used: Set<String> = []
  /// Rows of the table as the offsets or counts say; nil without any.
  private(set) var rows: Int?

  private static let suffixes = [
    "offsets", "offset", "counts", "count", "sizes", "size", "lengths", "length", "n", "num",
  ]

  init(_ file: OpenFile, _ datasets: [(name: String, info: DatasetInfo)]) throws {
    // Without two different lengths nothing is jagged, and nothing needs to be read.
    guard Set(datasets.map(\.info.rows)).count > 1 else { return }
    for (name, info) in datasets {
      guard info.dimensions.count == 1, case .element(let element) = info.type, element.isInteger,
        let (stem, kind) = Self.stem(name)
      else { continue }
      let values = datasets.filter { other in
        other.info.name != info.name && !used.contains(other.info.name) && Self.belongs(other.name, stem)
          && other.info.dimensions.count == 1 && other.info.rows != info.rows && Self.isNumeric(other.info)
      }
      guard !values.isEmpty else { continue }
      let numbers = try Self.integers(file.dataset(info.name), element)
      guard let starts = Self.starts(numbers, isOffsets: kind.hasPrefix("offset")) else { continue }
      let flat = values.filter { $0.info.rows == starts.last }
      guard !flat.isEmpty else { continue }
      let isOffsets = kind.hasPrefix("offset")
      if isOffsets { used.insert(info.name) }
      rows = rows ?? starts.count - 1
      guard rows == starts.count - 1 else { continue }
      for (name, info) in flat {
        guard case .element(let element) = info.type else { continue }
        used.insert(info.name)
        let field = Field(offset: 0, content: .element(element))
        let column = Column(
          info: ColumnInfo(name: name, kind: element.kind, isJagged: true), dataset: info.name,
          access: .flat(field, element, rows: FlatRows(starts: starts)))
        columns.append((column, info))
      }
    }
  }

  // "jet_counts" → "jet"; "jets/offsets" → "jets"; "offsets" → ""; "n_jet", "njet" → "jet".
  private static func stem(_ name: String) -> (String, String)? {
    let lower = name.lowercased()
    for suffix in suffixes where lower == suffix { return ("", suffix) }
    for suffix in suffixes {
      for separator in ["_", "/", "."] where lower.hasSuffix(separator + suffix) {
        return (String(name.dropLast(suffix.count + 1)), suffix)
      }
    }
    let leaf = name.split(separator: "/").last.map(String.init) ?? name
    guard leaf.first == "n" || leaf.first == "N", leaf.count > 1 else { return nil }
    let rest = leaf.dropFirst().drop { $0 == "_" }
    return rest.isEmpty ? nil : (name.dropLast(leaf.count) + String(rest), "count")
  }

  private static func belongs(_ name: String, _ stem: String) -> Bool {
    guard !stem.isEmpty else { return true }
    let singular = stem.last == "s" ? String(stem.dropLast()) : stem
    let (name, short, long) = (name.lowercased(), singular.lowercased(), stem.lowercased())
    return name == long || name == short
      || ["_", "/", "."].contains { name.hasPrefix(short + $0) || name.hasPrefix(long + $0) }
  }

  private static func isNumeric(_ info: DatasetInfo) -> Bool {
    guard case .element(let element) = info.type else { return false }
    return Storage(element) != .category
  }

  private static func integers(_ dataset: Dataset, _ element: ElementType) throws -> [Int64] {
    let rows = 0..<dataset.info.rows
    var numbers = [Int64](repeating: 0, count: rows.count)
    let field = Field(offset: 0, content: .element(element))
    try dataset.read([field], rows: rows, cache: ChunkCache()) { _, block, row in
      numbers.withUnsafeMutableBufferPointer { buffer in
        if let start = buffer.baseAddress { field.decode(block, element, into: start + row) }
      }
    }
    return numbers
  }

  private static func starts(_ numbers: [Int64], isOffsets: Bool) -> [Int]? {
    if isOffsets {
      let isAscending = zip(numbers, numbers.dropFirst()).allSatisfy { $0 <= $1 }
      return numbers.first == 0 && isAscending ? numbers.map(Int.init) : nil
    }
    var starts = [0]
    starts.reserveCapacity(numbers.count + 1)
    var sum = 0
    for number in numbers {
      guard number >= 0, number < 1 << 40 else { return nil }
      sum += Int(number)
      starts.append(sum)
    }
    return starts
  }
}

extension ElementType {
  var isInteger: Bool {
    guard meaning == .number else { return false }
    switch number {
    case .float16, .float32, .float64: return false
    default: return true
    }
  }
}
