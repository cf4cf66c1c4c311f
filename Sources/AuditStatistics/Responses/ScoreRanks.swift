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

    var sum = 0.0
    var points: [RocPoint] = []
    var checkpoints: [Checkpoint] = []
    checkpoints.reserveCapacity(count / Self.checkpointPlaces + 1)
    // Running sums must not miss a point by rounding.
    let margin = 1e-10 * positives
    placements = [Double](unsafeUninitializedCapacity: count) { output, size in
      words.withUnsafeBufferPointer { words in
        ordered.withUnsafeBufferPointer { weights in
          var (belowP, belowN) = (0.0, 0.0)
          var size = 0.0
          let (shareP, shareN) = (1 / positives, 1 / negatives)
          var next = efficiencies.isEmpty ? .infinity : (1 - efficiencies[0]) * positives
          var start = 0
          while start < count {
            while start >= checkpoints.count * Self.checkpointPlaces {
              checkpoints.append(Checkpoint(places: start, weight: belowP + belowN, size: size))
            }
            let key = words[start] >> 32
            var (inside, outside) = (0.0, 0.0)
            var end = start
            repeat {
              let weight = weights[end]
              let class1 = Double(words[end] & 1)
              inside += weight * class1
              outside += weight * (1 - class1)
              size += abs(weight)
              end += 1
            } while end < count && words[end] >> 32 == key
            let ofPositive = (belowN + 0.5 * outside) * shareN
            let ofNegative = 1 - (belowP + 0.5 * inside) * shareP
            for index in start..<end {
              let event = words[index]
              let isPositive = Double(event & 1)
              output[Int((event & 0xFFFF_FFFF) >> 1)] =
                isPositive * ofPositive + (1 - isPositive) * ofNegative
            }
            sum += inside * ofPositive
            while belowP + inside > next + margin {
              let fraction = inside > 0 ? min(1, max(0, 1 - (next - belowP) / inside)) : 1
              points.append(
                RocPoint(
                  score: SortKey.value(UInt32(key)), fraction: fraction,
                  signal: 1 - (belowP + (1 - fraction) * inside) * shareP,
                  background: 1 - (belowN + (1 - fraction) * outside) * shareN))
              next =
                points.count < efficiencies.count ? (1 - efficiencies[points.count]) * positives : .infinity
            }
            belowP += inside
            belowN += outside
            start = end
          }
          while count >= checkpoints.count * Self.checkpointPlaces {
            checkpoints.append(Checkpoint(places: count, weight: belowP + belowN, size: size))
          }
        }
      }
      size = count
    }
    self.words = words
    self.weights = ordered
    area = sum / positives
    self.points = points
    self.checkpoints = checkpoints
  }
}
