/// Errors of F − F⁰ at some scores, from the events of which both ECDFs are made.
///
/// With a = w/Σw before (a⁰) and after, an event that lay in cell i and lies in cell j has the influence
/// a (1[j ≤ x] − F(x)) − a⁰ (1[i ≤ x] − F⁰(x)). Events of the same two cells are resampled together: by a pair of normal numbers with the
/// sums of a², aa⁰ and a⁰a⁰ for covariances (Gaussian multipliers, van der Vaart and Wellner 1996, section 2.9).
struct PairedScoreNoise {
  private struct Group {
    var (before, after) = (0, 0)
    /// Σa⁰a⁰, Σaa⁰, Σa².
    var (nominal, mixed, distorted) = (0.0, 0.0, 0.0)
  }

  /// F − F⁰ just below each edge.
  private(set) var differences: [Double] = []
  /// Pointwise variances of these.
  private(set) var variances: [Double] = []
  /// Σa² of the events that came into each cell or left it.
  private(set) var crossings: [Double] = []
  /// True when any score or weight changed.
  private(set) var isMoved = false
  private var groups: [Group] = []
  private var (first, second): ([Double], [Double]) = ([], [])

  private static let resamples = 399

  /// `before` and `after`: the cell of each event between `looks` edges. O(n + looks³).
  init(
    nominal: Scoring, _ before: [UInt8], distorted: Scoring, _ after: [UInt8], looks: Int
  ) {
    let (share0, share1) = (1 / nominal.total, 1 / distorted.total)
    let size = looks + 1
    var sums = [Double](repeating: 0, count: 3 * size * size)
    var (ofNominal, ofDistorted) = ([Double](repeating: 0, count: size), [Double](repeating: 0, count: size))
    var isMoved = false
    sums.withUnsafeMutableBufferPointer { sums in
      before.withUnsafeBufferPointer { before in
        after.withUnsafeBufferPointer { after in
          nominal.weights.withUnsafeBufferPointer { weights0 in
            distorted.weights.withUnsafeBufferPointer { weights1 in
              nominal.scores.withUnsafeBufferPointer { scores0 in
                distorted.scores.withUnsafeBufferPointer { scores1 in
                  for index in before.indices {
                    let (i, j) = (Int(before[index]), Int(after[index]))
                    let (b, a) = (weights0[index] * share0, weights1[index] * share1)
                    let place = 3 &* (i &* size &+ j)
                    sums[place] += b * b
                    sums[place &+ 1] += a * b
                    sums[place &+ 2] += a * a
                    ofNominal[i] += b
                    ofDistorted[j] += a
                    isMoved = isMoved || scores0[index] != scores1[index] || a != b
                  }
                }
              }
            }
          }
        }
      }
    }
    self.isMoved = isMoved
    var (below0, below1) = (0.0, 0.0)
    for look in 0..<looks {
      below0 += ofNominal[look]
      below1 += ofDistorted[look]
      first.append(below0)
      second.append(below1)
    }
    differences = zip(second, first).map { $0 - $1 }
    for i in 0..<size {
      for j in 0..<size where sums[3 * (i * size + j) + 2] > 0 || sums[3 * (i * size + j)] > 0 {
        let place = 3 * (i * size + j)
        groups.append(
          Group(
            before: i, after: j, nominal: sums[place], mixed: sums[place + 1], distorted: sums[place + 2]))
      }
    }
    crossings = [Double](repeating: 0, count: size)
    for group in groups where group.before != group.after {
      crossings[group.before] += group.nominal
      crossings[group.after] += group.distorted
    }
    variances = [Double](repeating: 0, count: looks)
    for group in groups {
      for look in 0..<looks {
        let a = (group.after <= look ? 1 : 0) - second[look]
        let b = (group.before <= look ? 1 : 0) - first[look]
        variances[look] += a * a * group.distorted - 2 * a * b * group.mixed + b * b * group.nominal
      }
    }
    variances = variances.map { max(0, $0) }
  }

  /// Errors at the looks of each resample, one after the other.
  func resampled() -> [Double] {
    let looks = differences.count
    // Events that keep their weights have one error before and after.
    let isReweighted = groups.contains { $0.mixed != $0.nominal || $0.mixed != $0.distorted }
    let each = isReweighted ? 2 : 1
    var normals = [Float](repeating: 0, count: each * groups.count * Self.resamples)
    CounterRandom(seed: 1, stream: "paired scores").fillNormals(&normals)
    var errors: [Double] = []
    errors.reserveCapacity(Self.resamples * looks)
    // Of each group: the errors of the sums of a and a⁰.
    let scales = groups.map { group -> (own: Double, shared: Double, rest: Double) in
      let own = group.distorted.squareRoot()
      let shared = own > 0 ? group.mixed / own : 0
      return (own, shared, max(0, group.nominal - shared * shared).squareRoot())
    }
    var steps = [Double](repeating: 0, count: looks + 1)
    var place = 0
    for _ in 0..<Self.resamples {
      for look in steps.indices { steps[look] = 0 }
      var (sum1, sum0) = (0.0, 0.0)
      for (group, scale) in zip(groups, scales) {
        let x = Double(normals[place])
        let (a, b) =
          isReweighted
          ? (scale.own * x, scale.shared * x + scale.rest * Double(normals[place + 1]))
          : (scale.own * x, scale.own * x)
        place += each
        sum1 += a
        sum0 += b
        steps[group.after] += a
        steps[group.before] -= b
      }
      var below = 0.0
      for look in 0..<looks {
        below += steps[look]
        errors.append(below - second[look] * sum1 + first[look] * sum0)
      }
    }
    return errors
  }
}
