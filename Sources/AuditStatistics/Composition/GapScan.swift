import Glibc

/// Where along a line of bins a reference has less than a tenth of a sample's density: for certain, likely, or possibly.
///
/// Windows of neighbouring bins slide along the line. In one in which the reference would have `fewest` effective events at the
/// sample's density, a tenth of that is told from the whole: the window is possibly a gap where the lower limit of the
/// reference's density (97.5 %) is below a tenth, and likely one where its value is. Larger windows, in which not a single
/// event was seen, are certain ones. A bin belongs to the gaps that any window around it belongs to.
public struct GapScan: Sendable {
  /// Density of the reference, in units of the sample's, below which a place is not covered.
  public static let threshold = 0.1
  /// Size of the windows that can be certain gaps: with no event seen of 37 expected the upper limit of the density, 3.69 events, is a
  /// tenth; of the default 15 events this makes 50.
  private static let certainWindow = 50.0 / 15
  /// Effective events of the reference that a window would hold at the sample's density.
  public var fewest: Double

  /// A scan with windows of `fewest` expected events.
  public init(fewest: Double) { self.fewest = fewest }

  /// Bins in gaps.
  public struct Sets: Sendable, Equatable {
    /// The reference's density is below a tenth by its value.
    public var likely: [Bool]
    /// By its upper limit.
    public var certain: [Bool]
    /// By its lower limit.
    public var possible: [Bool]
    /// All three.
    public var all: [[Bool]] { [likely, certain, possible] }
  }

  /// Share of the sample that a window holds. Of the sample it has twice as many events: windows are made of its own events, and the
  /// densest of many are denser by chance.
  public func smallestGap(sample: WeightTally, reference: WeightTally) -> Double {
    max(fewest / max(1, reference.effectiveRows), 2 * fewest / max(1, sample.effectiveRows))
  }

  /// Sets of bins from what both samples have in each. O(bins · bins of a window).
  public func sets(sample: [WeightTally], reference: [WeightTally]) -> Sets {
    let none = [Bool](repeating: false, count: sample.count)
    var sets = Sets(likely: none, certain: none, possible: none)
    let whole = sample.reduce(WeightTally(), +)
    let all = reference.reduce(WeightTally(), +)
    guard whole.sum > 0, all.sum > 0 else { return sets }
    let share = smallestGap(sample: whole, reference: all)
    for (size, isLarge) in [(share, false), (share * Self.certainWindow, true)] where size < 1 {
      var end = 0
      var (here, there) = (WeightTally(), WeightTally())
      for start in sample.indices {
        while end < sample.count, here.sum < size * whole.sum {
          here += sample[end]
          there += reference[end]
          end += 1
        }
        guard here.sum >= size * whole.sum else { break }
        let density = DensityLimits(there, of: all, over: here.sum / whole.sum)
        for bin in start..<end {
          if isLarge {
            if density.high < Self.threshold { sets.certain[bin] = true }
          } else {
            if density.value < Self.threshold { sets.likely[bin] = true }
            if density.low < Self.threshold { sets.possible[bin] = true }
          }
        }
        here.remove(sample[start])
        there.remove(reference[start])
      }
    }
    for bin in sample.indices {
      if sets.certain[bin] { sets.likely[bin] = true }
      if sets.likely[bin] { sets.possible[bin] = true }
    }
    return sets
  }
}

/// Density of a reference in a place in units of that of a sample, with limits of 97.5 % on each side.
///
/// Poisson limits of the effective number of events (Wilson and Hilferty's approximation to the quantiles of χ², Proc. Natl. Acad.
/// Sci. 17 (1931) 684); a place without events is treated as if they had the mean effective weight Σw²/Σw.
public struct DensityLimits: Sendable, Equatable {
  /// Share of the reference over that of the sample.
  public let value: Double
  /// Lower limit.
  public let low: Double
  /// Upper limit.
  public let high: Double

  /// What the reference has in a place, in all, and the share of the sample that lies there. `share` > 0, `all.sum` > 0.
  public init(_ there: WeightTally, of all: WeightTally, over share: Double) {
    let scale = 1 / (all.sum * share)
    let unit = all.squares / all.sum
    value = max(0, there.sum) * scale
    guard there.sum > 0, there.squares > 0 else {
      // With negative weights a sum below 0 may hide many events.
      high = max(3.69 * unit, there.sum + 2 * there.squares.squareRoot()) * scale
      low = 0
      return
    }
    let count = there.sum * there.sum / there.squares
    let weight = there.squares / there.sum
    let z = 1.959964
    func cube(_ x: Double) -> Double { x * x * x }
    low = count * cube(max(0, 1 - 1 / (9 * count) - z / (3 * count.squareRoot()))) * weight * scale
    let above = count + 1
    high = max(3.69 * unit, above * cube(1 - 1 / (9 * above) + z / (3 * above.squareRoot())) * weight) * scale
  }
}

extension WeightTally {
  /// Takes out rows that were taken in before. O(1).
  fileprivate mutating func remove(_ other: WeightTally) {
    rows -= other.rows
    negativeRows -= other.negativeRows
    sum -= other.sum
    absoluteSum -= other.absoluteSum
    // Rounding must not leave a window without rows with some.
    squares = rows == 0 ? 0 : max(0, squares - other.squares)
    if rows == 0 { (sum, absoluteSum) = (0, 0) }
  }
}
