import Glibc

/// Rows as bin numbers, feature by feature, with weights: what a tree splits.
public struct BinnedRows: Sendable {
  /// codes[feature][row]
  public var codes: [[UInt8]]
  /// Weight of each row.
  public var weights: [Double]

  /// Rows as bin numbers; every feature has one number for each weight.
  public init(codes: [[UInt8]], weights: [Double]) {
    self.codes = codes
    self.weights = weights
  }
}

/// A box in a few features: for each cut the range of bins that lies inside.
public struct CoverageRegion: Sendable, Equatable {
  /// A range of bins of one feature.
  public struct Cut: Sendable, Equatable {
    /// Number of the feature.
    public var feature: Int
    /// Bins inside.
    public var bins: ClosedRange<Int>

    /// A range of bins of one feature.
    public init(feature: Int, bins: ClosedRange<Int>) {
      self.feature = feature
      self.bins = bins
    }
  }
  /// All must hold; each feature at most once.
  public var cuts: [Cut]

  /// A region in which all cuts hold.
  public init(cuts: [Cut]) { self.cuts = cuts }

  /// True when the row lies inside. O(cuts).
  @inline(__always)
  public func contains(_ row: Int, of rows: BinnedRows) -> Bool {
    cuts.allSatisfy { $0.bins.contains(Int(rows.codes[$0.feature][row])) }
  }

  /// Sums over the rows inside. O(rows · cuts).
  public func tally(_ rows: BinnedRows) -> WeightTally {
    CoverageRegion.tally(rows, inAnyOf: [self])
  }

  /// Sums over the rows inside at least one of the regions. O(rows · cuts).
  public static func tally(_ rows: BinnedRows, inAnyOf regions: [CoverageRegion]) -> WeightTally {
    var result = WeightTally()
    for row in rows.weights.indices where regions.contains(where: { $0.contains(row, of: rows) }) {
      result.add(rows.weights[row])
    }
    return result
  }

  /// The region inside which also `bins` of `feature` hold.
  func cutting(_ feature: Int, to bins: ClosedRange<Int>) -> CoverageRegion {
    var result = self
    if let known = result.cuts.firstIndex(where: { $0.feature == feature }) {
      let old = result.cuts[known].bins
      result.cuts[known].bins = max(old.lowerBound, bins.lowerBound)...min(old.upperBound, bins.upperBound)
    } else {
      result.cuts.append(Cut(feature: feature, bins: bins))
    }
    return result
  }
}

/// A partition of feature space that looks for places where the target lives and the reference does not.
///
/// Greedy: each split makes Σ_leaves p ln(p/(q + ε)) grow most, p and q the shares of target and reference and ε = 3/n_eff of
/// the reference, so that a hole counts only as far as the reference is large enough to have filled it. A corner shows in
/// none of its cuts alone: the tree is grown first and pruned afterwards, and a branch stays when its splits together gain
/// enough. Regions found on the rows given here are biased: measure them on others.
public struct CoverageTree: Sendable {
  /// Largest number of cuts on the way to a leaf.
  public var depth: Int
  /// Smallest share of the target in a leaf.
  public var smallestShare: Double
  /// Mean gain of a branch's splits below which it is taken for noise, in units of ln(likelihood).
  public var smallestGain: Double

  /// A tree with the given limits.
  public init(depth: Int = 5, smallestShare: Double = 0.002, smallestGain: Double = 10) {
    self.depth = depth
    self.smallestShare = smallestShare
    self.smallestGain = smallestGain
  }

  /// Leaves of the partition; one region without cuts when nothing is worth a split. O(depth · features · rows).
  public func leaves(target: BinnedRows, reference: BinnedRows, binCounts: [Int]) -> [CoverageRegion] {
    let target = Side(target)
    let reference = Side(reference)
    guard target.sum > 0, reference.sum > 0 else { return [] }
    return grow(
      CoverageRegion(cuts: []), depth: depth, target: target, Array(target.rows.weights.indices),
      reference: reference, Array(reference.rows.weights.indices), binCounts: binCounts
    ).leaves
  }

  /// Share of the target in a hole that three cuts single out in 97.5 % of samples; 1 where no hole is found. O(1).
  ///
  /// The gain p̂ ln(p̂/ε) of the cuts, in events, has to be worth them. The target's own events in the hole fluctuate, so that
  /// p̂ = p − 1.96 √(p/n), and cuts lie on edges of bins, so that a hole loses one bin of share `bin` between both of its sides.
  public func smallestGap(target: Double, reference: Double, bin: Double) -> Double {
    let events = 1 / (1 / max(1, target) + 1 / max(1, reference))
    let floor = 3 / max(1, reference)
    var (low, high) = (max(floor, smallestShare), 1.0)
    for _ in 0..<40 {
      let middle = (low + high) / 2
      if middle * log(middle / floor) * events < 3 * smallestGain { low = middle } else { high = middle }
    }
    let n = max(1, target)
    let fluctuation = 1.96 * 1.96 / (2 * n)
    let root = (high / n + fluctuation / (2 * n)).squareRoot()
    return min(1, high + fluctuation + 1.96 * root + bin)
  }

  private struct Side {
    let rows: BinnedRows
    let sum: Double
    let effectiveRows: Double

    init(_ rows: BinnedRows) {
      self.rows = rows
      let squares = rows.weights.reduce(0) { $0 + $1 * $1 }
      sum = rows.weights.reduce(0, +)
      effectiveRows = squares > 0 ? sum * sum / squares : 0
    }
  }

  private struct Split {
    var feature: Int
    var lastLowBin: Int
    var gain: Double
  }

  /// What is below a node after pruning.
  private struct Branch {
    var leaves: [CoverageRegion]
    var splits = 0
    var gain = 0.0
  }

  private func grow(
    _ region: CoverageRegion, depth: Int, target: Side, _ targetRows: [Int], reference: Side,
    _ referenceRows: [Int], binCounts: [Int]
  ) -> Branch {
    let leaf = Branch(leaves: [region])
    guard depth > 0,
      let split = bestSplit(target, targetRows, reference, referenceRows, binCounts: binCounts)
    else { return leaf }
    let targetCodes = target.rows.codes[split.feature]
    let referenceCodes = reference.rows.codes[split.feature]
    var branch = Branch(leaves: [], splits: 1, gain: split.gain)
    for isLow in [true, false] {
      let bins =
        isLow
        ? 0...split.lastLowBin
        : split.lastLowBin + 1...max(split.lastLowBin + 1, binCounts[split.feature] - 1)
      let below = grow(
        region.cutting(split.feature, to: bins), depth: depth - 1, target: target,
        targetRows.filter { (Int(targetCodes[$0]) <= split.lastLowBin) == isLow }, reference: reference,
        referenceRows.filter { (Int(referenceCodes[$0]) <= split.lastLowBin) == isLow },
        binCounts: binCounts)
      branch.leaves += below.leaves
      branch.splits += below.splits
      branch.gain += below.gain
    }
    let events = 1 / (1 / max(1, target.effectiveRows) + 1 / max(1, reference.effectiveRows))
    return branch.gain * events > smallestGain * Double(branch.splits) ? branch : leaf
  }

  private func bestSplit(
    _ target: Side, _ targetRows: [Int], _ reference: Side, _ referenceRows: [Int], binCounts: [Int]
  ) -> Split? {
    let floor = 3 / max(1, reference.effectiveRows)
    func score(_ p: Double, _ q: Double) -> Double { p > 0 ? p * log(p / (max(0, q) + floor)) : 0 }
    let least = max(smallestShare, 10 / max(1, target.effectiveRows))
    var best: Split?
    for feature in binCounts.indices {
      let p = shares(target, targetRows, feature, bins: binCounts[feature])
      let q = shares(reference, referenceRows, feature, bins: binCounts[feature])
      let wholeP = p.reduce(0, +)
      let wholeQ = q.reduce(0, +)
      let parent = score(wholeP, wholeQ)
      var lowP = 0.0
      var lowQ = 0.0
      for bin in 0..<max(0, p.count - 1) {
        lowP += p[bin]
        lowQ += q[bin]
        guard lowP >= least, wholeP - lowP >= least else { continue }
        let gain = score(lowP, lowQ) + score(wholeP - lowP, wholeQ - lowQ) - parent
        if gain > best?.gain ?? 0 {
          best = Split(feature: feature, lastLowBin: bin, gain: gain)
        }
      }
    }
    return best
  }

  private func shares(_ side: Side, _ rows: [Int], _ feature: Int, bins: Int) -> [Double] {
    var result = [Double](repeating: 0, count: bins)
    let codes = side.rows.codes[feature]
    for row in rows { result[Int(codes[row])] += side.rows.weights[row] }
    for bin in result.indices { result[bin] /= side.sum }
    return result
  }
}
