/// What is asked of sorted points again and again: totals, and prefix sums at every 1024th point.
struct PointSummary: Sendable, Equatable {
  static let blockSize = 1024

  var weights = 0.0
  var squares = 0.0
  var absolutes = 0.0
  var distinctValues = 0
  /// Σw of all points before each block; one more than there are blocks.
  var weightsBefore: [Double] = [0]
  /// Σw² of all points before each block.
  var squaresBefore: [Double] = [0]
  /// Σ|w| of all points before each block.
  var absolutesBefore: [Double] = [0]
  /// Σw(x − pivot) and Σw(x − pivot)².
  var pivot = 0.0
  var first = 0.0
  var second = 0.0
}

/// Fills a summary in one pass. O(n).
struct SummaryReader: PointReader {
  func read<View: PointView>(_ view: View) -> PointSummary {
    var summary = PointSummary()
    let count = view.count
    guard count > 0 else { return summary }
    // A pivot inside the bulk keeps Σw(x − c)² from cancelling.
    summary.pivot = view.value(count / 2)
    let blocks = (count - 1) / PointSummary.blockSize + 1
    summary.weightsBefore.reserveCapacity(blocks + 1)
    summary.squaresBefore.reserveCapacity(blocks + 1)
    summary.absolutesBefore.reserveCapacity(blocks + 1)
    var previous = view.key(0)
    summary.distinctValues = 1
    for block in 0..<blocks {
      let start = block * PointSummary.blockSize
      let end = min(count, start + PointSummary.blockSize)
      let sums = sum(view, start..<end, pivot: summary.pivot)
      var distinct = 0
      for index in start..<end {
        let key = view.key(index)
        distinct &+= key != previous ? 1 : 0
        previous = key
      }
      summary.distinctValues += distinct
      summary.weights += sums.weights
      summary.squares += sums.squares
      summary.absolutes += sums.absolutes
      summary.first += sums.first
      summary.second += sums.second
      summary.weightsBefore.append(summary.weights)
      summary.squaresBefore.append(summary.squares)
      summary.absolutesBefore.append(summary.absolutes)
    }
    return summary
  }

  private struct Sums {
    var weights = 0.0
    var squares = 0.0
    var absolutes = 0.0
    var first = 0.0
    var second = 0.0
  }

  @inline(__always)
  private func sum<View: PointView>(_ view: View, _ range: Range<Int>, pivot: Double) -> Sums {
    var sums = Sums()
    for index in range {
      let weight = view.weight(index)
      let distance = view.value(index) - pivot
      sums.weights += weight
      sums.squares += view.square(index)
      sums.absolutes += view.absolute(index)
      sums.first += weight * distance
      sums.second += weight * distance * distance
    }
    return sums
  }
}
