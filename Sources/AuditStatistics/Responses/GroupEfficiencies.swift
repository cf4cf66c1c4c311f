/// Fractions of groups of events above a threshold, and how they change, on the same events before and after.
///
/// A group is a process, a run period, a bin of a feature, each for one class. The change of ε = Σw(s ≥ t)/Σw has the
/// influences a′(d′ − ε′) − a(d − ε), a = w/Σw, d = (s ≥ t); as for the efficiency of a class, an unseen event is added.
public struct GroupEfficiencies: Sendable {
  /// Code of events that belong to no group.
  public static let none = UInt8.max

  /// Groups.
  public let count: Int
  private let codes: [UInt8]
  private let weights: [Double]?
  private let threshold: Float
  private let confidence: Double
  private let isSelected: [Bool]
  private let nominal: [Sums]

  private struct Sums: Sendable {
    var all = PowerSums()
    var selected = 0.0
    var events = 0
    var efficiency: Double? { all.first > 0 ? selected / all.first : nil }
  }

  /// `codes`: the group of each event, below `count`, or ``none``. `threshold`: that of a ``ResponseBaseline``. O(n).
  public init(
    codes: [UInt8], count: Int, scores: [Float], weights: [Double]?, threshold: Double, confidence: Double
  ) {
    self.codes = codes
    self.count = count
    self.weights = weights
    self.threshold = Float(threshold)
    self.confidence = confidence
    let limit = Float(threshold)
    isSelected = scores.map { $0 >= limit }
    nominal = Self.sums(codes, count, isSelected, weights)
  }

  private static func sums(
    _ codes: [UInt8], _ count: Int, _ isSelected: [Bool], _ weights: [Double]?
  ) -> [Sums] {
    var sums = [Sums](repeating: Sums(), count: count)
    for (row, code) in codes.enumerated() where code != none {
      let weight = weights?[row] ?? 1
      sums[Int(code)].all.add(weight)
      sums[Int(code)].events += 1
      if isSelected[row] { sums[Int(code)].selected += weight }
    }
    return sums
  }

  /// True where a group has a positive sum of weights.
  public func isDefined(_ group: Int) -> Bool { nominal[group].efficiency != nil }

  /// Change of each group's fraction; nil where its weights do not sum to a positive number. O(n).
  public func changes(to scores: [Float], weights distorted: [Double]? = nil) -> [ChangeEstimate?] {
    let after = scores.map { $0 >= threshold }
    let later = distorted ?? weights
    let sums = Self.sums(codes, count, after, later)
    var influences = [InfluenceSums](repeating: InfluenceSums(), count: count)
    struct Side {
      var share = 0.0
      var efficiency = 0.0
    }
    func sides(_ sums: [Sums]) -> [Side] {
      sums.map { Side(share: $0.efficiency == nil ? 0 : 1 / $0.all.first, efficiency: $0.efficiency ?? 0) }
    }
    let (before, now) = (sides(nominal), sides(sums))
    for (row, code) in codes.enumerated() where code != Self.none {
      let (old, new) = (before[Int(code)], now[Int(code)])
      let a = (weights?[row] ?? 1) * old.share * ((isSelected[row] ? 1 : 0) - old.efficiency)
      let b = (later?[row] ?? 1) * new.share * ((after[row] ? 1 : 0) - new.efficiency)
      let square = (b - a) * (b - a)
      influences[Int(code)].second += square
      influences[Int(code)].fourth += square * square
    }
    return (0..<count).map { group in
      guard let old = nominal[group].efficiency, let new = sums[group].efficiency else { return nil }
      let unseen = max(1 / nominal[group].all.effectiveCount, 1 / sums[group].all.effectiveCount)
      return ChangeEstimate(
        value: new - old, sums: influences[group], guardSquare: unseen * unseen,
        events: nominal[group].events, confidence: confidence)
    }
  }
}
