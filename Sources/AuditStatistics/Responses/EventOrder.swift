/// The events of a baseline in ascending order of their nominal score, ties in row order.
///
/// Distorted scores of a small miscalibration are nearly sorted in this order, which keeps memory accesses local.
struct EventOrder: Sendable {
  /// Row of each event among all rows handed over.
  let rows: [UInt32]
  /// Place of each event in the subset that was asked for; nil: the row.
  let places: [UInt32]?
  /// 1 for positives.
  let classes: [UInt8]
  /// Rows handed over, in the subset or not.
  let allRows: Int

  var count: Int { rows.count }

  /// The order of the rows of `subset` (nil: all). O(n).
  init(scores: [Float], isPositive: [Bool], subset: [UInt32]?) throws(ResponseError) {
    guard isPositive.count == scores.count else {
      throw .counts(scores: isPositive.count, expected: scores.count)
    }
    allRows = scores.count
    let chosen = subset ?? Array(0..<UInt32(scores.count))
    for row in chosen {
      guard Int(row) < scores.count else { throw .counts(scores: scores.count, expected: Int(row) + 1) }
      guard !scores[Int(row)].isNaN else { throw .scoreIsNotANumber(row: Int(row)) }
    }
    var words = chosen.enumerated().map { place, row in
      UInt64(SortKey.key(scores[Int(row)])) << 32 | UInt64(place)
    }
    var spare = words
    RadixSort.sort(&words, count: words.count, spare: &spare)
    let sorted = words.map { UInt32(truncatingIfNeeded: $0) }
    rows = sorted.map { chosen[Int($0)] }
    places = subset == nil ? nil : sorted
    classes = rows.map { isPositive[Int($0)] ? 1 : 0 }
  }

  /// Scores of all rows in this order. O(n).
  func gathered(_ scores: [Float]) throws(ResponseError) -> [Float] { try picked(scores) }

  /// Weights of all rows in this order. O(n).
  func gathered(_ weights: [Double]) throws(ResponseError) -> [Double] { try picked(weights) }

  // Inlined into both, so that it is compiled for each kind of number.
  @inline(__always)
  private func picked<Value: BitwiseCopyable>(_ values: [Value]) throws(ResponseError) -> [Value] {
    guard values.count == allRows else { throw .counts(scores: values.count, expected: allRows) }
    return [Value](unsafeUninitializedCapacity: rows.count) { output, count in
      values.withUnsafeBufferPointer { values in
        rows.withUnsafeBufferPointer { rows in
          for index in 0..<rows.count { output[index] = values[Int(rows[index])] }
        }
      }
      count = rows.count
    }
  }
}
