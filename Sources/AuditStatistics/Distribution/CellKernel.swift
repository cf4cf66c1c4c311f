/// The loops over all rows of a sample in cells.
///
/// Each looks at rows in blocks that stay in the first-level cache: first the bins of a block without branches or
/// look-ups, then what has to be done row by row.
enum CellKernel {
  private static let blockSize = 1024

  /// Sums of one cell: (Σw, Σw²) and (Σw(x − pivot), rows).
  typealias Sums = (SIMD2<Double>, SIMD2<Double>)

  /// Adds the rows to the sums of their cells, one row after the other. O(n).
  static func add(
    _ block: RowBlocks.Block, _ grid: CellGrid, to sums: UnsafeMutablePointer<Sums>
  ) {
    let pivot = grid.pivot
    forEachPart(of: block, grid) { values, weights, cells, count in
      if let weights {
        for index in 0..<count {
          let weight = Double(weights[index])
          let cell = sums + Int(cells[index])
          cell.pointee.0 += SIMD2(weight, weight * weight)
          cell.pointee.1 += SIMD2(weight * (Double(values[index]) - pivot), 1)
        }
      } else {
        for index in 0..<count {
          let cell = sums + Int(cells[index])
          cell.pointee.1 += SIMD2(Double(values[index]) - pivot, 1)
        }
      }
    }
  }

  /// Writes the rows of wanted cells to `words`, each cell from its place in `next` on, which moves behind the last; the place of all
  /// others is one that nobody reads.
  static func collect(
    _ block: RowBlocks.Block, _ grid: CellGrid, where wanted: UnsafePointer<UInt8>,
    into words: UnsafeMutablePointer<UInt64>, from next: UnsafeMutablePointer<Int>
  ) {
    forEachPart(of: block, grid) { values, weights, cells, count in
      // Written always, kept when wanted: a branch would be mispredicted half of the time.
      if let weights {
        for index in 0..<count {
          let cell = Int(cells[index])
          let place = next[cell]
          words[place] = SortKey.pack(SortKey.key(values[index]), weight: weights[index])
          next[cell] = place &+ Int(wanted[cell])
        }
      } else {
        for index in 0..<count {
          let cell = Int(cells[index])
          let place = next[cell]
          words[place] = SortKey.pack(SortKey.key(values[index]), weight: 1)
          next[cell] = place &+ Int(wanted[cell])
        }
      }
    }
  }

  /// Σw(x − pivot) and Σw(x − pivot)², and Σ|w|, added one row after the other. O(n).
  static func moments(of blocks: [RowBlocks.Block], pivot: Double) -> (sums: SIMD2<Double>, absolutes: Double)
  {
    var sums = SIMD2<Double>.zero
    var absolutes = 0.0
    for block in blocks {
      block.values.withUnsafeBufferPointer { values in
        if let weights = block.weights {
          weights.withUnsafeBufferPointer { weights in
            for index in 0..<values.count {
              let weight = Double(weights[index])
              let distance = Double(values[index]) - pivot
              let product = weight * distance
              sums += SIMD2(product, product * distance)
              absolutes += abs(weight)
            }
          }
        } else {
          for value in values {
            let distance = Double(value) - pivot
            sums += SIMD2(distance, distance * distance)
          }
          absolutes += Double(values.count)
        }
      }
    }
    return (sums, absolutes)
  }

  @inline(__always)
  private static func forEachPart(
    of block: RowBlocks.Block, _ grid: CellGrid,
    _ body: (UnsafePointer<Float>, UnsafePointer<Float>?, UnsafePointer<UInt16>, Int) -> Void
  ) {
    withUnsafeTemporaryAllocation(of: UInt16.self, capacity: blockSize) { cells in
      block.values.withUnsafeBufferPointer { values in
        grid.table.withUnsafeBufferPointer { table in
          guard let values = values.baseAddress, let table = table.baseAddress,
            let cells = cells.baseAddress
          else { return }
          let rows = block.values.count
          func run(_ weights: UnsafePointer<Float>?) {
            var start = 0
            while start < rows {
              let count = min(blockSize, rows - start)
              find(cells, of: values + start, count: count, table, base: grid.base, shift: grid.shift)
              body(values + start, weights.map { $0 + start }, UnsafePointer(cells), count)
              start += count
            }
          }
          if let weights = block.weights {
            weights.withUnsafeBufferPointer { run($0.baseAddress) }
          } else {
            run(nil)
          }
        }
      }
    }
  }

  private static func find(
    _ cells: UnsafeMutablePointer<UInt16>, of values: UnsafePointer<Float>, count: Int,
    _ table: UnsafePointer<UInt16>, base: UInt32, shift: UInt32
  ) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: blockSize) { bins in
      guard let bins = bins.baseAddress else { return }
      for index in 0..<count { bins[index] = (SortKey.key(values[index]) &- base) &>> shift }
      for index in 0..<count { cells[index] = table[Int(bins[index])] }
    }
  }
}
