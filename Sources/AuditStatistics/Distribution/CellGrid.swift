/// Cells of a feature's values, so small that order inside most of them does not matter.
///
/// A cell is a range of sort keys. Rows find theirs by a table of the upper bits of the key minus the smallest key, cut
/// into about 2²⁰ bins; cells are runs of bins that hold about equal parts of a sketch of all samples. Equal values
/// are in one cell. The cells decide what has to be sorted, never what a statistic is.
public final class CellGrid: Sendable {
  /// Key at which the first bin starts.
  let base: UInt32
  /// Bits of the key inside a bin.
  let shift: UInt32
  /// Cell of each bin.
  let table: [UInt16]
  /// Smallest key of each cell.
  let firstKeys: [UInt32]
  /// Largest key of all samples.
  let lastKey: UInt32
  /// A value inside the bulk, from which moments are taken.
  let pivot: Double

  /// Number of cells.
  var count: Int { firstKeys.count }

  /// Fewest rows of a sample for which cells pay.
  static let fewestRows = 1 << 17
  /// Most cells of up to `usualRows` rows: the smaller they are, the fewer rows need order, but their sums should stay in the
  /// second-level cache.
  private static let usualCells = 20_000
  private static let usualRows = 1 << 23
  /// Most cells of any number of rows.
  private static let mostCells = 1 << 16 - 1
  /// Most rows of each sample that decide the cells, where they are not many.
  private static let sketchSize = 1 << 15
  /// Most bins of the usual number of cells; of more there are more, because a cell is never smaller than a bin.
  private static let usualBins: UInt64 = 1 << 20

  /// Common cells for the samples of a feature, one builder each; nil where a plain sort is cheaper or the only way:
  /// few rows, heavy ties, values or weights in double precision.
  public convenience init?(of samples: [DistributionBuilder]) {
    let rows = samples.map(\.rows).min() ?? 0
    // Distribution functions of n rows differ by 1/√n: cells that become smaller with it keep the part of the rows that need order.
    let growth = max(1, (Double(rows) / Double(Self.usualRows)).squareRoot())
    let cells = min(Self.mostCells, Int(growth * Double(Self.usualCells)))
    self.init(of: samples, fewestRows: Self.fewestRows, cells: min(cells, rows / 32))
  }

  init?(of samples: [DistributionBuilder], fewestRows: Int, cells: Int) {
    let rows = samples.compactMap(\.rowsInCells)
    guard !rows.isEmpty, rows.count == samples.count, rows.allSatisfy({ $0.count >= max(1, fewestRows) })
    else { return nil }
    var sketch: [UInt32] = []
    let size = max(Self.sketchSize, 2 * cells)
    for sample in rows { sketch += sample.sketch(min(size, max(1024, sample.count / 8))) }
    SortScratch().sort(&sketch)
    let different = zip(sketch, sketch.dropFirst()).reduce(1) { $0 + ($1.0 != $1.1 ? 1 : 0) }
    // A sample and its copy have half as many.
    guard 3 * different > sketch.count else { return nil }

    let keys = rows.map { (SortKey.key($0.extremes.minimum), SortKey.key($0.extremes.maximum)) }
    let base = keys.reduce(UInt32.max) { min($0, $1.0) }
    lastKey = keys.reduce(0) { max($0, $1.1) }
    var shift: UInt32 = 0
    var mostBins = Self.usualBins
    while mostBins * UInt64(Self.usualCells) < Self.usualBins * UInt64(max(0, cells)) { mostBins *= 2 }
    while UInt64(lastKey - base) >> UInt64(shift) >= mostBins { shift += 1 }
    let quota = max(1, sketch.count / min(max(1, cells), Self.mostCells))
    // A cell ends with the bin in which it reaches its part of the sketch.
    var lasts: [UInt32] = []
    var start = 0
    while start + quota <= sketch.count, lasts.count < Self.mostCells {
      let bin = (sketch[start + quota - 1] - base) >> shift
      lasts.append(bin)
      start += quota
      while start < sketch.count, (sketch[start] - base) >> shift == bin { start += 1 }
    }
    let bins = Int((lastKey - base) >> shift) + 1
    var table: [UInt16] = []
    table.reserveCapacity(bins)
    var firstKeys = [base]
    for last in lasts where Int(last) + 1 < bins {
      table.append(contentsOf: repeatElement(UInt16(firstKeys.count - 1), count: Int(last) + 1 - table.count))
      firstKeys.append(base + (last + 1) << shift)
    }
    table.append(contentsOf: repeatElement(UInt16(firstKeys.count - 1), count: bins - table.count))
    self.base = base
    self.shift = shift
    self.table = table
    self.firstKeys = firstKeys
    pivot = Double(SortKey.value(sketch[sketch.count / 2]))
  }

  /// The cell of a key between those of the smallest and the largest value.
  func cell(of key: UInt32) -> Int { Int(table[Int((key - base) >> shift)]) }

  /// The keys that a cell can hold.
  func keys(of cell: Int) -> ClosedRange<UInt32> {
    firstKeys[cell]...(cell + 1 < count ? firstKeys[cell + 1] - 1 : lastKey)
  }

  /// The value at which a cell starts; that of the end of all cells is the largest value.
  func start(of cell: Int) -> Double {
    Double(SortKey.value(cell < count ? firstKeys[cell] : lastKey))
  }
}
