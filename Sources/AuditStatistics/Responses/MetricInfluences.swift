/// Sums over the influences of all events on one metric, before and after.
struct MetricInfluences {
  /// Events a block, for which all metrics are looked at while its weights and scores are in the cache.
  static let size = 1024

  let metric: ResponseMetric
  /// Of ψ.
  var after = InfluenceSums()
  /// Of ψ − ψ⁰.
  var change = InfluenceSums()
  /// ψ − ψ⁰ of each event in row order, where asked for.
  var kept: [Float] = []
  /// Both in groups of rows, where asked for.
  var grouped: GroupedInfluences?

  /// No events.
  init(_ metric: ResponseMetric) { self.metric = metric }

  private init(_ metric: ResponseMetric, events: Int, isKept: Bool, isGrouped: Bool) {
    self.init(metric)
    if isKept { kept = [Float](repeating: 0, count: events) }
    if isGrouped { grouped = GroupedInfluences() }
  }

  /// The sums for some metrics. `keeping`: those whose differences are kept in the order of the rows of `order`; `grouping`:
  /// those with sums in groups of rows. O(n · metrics).
  static func sums(
    of metrics: [ResponseMetric], nominal: Scoring, distorted: Scoring, order: EventOrder,
    keeping: [ResponseMetric], grouping: [ResponseMetric]
  ) -> [MetricInfluences] {
    let count = nominal.scores.count
    var results = metrics.map {
      MetricInfluences($0, events: count, isKept: keeping.contains($0), isGrouped: grouping.contains($0))
    }
    // At a threshold that was given, the signal efficiency that is held constant is itself measured.
    let slopes =
      nominal.frame.isEfficiencyMeasured
      ? (nominal.working?.slope ?? 0, distorted.working?.slope ?? 0) : (0, 0)
    let backgroundSlopes = nominal.backgroundSlopes(distorted)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 3 * size) { buffer in
      let first = buffer.baseAddress.unsafelyUnwrapped
      let second = first + size
      let third = second + size
      for start in stride(from: 0, to: count, by: size) {
        let rows = start..<min(start + size, count)
        for place in results.indices {
          let metric = results[place].metric
          nominal.writeInfluences(metric, of: rows, to: first)
          distorted.writeInfluences(metric, of: rows, to: second)
          if metric == .rejection, nominal.frame.isEfficiencyMeasured {
            nominal.writeInfluences(.efficiency, of: rows, to: third)
            for index in 0..<rows.count {
              first[index] -= slopes.0 * third[index]
              second[index] -= slopes.1 * third[index]
            }
          }
          if metric == .backgroundEfficiency, let slopes = backgroundSlopes {
            nominal.writeInfluences(.efficiency, of: rows, to: third)
            for index in 0..<rows.count {
              first[index] -= slopes.before * third[index]
              second[index] -= slopes.after * third[index]
            }
          }
          results[place].add(before: first, after: second, rows: rows, order)
        }
      }
    }
    return results
  }

  private mutating func add(
    before: UnsafeMutablePointer<Double>, after: UnsafeMutablePointer<Double>, rows: Range<Int>,
    _ order: EventOrder
  ) {
    for index in rows.count..<((rows.count + 3) / 4 * 4) {
      before[index] = 0
      after[index] = 0
    }
    add(before: before, after: after, count: rows.count)
    if grouped != nil { group(before: before, after: after, rows: rows, order) }
    guard !kept.isEmpty else { return }
    kept.withUnsafeMutableBufferPointer { kept in
      (order.places ?? order.rows).withUnsafeBufferPointer { places in
        for index in 0..<rows.count {
          kept[Int(places[rows.lowerBound &+ index])] = Float(after[index] - before[index])
        }
      }
    }
  }

  /// Adds a block to the groups of its rows.
  private mutating func group(
    before: UnsafeMutablePointer<Double>, after: UnsafeMutablePointer<Double>, rows: Range<Int>,
    _ order: EventOrder
  ) {
    let mask = UInt32(GroupedInfluences.count - 1)
    grouped?.add { sums, changes in
      order.rows.withUnsafeBufferPointer { numbers in
        for index in 0..<rows.count {
          let group = Int(numbers[rows.lowerBound &+ index] & mask)
          sums[group] += after[index]
          changes[group] += after[index] - before[index]
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
