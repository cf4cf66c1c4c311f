/// Influences of events summed in a fixed number of groups: enough for the variance of any combination of changes.
///
/// Row r belongs to group r mod ``count``. Events are independent, so that E(Σ_g S_g²) = Σψ², known to 1/√(count/2); a
/// combination of responses of the same rows, of other classifiers too, adds its groups.
public struct GroupedInfluences: Sendable, Equatable {
  /// Groups.
  static let count = 256

  /// Σψ after, by group.
  var after: [Double]
  /// Σ(ψ − ψ⁰), by group.
  var change: [Double]

  /// No events.
  init() {
    after = [Double](repeating: 0, count: Self.count)
    change = after
  }

  /// Hands out the sums to add to.
  @inline(__always)
  mutating func add(
    _ body: (_ after: UnsafeMutableBufferPointer<Double>, _ change: UnsafeMutableBufferPointer<Double>) ->
      Void
  ) {
    after.withUnsafeMutableBufferPointer { after in
      change.withUnsafeMutableBufferPointer { change in body(after, change) }
    }
  }

  /// Half-width of the interval of a sum with these influences.
  static func halfWidth(_ groups: [Double], confidence: Double) -> Double {
    var sums = InfluenceSums()
    for value in groups {
      let square = value * value
      sums.second += square
      sums.fourth += square * square
    }
    guard sums.second > 0 else { return 0 }
    let freedom = sums.degreesOfFreedom(events: groups.count, largest: Double(groups.count - 1))
    return StudentQuantile.twoSided(confidence, degreesOfFreedom: freedom) * sums.second.squareRoot()
  }
}
