import Glibc

/// Looks for boxes in a few features where two weighted samples differ most, in either direction.
///
/// A beam search: from the whole space, and then from the best boxes with one cut, with two …, each feature is cut to the
/// range of bins that makes |p − q|/σ largest, p and q the shares of data and simulation inside, σ² their variance from Σw². Cuts
/// that hardly help are taken out again. Then simulation inside the box is scaled to data, and the next box is looked for,
/// so that each says something that the ones before do not. What is found on these rows is biased by the search: measure it on others.
/// Negative weights enter all sums.
public struct RegionSearch: Sendable {
  /// Most features that a box cuts on.
  public var cuts: Int
  /// Boxes that are followed in each step.
  public var beam: Int
  /// Smallest share of data or of simulation, whichever is larger, in a box, and outside of it.
  public var smallestShare: Double
  /// |p − q|/σ below which there is nothing to look at.
  public var smallestPull: Double

  /// A search with the given limits.
  public init(cuts: Int = 3, beam: Int = 6, smallestShare: Double = 0.005, smallestPull: Double = 4) {
    self.cuts = cuts
    self.beam = beam
    self.smallestShare = smallestShare
    self.smallestPull = smallestPull
  }

  /// At most `limit` boxes, the most significant first.
  ///
  /// `columns`: the feature that each axis of the bins stands for, where several stand for one; a box cuts on each once. O(limit · beam · cuts · features · (rows + bins²)).
  public func regions(
    data: BinnedRows, simulation: BinnedRows, binCounts: [Int], columns: [Int]? = nil, limit: Int
  ) -> [CoverageRegion] {
    let columns = columns ?? Array(binCounts.indices)
    var simulation = Side(simulation)
    let data = Side(data)
    guard data.sum > 0, simulation.sum > 0 else { return [] }
    var found: [CoverageRegion] = []
    while found.count < limit {
      guard let best = best(data, simulation, binCounts, columns),
        abs(best.pull) >= smallestPull, !found.contains(best.region)
      else { break }
      found.append(best.region)
      // What this box explains is no news to the next.
      simulation.scale(inside: best.region, to: best.data, from: best.simulation)
    }
    return found
  }

  private struct Candidate {
    var region: CoverageRegion
    var pull: Double
    /// Shares inside.
    var data: Double
    var simulation: Double
  }

  private func best(
    _ data: Side, _ simulation: Side, _ binCounts: [Int], _ columns: [Int]
  ) -> Candidate? {
    var open = [CoverageRegion(cuts: [])]
    var all: [Candidate] = []
    for _ in 0..<max(1, cuts) {
      var next: [Candidate] = []
      for region in open {
        let inside = (data.rows(in: region), simulation.rows(in: region))
        let taken = region.cuts.map { columns[$0.feature] }
        for feature in binCounts.indices where !taken.contains(columns[feature]) {
          next += ranges(of: feature, region, data, simulation, inside, bins: binCounts[feature])
        }
      }
      // The same box is reached by several ways.
      next.sort { abs($0.pull) > abs($1.pull) }
      var kept: [Candidate] = []
      for candidate in next where kept.count < beam {
        if !kept.contains(where: { $0.region.isSame(as: candidate.region) }) { kept.append(candidate) }
      }
      all += kept
      open = kept.map(\.region)
    }
    guard var best = all.max(by: { score($0) < score($1) }) else { return nil }
    // Each cut was chosen when there were fewer: choose it again among the others.
    for cut in best.region.cuts {
      var others = best.region
      others.cuts.removeAll { $0 == cut }
      let inside = (data.rows(in: others), simulation.rows(in: others))
      let again = ranges(of: cut.feature, others, data, simulation, inside, bins: binCounts[cut.feature])
      for candidate in again where candidate.pull * best.pull > 0 && score(candidate) > score(best) {
        best = candidate
      }
    }
    return best
  }

  /// |pull|, of which each cut more must bring a twentieth: few words say more than many.
  private func score(_ candidate: Candidate) -> Double {
    abs(candidate.pull) * pow(0.95, Double(candidate.region.cuts.count))
  }

  /// The best range of a feature's bins inside a region: one for excess, one for deficit of data.
  private func ranges(
    of feature: Int, _ region: CoverageRegion, _ data: Side, _ simulation: Side, _ inside: ([Int], [Int]),
    bins: Int
  ) -> [Candidate] {
    let p = data.cumulative(feature, inside.0, bins: bins)
    let q = simulation.cumulative(feature, inside.1, bins: bins)
    var best: [Candidate?] = [nil, nil]
    for low in 0..<bins {
      for high in low..<bins where low > 0 || high < bins - 1 {
        let (a, aa) = (p.sums[high + 1] - p.sums[low], p.squares[high + 1] - p.squares[low])
        let (b, bb) = (q.sums[high + 1] - q.sums[low], q.squares[high + 1] - q.squares[low])
        guard max(a, b) >= smallestShare, min(a, b) <= 1 - smallestShare else { continue }
        let variance = data.variance(a, aa) + simulation.variance(b, bb)
        guard variance > 0 else { continue }
        // A range with two ends has one more to choose; missing values (bin 0) at the lower end are no end.
        let isTwoSided = low > 1 && high < bins - 1
        let pull = (a - b) / variance.squareRoot() * (isTwoSided ? 0.95 : 1)
        let place = a > b ? 0 : 1
        if abs(pull) > abs(best[place]?.pull ?? 0) {
          best[place] = Candidate(
            region: region.cutting(feature, to: low...high), pull: pull, data: a, simulation: b)
        }
      }
    }
    return best.compactMap { $0 }
  }

  /// A sample whose weights add up to 1.
  private struct Side {
    let codes: [[UInt8]]
    var weights: [Double]
    let sum: Double
    /// Σw² of normalised weights: the variance of a share of almost 1 of them.
    var squares: Double
    /// The smallest effective number of rows that a variance is taken from.
    let typical: Double

    init(_ rows: BinnedRows) {
      codes = rows.codes
      let total = rows.weights.reduce(0, +)
      sum = total
      weights = rows.weights.map { $0 / total }
      squares = weights.reduce(0) { $0 + $1 * $1 }
      typical = squares
    }

    func rows(in region: CoverageRegion) -> [Int] {
      weights.indices.filter { row in
        region.cuts.allSatisfy { $0.bins.contains(Int(codes[$0.feature][row])) }
      }
    }

    /// Running sums of w and w² over the bins of a feature, from 0.
    func cumulative(_ feature: Int, _ rows: [Int], bins: Int) -> (sums: [Double], squares: [Double]) {
      var sums = [Double](repeating: 0, count: bins + 1)
      var squares = sums
      codes[feature].withUnsafeBufferPointer { codes in
        weights.withUnsafeBufferPointer { weights in
          for row in rows {
            let bin = Int(codes[row]) &+ 1
            sums[bin] += weights[row]
            squares[bin] += weights[row] * weights[row]
          }
        }
      }
      for bin in 1...max(1, bins) where bin < sums.count {
        sums[bin] += sums[bin - 1]
        squares[bin] += squares[bin - 1]
      }
      return (sums, squares)
    }

    /// Variance of a share p with Σw² `inside`; four typical rows are added inside and outside, so that an empty box
    /// is not certain.
    func variance(_ p: Double, _ inside: Double) -> Double {
      let floor = 4 * typical * typical
      return (1 - p) * (1 - p) * (inside + floor) + p * p * (max(0, squares - inside) + floor)
    }

    /// Scales the weights inside so that their share becomes `target`, and those outside so that the sum stays 1.
    mutating func scale(inside region: CoverageRegion, to target: Double, from share: Double) {
      guard share > 0, share < 1 else { return }
      let target = min(max(target, 0), 1)
      let factors = (target / share, (1 - target) / (1 - share))
      for row in weights.indices {
        let isInside = region.cuts.allSatisfy { $0.bins.contains(Int(codes[$0.feature][row])) }
        weights[row] *= isInside ? factors.0 : factors.1
      }
      squares = weights.reduce(0) { $0 + $1 * $1 }
    }
  }
}

extension CoverageRegion {
  /// True when both have the same cuts in whatever order.
  fileprivate func isSame(as other: CoverageRegion) -> Bool {
    cuts.count == other.cuts.count && cuts.allSatisfy(other.cuts.contains)
  }
}
