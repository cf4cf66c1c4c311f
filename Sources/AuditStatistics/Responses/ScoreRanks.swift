/// What the order of some scores says: placements, the AUC, and the points of the ROC curve at given signal efficiencies.
struct ScoreRanks: Sendable {
  /// Key and event (place · 2 + class) in ascending order of the score.
  let words: [UInt64]
  /// Weight of each event in this order.
  let weights: [Double]
  /// Weighted fraction of the other class that an event is on the right side of, ties half.
  let placements: [Double]
  /// AUC.
  let area: Double
  /// ROC points at the signal efficiencies asked for, in the same order.
  let points: [RocPoint]
  /// Sums up to the first new score at or behind every 32nd place.
  private let checkpoints: [Checkpoint]
  private static let checkpointPlaces = 32

  /// Sums over the first places of the order.
  private struct Checkpoint: Sendable {
    /// Places that are summed.
    var places: Int
    var weight: Double
    var size: Double
  }

  /// Σw and Σ|w| of the events before a place at which another score begins, or behind the last one. O(1).
  func sums(before place: Int) -> (weight: Double, size: Double) {
    let known = checkpoints[place / Self.checkpointPlaces]
    var sums = (weight: known.weight, size: known.size)
    weights.withUnsafeBufferPointer { weights in
      for index in known.places..<place {
        sums.weight += weights[index]
        sums.size += abs(weights[index])
      }
    }
    return sums
  }

  /// A point of the ROC curve, interpolated linearly inside a group of equal scores.
  struct RocPoint: Sendable {
    /// Score of the group where the threshold lies.
    var score: Float
    /// Fraction of the group that passes.
    var fraction: Double
    var signal: Double
    var background: Double
  }

  /// Sorts and sweeps. `efficiencies` must descend; both sums of weights must be positive. O(n).
  init(
    scores: [Float], classes: [UInt8], weights: [Double], positives: Double, negatives: Double,
    efficiencies: [Double]
  ) {
    let count = scores.count
    var words = [UInt64](unsafeUninitializedCapacity: count) { output, size in
      scores.withUnsafeBufferPointer { scores in
        classes.withUnsafeBufferPointer { classes in
          for index in 0..<count {
            let event = UInt64(index) << 1 | UInt64(classes[index])
            output[index] = UInt64(SortKey.key(scores[index])) << 32 | event
          }
        }
      }
      size = count
    }
    var spare = [UInt64](unsafeUninitializedCapacity: count) { _, size in size = count }
    RadixSort.sort(&words, count: count, spare: &spare)
    // Fetched beforehand, many at a time: waiting for each would take longer than all the rest.
    let ordered = [Double](unsafeUninitializedCapacity: count) { output, size in
      words.withUnsafeBufferPointer { words in
        weights.withUnsafeBufferPointer { weights in
          for index in 0..<count { output[index] = weights[Int((words[index] & 0xFFFF_FFFF) >> 1)] }
        }
      }
      size = count
    }

    var points: [RocPoint] = []
    var checkpoints: [Checkpoint] = []
    checkpoints.reserveCapacity(count / Self.checkpointPlaces + 1)
    var sweep = Sweep(positives: positives, negatives: negatives)
    // Running sums must not miss a point by rounding.
    let margin = 1e-10 * positives
    placements = [Double](unsafeUninitializedCapacity: count) { output, size in
      words.withUnsafeBufferPointer { words in
        ordered.withUnsafeBufferPointer { weights in
          var start = 0
          while start < count {
            while start >= checkpoints.count * Self.checkpointPlaces {
              checkpoints.append(Checkpoint(places: start, weight: sweep.below, size: sweep.size))
            }
            let before = sweep
            let limit = min(count, checkpoints.count * Self.checkpointPlaces)
            let (end, peak) = sweep.pass(start, limit, words, weights, output)
            // What is rarely needed is looked for again, and not kept in mind at every event.
            let next = points.count == efficiencies.count ? nil : 1 - efficiencies[points.count]
            if let next, peak > next * positives + margin {
              before.addPoints(
                at: efficiencies, margin: margin, from: start..<end, words, weights, to: &points)
            }
            start = end
          }
          while count >= checkpoints.count * Self.checkpointPlaces {
            checkpoints.append(Checkpoint(places: count, weight: sweep.below, size: sweep.size))
          }
        }
      }
      size = count
    }
    self.words = words
    self.weights = ordered
    area = sweep.area / positives
    self.points = points
    self.checkpoints = checkpoints
  }

  /// Weights below the scores that have been passed.
  private struct Sweep {
    let positives: Double
    let negatives: Double
    private var belowP = 0.0
    private var belowN = 0.0
    /// Σ|w|.
    private(set) var size = 0.0
    /// Σ w V over positives.
    private(set) var area = 0.0

    init(positives: Double, negatives: Double) {
      self.positives = positives
      self.negatives = negatives
    }

    var below: Double { belowP + belowN }

    /// Writes the placements of events up to `limit`, and of those with the last one's score: to where, and the largest
    /// weight of positives below on the way.
    @inline(__always)
    mutating func pass(
      _ start: Int, _ limit: Int, _ words: UnsafeBufferPointer<UInt64>,
      _ weights: UnsafeBufferPointer<Double>, _ output: UnsafeMutableBufferPointer<Double>
    ) -> (end: Int, peak: Double) {
      let (shareP, shareN) = (1 / positives, 1 / negatives)
      var (belowP, belowN, size, area) = (belowP, belowN, size, area)
      var peak = belowP
      var index = start
      while index < limit {
        let word = words[index]
        let key = word >> 32
        if index &+ 1 < words.count, words[index &+ 1] >> 32 == key {
          var (inside, outside) = (0.0, 0.0)
          var end = index
          while end < words.count, words[end] >> 32 == key {
            let (weight, class1) = (weights[end], Double(words[end] & 1))
            inside += weight * class1
            outside += weight * (1 - class1)
            size += abs(weight)
            end &+= 1
          }
          let ofPositive = (belowN + 0.5 * outside) * shareN
          let ofNegative = 1 - (belowP + 0.5 * inside) * shareP
          for place in index..<end {
            let isPositive = words[place] & 1 == 1
            output[Int((words[place] & 0xFFFF_FFFF) >> 1)] = isPositive ? ofPositive : ofNegative
          }
          area += inside * ofPositive
          belowP += inside
          belowN += outside
          index = end
        } else {
          // Products with 0 and 1 instead of a choice: classes alternate at random.
          let (weight, class1) = (weights[index], Double(word & 1))
          let inside = weight * class1
          let ofPositive = belowN * shareN
          output[Int((word & 0xFFFF_FFFF) >> 1)] =
            class1 * ofPositive + (1 - class1) * (1 - belowP * shareP)
          area += inside * ofPositive
          belowP += inside
          belowN += weight * (1 - class1)
          size += abs(weight)
          index &+= 1
        }
        peak = max(peak, belowP)
      }
      (self.belowP, self.belowN, self.size, self.area) = (belowP, belowN, size, area)
      return (index, peak)
    }

    /// Adds the points of the ROC curve that lie among these events.
    func addPoints(
      at efficiencies: [Double], margin: Double, from range: Range<Int>, _ words: UnsafeBufferPointer<UInt64>,
      _ weights: UnsafeBufferPointer<Double>, to points: inout [RocPoint]
    ) {
      var (belowP, belowN) = (belowP, belowN)
      var start = range.lowerBound
      while start < range.upperBound {
        let key = words[start] >> 32
        var (inside, outside) = (0.0, 0.0)
        var end = start
        while end < words.count, words[end] >> 32 == key {
          let class1 = Double(words[end] & 1)
          inside += weights[end] * class1
          outside += weights[end] * (1 - class1)
          end += 1
        }
        while points.count < efficiencies.count {
          let next = (1 - efficiencies[points.count]) * positives
          guard belowP + inside > next + margin else { break }
          let fraction = inside > 0 ? min(1, max(0, 1 - (next - belowP) / inside)) : 1
          points.append(
            RocPoint(
              score: SortKey.value(UInt32(key)), fraction: fraction,
              signal: 1 - (belowP + (1 - fraction) * inside) / positives,
              background: 1 - (belowN + (1 - fraction) * outside) / negatives))
        }
        belowP += inside
        belowN += outside
        start = end
      }
    }
  }
}
