import Glibc

/// Distance correlation of two quantities: 0 exactly when they are independent, 1 for a linear relation.
///
/// R² = V²(x, y)/√(V²(x, x) V²(y, y)) with V² = E|x−x′||y−y′| + E|x−x′| E|y−y′| − 2 E|x−x′||y−y″| over distinct events
/// (U-statistics, so that independent events give 0 on average), all expectations weighted. Events are dealt into
/// disjoint groups; R² is the ratio of the means over groups and its interval Student's over groups, which also
/// holds at independence, where the distribution of V² is no normal one.
///
/// Source: Székely, Rizzo and Bakirov, Ann. Statist. 35 (2007) 2769; Székely and Rizzo, Ann. Statist. 42 (2014) 2382;
/// with weights as in Kasieczka and Shih, Phys. Rev. Lett. 125 (2020) 122001.
public struct DistanceCorrelation: Sendable, Equatable {
  /// R = √max(0, R²) with its interval.
  public let estimate: IntervalEstimate
  /// Events used.
  public let rows: Int

  private static let groups = 16
  private static let largestGroup = 1000
  private static let smallestGroup = 50

  /// Measures it; pairs with a NaN are left out, and of more than 16 000 events some. nil with fewer than 200 events, or
  /// where one of both does not vary. O(16 · 1000²) at most.
  public init?(
    _ first: [Double], _ second: [Double], weights: [Double]? = nil, confidence: Double = 0.95
  ) {
    var kept = first.indices.filter {
      !first[$0].isNaN && !second[$0].isNaN && (weights?[$0] ?? 1) != 0
    }
    let most = Self.groups * Self.largestGroup
    if kept.count > most {
      // Evenly spread: files are often sorted.
      let all = kept
      kept = (0..<most).map { all[$0 * all.count / most] }
    }
    let count = min(Self.groups, kept.count / Self.smallestGroup)
    guard count >= 4 else { return nil }
    rows = kept.count
    var parts: [(xy: Double, xx: Double, yy: Double)] = []
    for group in 0..<count {
      let members = stride(from: group, to: kept.count, by: count).map { kept[$0] }
      let weight = members.map { weights?[$0] ?? 1 }
      let sum = weight.reduce(0, +)
      guard sum > 0 else { return nil }
      let shares = weight.map { $0 / sum }
      let (x, y) = (members.map { first[$0] }, members.map { second[$0] })
      guard let xy = Self.covariance(x, y, shares), let xx = Self.covariance(x, x, shares),
        let yy = Self.covariance(y, y, shares)
      else { return nil }
      parts.append((xy, xx, yy))
    }
    let size = Double(parts.count)
    let xx = parts.reduce(0) { $0 + $1.xx } / size
    let yy = parts.reduce(0) { $0 + $1.yy } / size
    guard xx > 0, yy > 0 else { return nil }
    let norm = (xx * yy).squareRoot()
    let ratio = parts.reduce(0) { $0 + $1.xy } / size / norm
    let residuals = parts.map { $0.xy / norm - ratio * ($0.xx / xx + $0.yy / yy) / 2 }
    let variance = residuals.reduce(0) { $0 + $1 * $1 } / (size * (size - 1))
    let half =
      StudentQuantile.twoSided(confidence, degreesOfFreedom: size - 1) * variance.squareRoot()
    func root(_ value: Double) -> Double { min(1, max(0, value).squareRoot()) }
    estimate = IntervalEstimate(
      value: root(ratio), low: root(ratio - half), high: root(max(0, ratio) + half), confidence: confidence)
  }

  /// V² over distinct events with shares p, Σp = 1; nil where hardly more than one event has weight. O(n²).
  ///
  /// With Aᵢ = Σⱼ pⱼ aᵢⱼ, Dᵢ = Σⱼ pⱼ² aᵢⱼ bᵢⱼ, q_k = Σ p^k: sums over distinct indices follow from those over all by
  /// inclusion and exclusion.
  static func covariance(_ x: [Double], _ y: [Double], _ shares: [Double]) -> Double? {
    let count = x.count
    var (products, means, ofX, ofY) = (0.0, 0.0, 0.0, 0.0)
    var (overlap, pairs) = (0.0, 0.0)
    x.withUnsafeBufferPointer { x in
      y.withUnsafeBufferPointer { y in
        shares.withUnsafeBufferPointer { shares in
          for i in 0..<count {
            var (a, b, ab, ab2) = (0.0, 0.0, 0.0, 0.0)
            for j in 0..<count {
              let (dx, dy, p) = (abs(x[i] - x[j]), abs(y[i] - y[j]), shares[j])
              let product = p * dx * dy
              a += p * dx
              b += p * dy
              ab += product
              ab2 += p * product
            }
            let p = shares[i]
            ofX += p * a
            ofY += p * b
            products += p * ab
            means += p * (a * b - ab2)
            overlap += p * p * (a * b - ab2)
            pairs += p * p * ab2
          }
        }
      }
    }
    func power(_ k: Int) -> Double { shares.reduce(0) { $0 + pow($1, Double(k)) } }
    let (q2, q3, q4) = (power(2), power(3), power(4))
    let ofTwo = 1 - q2
    let ofThree = 1 - 3 * q2 + 2 * q3
    let twice = shares.reduce(0) { $0 + $1 * $1 * ((1 - $1) * (1 - $1) - (q2 - $1 * $1)) }
    let ofFour = (1 - q2) * (1 - q2) - 4 * twice - 2 * (q2 * q2 - q4)
    guard ofTwo > 0, ofThree > 0, ofFour > 0 else { return nil }
    let apart = ofX * ofY - 4 * overlap - 2 * pairs
    return products / ofTwo + apart / ofFour - 2 * means / ofThree
  }
}
