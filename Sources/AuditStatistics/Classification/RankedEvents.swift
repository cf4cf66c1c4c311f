/// Weighted events of some classes in ascending order of one score or column.
///
/// Ties are known, so that every rank statistic (ROC, AUC, KS, binned separation) is a sweep of O(n) over the order.
/// Weights may be negative. Values that are NaN or infinite have no rank: such events are kept aside as missing.
public struct RankedEvents: Sendable {
  /// Class of events that belong to none; they are left out.
  public static let noClass: UInt8 = 127
  /// Largest number of classes.
  public static let maximumClasses = 127

  /// Rows in ascending order of the score.
  public let order: [UInt32]
  /// Rows without a finite score, in order.
  public let missing: [UInt32]
  /// Number of rows handed over, used or not.
  public let rowCount: Int
  /// Class of each ordered event; bit 7 is set where the score equals the one before.
  let marks: [UInt8]
  /// Weight of each ordered event.
  let weights: [Double]
  /// Class of each missing event.
  let missingClasses: [UInt8]
  /// Weight of each missing event.
  let missingWeights: [Double]

  /// Scores in single precision; `classes` and `weights` (nil: 1 each) have one element per score. O(n).
  public init(scores: [Float], classes: [UInt8], weights: [Double]? = nil) {
    let (ranked, missing) = Self.rows(classes, count: scores.count) { scores[$0].isFinite }
    let order = RankOrder.rows(ranked.map { RankOrder.key(scores[Int($0)]) }, of: ranked)
    self.init(order: order, missing: missing, classes: classes, weights: weights) {
      scores[Int($0)] == scores[Int($1)]
    }
  }

  /// Scores in double precision. O(n).
  public init(scores: [Double], classes: [UInt8], weights: [Double]? = nil) {
    let (ranked, missing) = Self.rows(classes, count: scores.count) { scores[$0].isFinite }
    let order = RankOrder.rows(scores.map { RankOrder.key($0) }, of: ranked)
    self.init(order: order, missing: missing, classes: classes, weights: weights) {
      scores[Int($0)] == scores[Int($1)]
    }
  }

  /// Integer scores, compared exactly. O(n).
  public init(scores: [Int64], classes: [UInt8], weights: [Double]? = nil) {
    let (ranked, missing) = Self.rows(classes, count: scores.count) { _ in true }
    let order = RankOrder.rows(scores.map { RankOrder.key($0) }, of: ranked)
    self.init(order: order, missing: missing, classes: classes, weights: weights) {
      scores[Int($0)] == scores[Int($1)]
    }
  }

  private static func rows(
    _ classes: [UInt8], count: Int, isRanked: (Int) -> Bool
  ) -> (ranked: [UInt32], missing: [UInt32]) {
    var ranked: [UInt32] = []
    var missing: [UInt32] = []
    ranked.reserveCapacity(count)
    for row in 0..<min(count, classes.count) where classes[row] < noClass {
      if isRanked(row) { ranked.append(UInt32(row)) } else { missing.append(UInt32(row)) }
    }
    return (ranked, missing)
  }

  private init(
    order: [UInt32], missing: [UInt32], classes: [UInt8], weights: [Double]?,
    isTied: (UInt32, UInt32) -> Bool
  ) {
    self.order = order
    self.missing = missing
    rowCount = classes.count
    var marks = order.map { classes[Int($0)] }
    for index in marks.indices.dropFirst() where isTied(order[index - 1], order[index]) {
      marks[index] |= 0x80
    }
    self.marks = marks
    self.weights =
      weights.map { all in order.map { all[Int($0)] } } ?? Array(repeating: 1, count: order.count)
    missingClasses = missing.map { classes[Int($0)] }
    missingWeights = missing.map { row in weights.map { $0[Int(row)] } ?? 1 }
  }

  /// Events with a score.
  public var count: Int { order.count }

  /// True where the ordered event starts a new value.
  @inline(__always)
  func startsGroup(_ index: Int) -> Bool { marks[index] & 0x80 == 0 }

  /// Class of the ordered event.
  @inline(__always)
  func classOfEvent(_ index: Int) -> UInt8 { marks[index] & 0x7F }

  /// Calls `body` for each distinct value in ascending order with the sums of weights of the class and of the rest.
  @inline(__always)
  func forEachGroup(positive: UInt8, _ body: (_ positive: PowerSums, _ rest: PowerSums) -> Void) {
    marks.withUnsafeBufferPointer { marks in
      weights.withUnsafeBufferPointer { weights in
        var inside = PowerSums()
        var outside = PowerSums()
        for index in 0..<marks.count {
          if marks[index] & 0x80 == 0, index > 0 {
            body(inside, outside)
            inside = PowerSums()
            outside = PowerSums()
          }
          if marks[index] & 0x7F == positive {
            inside.add(weights[index])
          } else {
            outside.add(weights[index])
          }
        }
        if !marks.isEmpty { body(inside, outside) }
      }
    }
  }
}

/// Σw, Σw² and Σw⁴ of some events: what a rank statistic and its error need of events that are tied.
public struct PowerSums: Sendable, Equatable {
  /// Σw
  public var first = 0.0
  /// Σw²
  public var second = 0.0
  /// Σw⁴
  public var fourth = 0.0

  /// No events.
  public init() {}

  /// Adds one event.
  @inline(__always)
  public mutating func add(_ weight: Double) {
    let square = weight * weight
    first += weight
    second += square
    fourth += square * square
  }

  /// Adds the events of other sums.
  @inline(__always)
  public mutating func add(_ other: PowerSums) {
    first += other.first
    second += other.second
    fourth += other.fourth
  }

  /// n_eff = (Σw)² / Σw²; 0 without events.
  public var effectiveCount: Double { second > 0 ? first * first / second : 0 }
}

extension RankedEvents {
  /// Number of distinct smaller scores of each row, NaN for rows without a score; exact below 2²⁴. O(n).
  public var denseRanks: [Float] {
    var result = [Float](repeating: .nan, count: rowCount)
    var rank: Float = -1
    for (index, row) in order.enumerated() {
      if startsGroup(index) { rank += 1 }
      result[Int(row)] = rank
    }
    return result
  }
}
