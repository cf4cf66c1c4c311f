/// Sums over the influences of all events on one metric, before and after, in blocks that stay in the cache.
struct InfluenceBlock {
  /// Events a block.
  static let size = 2048

  /// Of ψ.
  var after = InfluenceSums()
  /// Of ψ − ψ⁰.
  var change = InfluenceSums()
  /// ψ − ψ⁰ of each event in row order, where asked for.
  var kept: [Float] = []
  /// Both in groups of rows, where asked for.
  var grouped: GroupedInfluences?

  /// `isKept`: keeps the differences in the order of the rows of `order`. `isGrouped`: sums in groups of rows. O(n).
  init(
    _ metric: ResponseMetric, nominal: Scoring, distorted: Scoring, order: EventOrder, isKept: Bool,
    isGrouped: Bool
  ) {
    let count = nominal.scores.count
    let places = isKept ? order.places ?? order.rows : []
    if isKept { kept = [Float](repeating: 0, count: count) }
    if isGrouped { grouped = GroupedInfluences() }
    // At a threshold that was given, the signal efficiency that is held constant is itself measured.
    let follows = metric == .rejection && nominal.frame.isEfficiencyMeasured
    let slopes = follows ? (nominal.working?.slope ?? 0, distorted.working?.slope ?? 0) : (0, 0)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 3 * Self.size) { buffer in
      let first = buffer.baseAddress.unsafelyUnwrapped
      let second = first + Self.size
      let third = second + Self.size
      var start = 0
      while start < count {
        let rows = start..<min(start + Self.size, count)
        nominal.writeInfluences(metric, of: rows, to: first)
        distorted.writeInfluences(metric, of: rows, to: second)
        if follows {
          nominal.writeInfluences(.efficiency, of: rows, to: third)
          for index in 0..<rows.count {
            first[index] -= slopes.0 * third[index]
            second[index] -= slopes.1 * third[index]
          }
        }
        for index in rows.count..<((rows.count + 3) / 4 * 4) {
          first[index] = 0
          second[index] = 0
        }
        add(before: first, after: second, count: rows.count)
        if isGrouped { group(before: first, after: second, rows: rows, order) }
        if isKept {
          kept.withUnsafeMutableBufferPointer { kept in
            places.withUnsafeBufferPointer { places in
              for index in 0..<rows.count {
                kept[Int(places[start &+ index])] = Float(second[index] - first[index])
              }
            }
          }
        }
        start += Self.size
      }
    }
  }

  /// Adds a block to the groups of its rows.
  private mutating func group(
    before: UnsafeMutablePointer<Double>, after: UnsafeMutablePointer<Double>, rows: Range<Int>,
    _ order: EventOrder
  ) {
    let mask = UInt32(GroupedInfluences.count - 1)
    grouped?.after.withUnsafeMutableBufferPointer { sums in
      order.rows.withUnsafeBufferPointer { numbers in
        for index in 0..<rows.count {
          sums[Int(numbers[rows.lowerBound &+ index] & mask)] += after[index]
        }
      }
    }
    grouped?.change.withUnsafeMutableBufferPointer { sums in
      order.rows.withUnsafeBufferPointer { numbers in
        for index in 0..<rows.count {
          sums[Int(numbers[rows.lowerBound &+ index] & mask)] += after[index] - before[index]
        }
      }
    }
  }

  /// Adds a block that is padded with zeros to a multiple of four.
  private mutating func add(
    before: UnsafeMutablePointer<Double>, after: UnsafeMutablePointer<Double>, count: Int
  ) {
    var after2 = SIMD4<Double>.zero
    var after4 = after2
    var change2 = after2
    var change4 = after2
    before.withMemoryRebound(to: SIMD4<Double>.self, capacity: (count + 3) / 4) { before in
      after.withMemoryRebound(to: SIMD4<Double>.self, capacity: (count + 3) / 4) { after in
        for index in 0..<(count + 3) / 4 {
          let difference = after[index] - before[index]
          let square = after[index] * after[index]
          let squareOfDifference = difference * difference
          after2 += square
          after4 += square * square
          change2 += squareOfDifference
          change4 += squareOfDifference * squareOfDifference
        }
      }
    }
    self.after.second += after2.sum()
    self.after.fourth += after4.sum()
    change.second += change2.sum()
    change.fourth += change4.sum()
  }
}
