/// Covariances of the mid-ranks of the features of one sample, with the sums of their influences.
///
/// u_j = F_j(x−)/2 + F_j(x)/2 with the sample's own weighted ECDF. The influence of a row on cov(u_j, u_k) counts its own
/// ranks and what its presence does to the ranks of all others:
/// ψ(x) = (u_j − ū)(u_k − ū) − C + [Σ_l p_l H(x_lj − x_j)(u_lk − ū) − C] + the same with j and k exchanged, H(0) = ½.
struct RankCovariance {
  var covariance: SymmetricMatrix
  /// A row of group sums for each pair j ≥ k.
  var sums: [Float]

  static func place(_ j: Int, _ k: Int) -> Int { max(j, k) * (max(j, k) + 1) / 2 + min(j, k) }

  private static let levels = 1024

  /// O(features² · rows); sums over higher ranks go by 1024 levels of rank.
  init(_ table: FeatureTable) {
    let features = table.features
    let shares = table.shares
    let count = table.count
    var ranks: [[Double]] = []
    var bins: [[UInt16]] = []
    for column in table.columns {
      let (rank, bin) = Self.ranks(column, shares)
      let mean = zip(rank, shares).reduce(0) { $0 + $1.0 * $1.1 }
      ranks.append(rank.map { $0 - mean })
      bins.append(bin)
    }
    let inflation = table.inflation
    let groups = table.groups
    var covariance = SymmetricMatrix(size: features)
    var sums = [Float](repeating: 0, count: features * (features + 1) / 2 * groups)
    sums.withUnsafeMutableBufferPointer { sums in
      guard let out = sums.baseAddress else { return }
      for j in 0..<features {
        for k in 0...j {
          let (u, v) = (ranks[j], ranks[k])
          let (b, c) = (bins[j], bins[k])
          var value = 0.0
          var above = [Double](repeating: 0, count: Self.levels + 1)
          var beside = above
          for row in 0..<count {
            let (x, y) = (shares[row] * u[row], shares[row] * v[row])
            value += x * v[row]
            above[Int(b[row])] += y
            beside[Int(c[row])] += x
          }
          Self.accumulateFromAbove(&above)
          Self.accumulateFromAbove(&beside)
          covariance[j, k] = value
          covariance[k, j] = value
          table.groupSums(into: out + Self.place(j, k) * groups) { row in
            inflation * shares[row] * (u[row] * v[row] + above[Int(b[row])] + beside[Int(c[row])] - 3 * value)
          }
        }
      }
    }
    self.covariance = covariance
    self.sums = sums
  }

  /// Mid-ranks and the level of each row; equal values share both.
  private static func ranks(_ column: [Float], _ shares: [Double]) -> ([Double], [UInt16]) {
    let sorted = FloatOrder.sorted(column)
    var ranks = [Double](repeating: 0, count: column.count)
    var bins = [UInt16](repeating: 0, count: column.count)
    var start = 0
    var below = 0.0
    while start < sorted.count {
      var end = start
      var sum = 0.0
      while end < sorted.count, sorted[end].value == sorted[start].value {
        sum += shares[Int(sorted[end].index)]
        end += 1
      }
      // Levels by position: negative weights make weighted ranks fall here and there.
      let level = UInt16(start * levels / sorted.count)
      for place in start..<end {
        ranks[Int(sorted[place].index)] = below + sum / 2
        bins[Int(sorted[place].index)] = level
      }
      below += sum
      start = end
    }
    return (ranks, bins)
  }

  /// Each level's sum becomes half of itself and all of those above.
  private static func accumulateFromAbove(_ sums: inout [Double]) {
    var above = 0.0
    for level in sums.indices.reversed() {
      let own = sums[level]
      sums[level] = above + own / 2
      above += own
    }
  }
}

extension CorrelationDifference {
  /// Differences of Spearman's rank correlation coefficients. O(features² · (rows + groups · resamples)).
  init?(ranksOf simulation: FeatureTable, and data: FeatureTable, _ multipliers: Multipliers) {
    func side(_ table: FeatureTable) -> Side {
      let ranks = RankCovariance(table)
      return Self.linearised(
        ranks.covariance, sums: ranks.sums, groups: table.groups, features: table.features,
        place: RankCovariance.place)
    }
    self.init(
      simulation: side(simulation), data: side(data), features: simulation.features, multipliers)
  }
}
