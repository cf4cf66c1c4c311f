/// The largest change of an efficiency that distortions reach which move no rank by more than a limit.
///
/// A distortion that moves every event of a feature by at most L in rank changes the distribution function nowhere by
/// more than L: a Kolmogorov-Smirnov test with that limit passes it. Two searches: distortions that depend on the
/// feature's own value (a step for each of some bins of rank, chosen on one half of the events and measured on the other),
/// and such that may depend on the whole event (the step with the most extreme score for each event). Features are chosen in turns,
/// each with the others as they are moved already, because what pushes an event over the threshold is all of them; the first search also
/// tries steps that all features take alike (``patterns``). Both find lower bounds of what is possible.
public struct BlindSpotSearch: Sendable {
  /// Bins of rank in which a step is chosen.
  public static let bins = 25
  /// Steps that are tried, as parts of the limit.
  public static let parts = [-1, -0.5, 0.5, 1.0]

  let isPositive: [Bool]
  let weights: [Double]
  let halves: [Int]
  let nominal: [Float]
  let threshold: Float
  let confidence: Double

  /// Events with their nominal scores.
  public init(
    _ events: MorphingEvents, isPositive: [Bool], scores: [Float], threshold: Float, confidence: Double
  ) {
    self.isPositive = isPositive
    weights = events.weights
    halves = (0..<events.count).map { events.half($0) }
    nominal = scores
    self.threshold = threshold
    self.confidence = confidence
  }

  /// Which step each event takes; 0: none, else one more than the place among the steps.
  public typealias Choice = [UInt8]

  /// The steps in bins of rank that raise (or lower) the signal efficiency most: each half follows what the other says.
  ///
  /// `scores[step][row]`, and `current` those without a step, both with all other features as they are moved; `ranks`: NaN where the
  /// value is missing. What a step gains is the mean move of the scores near the threshold: the few events that cross it say too
  /// little of a bin.
  public func ownValueChoice(raising: Bool, scores: [[Float]], current: [Float], ranks: [Float]) -> Choice {
    let bins = Self.bins
    let stride = scores.count + 1
    let width = window(current)
    // Gains by the half that is not the event's own.
    var gains = [Double](repeating: 0, count: 2 * bins * stride)
    func bin(_ row: Int) -> Int { min(bins - 1, max(0, Int(ranks[row] * Float(bins)))) }
    for row in ranks.indices where isPositive[row] && !ranks[row].isNaN {
      let distance = Double(current[row] - threshold) / width
      guard abs(distance) < 1 else { continue }
      let place = ((1 - halves[row]) * bins + bin(row)) * stride
      let weight = weights[row] * (1 - distance * distance)
      for step in scores.indices {
        let move = Double(scores[step][row] - current[row]) / width
        gains[place + step + 1] += weight * min(1, max(-1, move))
      }
    }
    var best = [UInt8](repeating: 0, count: 2 * bins)
    for place in best.indices {
      let range = (0..<stride).map { raising ? gains[place * stride + $0] : -gains[place * stride + $0] }
      var top = 0
      for step in 1..<stride where range[step] > range[top] { top = step }
      best[place] = UInt8(top)
    }
    return ranks.indices.map { row in ranks[row].isNaN ? 0 : best[halves[row] * bins + bin(row)] }
  }

  /// Distance from the threshold within which a third of the positive events lie.
  private func window(_ scores: [Float]) -> Double {
    let distances = scores.indices.filter { isPositive[$0] }.map { abs(scores[$0] - threshold) }.sorted()
    guard let last = distances.last else { return 1 }
    let width = Double(distances[distances.count / 3])
    return width > 0 ? width : max(Double(last), 1e-30)
  }

  /// The step with the highest (or lowest) score of each event; arguments as for the other choice.
  public func eventChoice(raising: Bool, scores: [[Float]], current: [Float], ranks: [Float]) -> Choice {
    ranks.indices.map { row in
      guard !ranks[row].isNaN else { return 0 }
      var (best, top) = (UInt8(0), current[row])
      for step in scores.indices {
        let score = scores[step][row]
        if raising ? score > top : score < top { (best, top) = (UInt8(step + 1), score) }
      }
      return best
    }
  }

  /// Whole steps that all features may take alike: up, down, away from the middle, towards it. Where what one feature should do depends on what the
  /// others do, features that choose in turns from nothing may not find them.
  public static let patterns: [@Sendable (_ rank: Float) -> Double] = [
    { _ in 1 }, { _ in -1 }, { $0 > 0.5 ? 1 : -1 }, { $0 > 0.5 ? -1 : 1 },
  ]

  /// The steps of a pattern; `ranks` as for the other choices.
  public static func choice(_ pattern: (Float) -> Double, ranks: [Float]) -> Choice {
    ranks.map { rank in
      rank.isNaN ? 0 : UInt8(1 + (parts.firstIndex(of: pattern(rank)) ?? -1))
    }
  }

  /// Of candidates with their scores, for the events of each half the one that raises (or lowers) the signal efficiency of the other half
  /// most: its place, by half.
  public func best(raising: Bool, of candidates: [[Float]]) -> [Int] {
    (0..<2).map { half in
      let gains = candidates.map { scores in
        scores.indices.reduce(0.0) { sum, row in
          guard isPositive[row], halves[row] != half else { return sum }
          let change = (scores[row] >= threshold ? 1.0 : 0) - (nominal[row] >= threshold ? 1.0 : 0)
          return sum + (raising ? 1 : -1) * weights[row] * change
        }
      }
      return gains.indices.max { gains[$0] < gains[$1] } ?? 0
    }
  }

  /// For each event the choice of the candidate of its half.
  public func merged(_ choices: [Choice], byHalf places: [Int]) -> Choice {
    halves.indices.map { choices[places[halves[$0]]][$0] }
  }

  /// Scores of events that take their steps of one feature; `scores[step][row]`.
  public func scores(_ choice: Choice, _ scores: [[Float]]) -> [Float] {
    choice.indices.map { choice[$0] == 0 ? nominal[$0] : scores[Int(choice[$0]) - 1][$0] }
  }

  /// Change of the signal efficiency with other scores, paired.
  public func change(to scores: [Float]) -> ChangeEstimate? {
    var sum = PowerSums()
    for row in weights.indices where isPositive[row] { sum.add(weights[row]) }
    guard sum.first > 0 else { return nil }
    var value = 0.0
    var differences = [Double](repeating: 0, count: weights.count)
    for row in weights.indices where isPositive[row] {
      differences[row] = (scores[row] >= threshold ? 1.0 : 0) - (nominal[row] >= threshold ? 1.0 : 0)
      value += weights[row] / sum.first * differences[row]
    }
    var sums = InfluenceSums()
    var events = 0
    for row in weights.indices where isPositive[row] {
      sums.add(weights[row] / sum.first * (differences[row] - value))
      events += 1
    }
    let unseen = 1 / sum.effectiveCount
    return ChangeEstimate(
      value: value, sums: sums, guardSquare: unseen * unseen, events: events, confidence: confidence
    )
  }
}
