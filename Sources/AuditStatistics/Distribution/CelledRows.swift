import Synchronization

/// The rows of one sample in cells: sums of every cell, and order only inside the cells that were opened.
///
/// What is asked inside a closed cell opens it: answers are those of sorted points, whatever was opened before.
/// Opening costs a pass over all rows, so that cells are best opened together. Prefix sums over cells are made in row
/// order inside each cell, which differs from that of sorted points by rounding only.
final class CelledRows: Sendable {
  let grid: CellGrid
  /// Number of rows.
  let count: Int
  /// Rows before each cell; one more than there are cells.
  let starts: [Int]
  /// Σw before each cell.
  let weightsBefore: [Double]
  /// Σw² before each cell.
  let squaresBefore: [Double]
  /// Σw(x − pivot) in each cell.
  let moments: [Double]
  /// What positive and negative weights of each cell add up to at most.
  let positives: [Double]
  let negatives: [Double]
  /// Largest Σw that can be reached up to any value of the cells up to each; smallest from each on.
  private let highest: [Double]
  private let lowest: [Double]

  private let rows: RowBlocks
  private let state = Mutex(State())

  private struct State {
    var open: OpenCells
    var sorted: SortedRows?
    var totals: Totals?
    init() { open = OpenCells(places: [], words: []) }
  }

  /// All points in order, with their sums.
  struct SortedRows: Sendable {
    var points: Points
    var summary: PointSummary
  }

  /// Sums over all rows that are asked for in few analyses.
  struct Totals: Sendable {
    /// Σw(x − pivot) and Σw(x − pivot)².
    var first: Double
    var second: Double
    /// Σ|w|.
    var absolutes: Double
  }

  /// Sums up the rows of each cell. O(n).
  init(_ rows: RowBlocks, hasNegativeWeights: Bool, grid: CellGrid) {
    self.rows = rows
    self.grid = grid
    count = rows.count
    let cells = grid.count
    var sums = [CellKernel.Sums](repeating: (.zero, .zero), count: cells)
    let blocks = rows.blocks
    sums.withUnsafeMutableBufferPointer { sums in
      guard let sums = sums.baseAddress else { return }
      // Rows of weight 1 are added without (Σw, Σw²), which follow from their number.
      let isWeighted = blocks.contains { $0.weights != nil }
      for block in blocks {
        guard isWeighted, block.weights == nil else {
          CellKernel.add(block, grid, to: sums)
          continue
        }
        let ones = [Float](repeating: 1, count: block.values.count)
        CellKernel.add(RowBlocks.Block(values: block.values, weights: ones), grid, to: sums)
      }
      guard !isWeighted else { return }
      for cell in 0..<cells { sums[cell].0 = SIMD2(repeating: sums[cell].1[1]) }
    }
    var starts = [0]
    var weightsBefore = [0.0]
    var squaresBefore = [0.0]
    starts.reserveCapacity(cells + 1)
    weightsBefore.reserveCapacity(cells + 1)
    squaresBefore.reserveCapacity(cells + 1)
    for (cell, sum) in sums.enumerated() {
      starts.append(starts[cell] + Int(sum.1[1]))
      weightsBefore.append(weightsBefore[cell] + sum.0[0])
      squaresBefore.append(squaresBefore[cell] + sum.0[1])
    }
    // Σ|w| ≤ √(rows · Σw²) (Cauchy and Schwarz).
    let absolutes = sums.map { hasNegativeWeights ? ($0.1[1] * $0.0[1]).squareRoot() : $0.0[0] }
    positives = zip(absolutes, sums).map { max(0, ($0 + $1.0[0]) / 2) }
    negatives = zip(absolutes, sums).map { max(0, ($0 - $1.0[0]) / 2) }
    var highest = [Double](repeating: 0, count: cells)
    var lowest = [Double](repeating: 0, count: cells)
    var limit = -Double.infinity
    for cell in 0..<cells {
      limit = max(limit, weightsBefore[cell] + positives[cell])
      highest[cell] = limit
    }
    limit = .infinity
    for cell in (0..<cells).reversed() {
      limit = min(limit, weightsBefore[cell] - negatives[cell])
      lowest[cell] = limit
    }
    self.starts = starts
    self.weightsBefore = weightsBefore
    self.squaresBefore = squaresBefore
    moments = sums.map { $0.1[0] }
    self.highest = highest
    self.lowest = lowest
  }

  /// Σw.
  var weights: Double { weightsBefore[grid.count] }
  /// Σw².
  var squares: Double { squaresBefore[grid.count] }

  /// Number of cells with rows: there are at least as many different values.
  var filledCells: Int { (0..<grid.count).reduce(0) { $0 + (starts[$1 + 1] > starts[$1] ? 1 : 0) } }

  /// The cells in which a cumulative sum between the two may lie.
  func cells(from low: Double, to high: Double) -> Range<Int> {
    let first = firstCell { highest[$0] >= low }
    let end = firstCell { lowest[$0] > high }
    return first..<max(first, end)
  }

  /// First cell that satisfies a condition which all later ones satisfy too.
  private func firstCell(where isMet: (Int) -> Bool) -> Int {
    var (low, high) = (0, grid.count)
    while low < high {
      let middle = (low + high) / 2
      if isMet(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// The cell of the point at a position of the order.
  func cell(at index: Int) -> Int { firstCell { starts[$0 + 1] > index } }

  /// All points in order; sorts all rows when first asked. O(n).
  var sorted: SortedRows {
    state.withLock { state in
      if let sorted = state.sorted { return sorted }
      let points = rows.sorted(scratch: SortScratch())
      let sorted = SortedRows(points: points, summary: points.read(SummaryReader()))
      state.sorted = sorted
      return sorted
    }
  }

  /// Sums over all rows. O(n) when first asked.
  var totals: Totals {
    state.withLock { state in
      if let totals = state.totals { return totals }
      let (sums, absolutes) = CellKernel.moments(of: rows.blocks, pivot: grid.pivot)
      let totals = Totals(first: sums[0], second: sums[1], absolutes: absolutes)
      state.totals = totals
      return totals
    }
  }

  /// The cells with order inside `range`, among others.
  func opened(_ range: Range<Int>) -> OpenCells {
    state.withLock { state in
      if range.allSatisfy({ state.open.isOpen($0) || starts[$0] == starts[$0 + 1] }) { return state.open }
      // Neighbours are likely to be asked for next.
      var wanted = [UInt8](repeating: 0, count: grid.count)
      for cell in max(0, range.lowerBound - 4)..<min(grid.count, range.upperBound + 4) { wanted[cell] = 1 }
      open(wanted, in: &state)
      return state.open
    }
  }

  /// Opens the cells marked by 1. O(n), nothing when all are open.
  func open(_ wanted: [UInt8]) {
    state.withLock { open(wanted, in: &$0) }
  }

  private func open(_ wanted: [UInt8], in state: inout State) {
    var wanted = wanted
    var size = 0
    if state.open.places.isEmpty { state.open.places = [Int32](repeating: -1, count: grid.count) }
    for cell in 0..<grid.count where wanted[cell] != 0 {
      let rows = starts[cell + 1] - starts[cell]
      if rows == 0 || state.open.isOpen(cell) { wanted[cell] = 0 } else { size += rows }
    }
    guard size > 0 else { return }
    let before = state.open.words.count
    var next = [Int](repeating: size, count: grid.count)
    var (place, largest) = (0, 0)
    for cell in 0..<grid.count where wanted[cell] != 0 {
      next[cell] = place
      state.open.places[cell] = Int32(before + place)
      let rows = starts[cell + 1] - starts[cell]
      place += rows
      largest = max(largest, rows)
    }
    // Each cell is filled at its place behind those opened before and sorted by itself: no second copy of all rows is needed.
    state.open.words = [UInt64](unsafeUninitializedCapacity: before + size + 1) { buffer, initialized in
      initialized = before + size
      guard let start = buffer.baseAddress else { return }
      _ = buffer.initialize(from: state.open.words)
      let words = start + before
      wanted.withUnsafeBufferPointer { wanted in
        next.withUnsafeMutableBufferPointer { next in
          guard let wanted = wanted.baseAddress, let next = next.baseAddress else { return }
          for block in rows.blocks {
            CellKernel.collect(block, grid, where: wanted, into: words, from: next)
          }
        }
      }
      let spare = UnsafeMutablePointer<UInt64>.allocate(capacity: largest)
      defer { spare.deallocate() }
      for cell in 0..<grid.count where wanted[cell] != 0 {
        RadixSort.sort(
          words + Int(state.open.places[cell]) - before, count: starts[cell + 1] - starts[cell],
          keys: grid.keys(of: cell), spare: spare)
      }
    }
  }
}

/// The points of opened cells, in increasing order.
struct OpenCells: Sendable {
  /// Position in `words` of the first point of each cell; −1 for closed cells.
  var places: [Int32]
  /// Key and weight of each point.
  var words: [UInt64]

  func isOpen(_ cell: Int) -> Bool { !places.isEmpty && places[cell] >= 0 }

  /// Runs a computation on the points of an opened cell.
  @inline(__always)
  func read<Result>(_ cell: Int, of rows: CelledRows, _ body: (PackedView) -> Result) -> Result {
    let count = rows.starts[cell + 1] - rows.starts[cell]
    let place = Int(places[cell])
    precondition(count == 0 || (place >= 0 && place + count <= words.count))
    return words.withUnsafeBufferPointer { words in
      body(PackedView(words: words.baseAddress.unsafelyUnwrapped + max(0, place), count: count))
    }
  }
}
