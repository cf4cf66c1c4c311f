import AuditSamples
import AuditStatistics

/// Some events of a sample that lend their values to others, all features of one event together.
///
/// The `capacity` events with the smallest hash of their row number: the same ones however the sample is cut and merged.
/// An event is drawn with probability |w| / Σ|w|, so that the lent values follow the weighted distribution (exactly so
/// for weights that are not negative).
public struct DonorRows: Sendable {
  /// The features.
  public let features: [String]
  private let capacity: Int
  private let hash: CounterRandom
  private var donors: [Donor] = []
  private var cumulative: [Double] = []

  private struct Donor: Sendable {
    var hash: UInt64
    var row: Int
    var weight: Double
    var values: [Double]
  }

  /// Collects donors over all events of a sample, in any order of blocks. O(rows + capacity log capacity).
  ///
  /// Errors: no such column, columns without single numbers.
  public init(of features: [String], over blocks: [EventBlock], seed: UInt64, capacity: Int = 65_536) throws {
    self.features = features
    self.capacity = capacity
    hash = CounterRandom(seed: seed, stream: "miscalibration/donors")
    for block in blocks { try append(block) }
    trim()
    var sum = 0.0
    cumulative = donors.map { donor in
      sum += abs(donor.weight)
      return sum
    }
  }

  private mutating func append(_ events: EventBlock) throws {
    // Values as stored, sentinels included: an event lends its missing values, too.
    let columns = try features.map { name -> [Double] in
      guard try events.size(of: name) == 1 else { throw MiscalibrationError.notScalar(name: name) }
      if case .category = try events.values(name) { throw MiscalibrationError.notNumeric(name: name) }
      return try events.values(name).doubles
    }
    let rows = events.batch.keptRows ?? Array(events.batch.rows)
    for (place, row) in rows.enumerated() {
      let weight =
        switch events.batch.weights {
        case nil: 1.0
        case .float32(let weights)?: Double(weights[place])
        case .float64(let weights)?: weights[place]
        }
      donors.append(
        Donor(hash: hash.bits(UInt64(row)), row: row, weight: weight, values: columns.map { $0[place] }))
    }
    if donors.count > 4 * capacity { trim() }
  }

  private mutating func trim() {
    donors.sort { ($0.hash, $0.row) < ($1.hash, $1.row) }
    if donors.count > capacity { donors.removeLast(donors.count - capacity) }
  }

  /// The values of the donor that a number in (0, 1) falls on; nil without donors. O(log donors).
  public func values(at uniform: Double) -> [Double]? {
    guard let total = cumulative.last, total > 0 else { return nil }
    let target = uniform * total
    var low = 0
    var high = cumulative.count - 1
    while low < high {
      let middle = (low + high) / 2
      if cumulative[middle] < target { low = middle + 1 } else { high = middle }
    }
    return donors[low].values
  }
}
