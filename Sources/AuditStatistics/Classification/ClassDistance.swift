/// Kolmogorov-Smirnov distance between a class and the rest with its interval.
///
/// D = sup |F₊ − F₋| of the normalised weighted ECDFs: the largest difference in efficiency of a one-sided cut. The
/// band q bounds the supremum of the centred difference with the given probability, by Gaussian multipliers on the
/// contents of the bins (each bin's sum fluctuates with variance Σw²): D − q is no more than the true distance, and that is
/// no more than max |F₊ − F₋| + z σ with the error σ of each place (as ``ShiftDistances``). Source: van der Vaart and Wellner, Weak Convergence (1996), section 2.9 (multiplier bootstrap).
public struct ClassDistance: Sendable, Equatable {
  /// D.
  public let value: Double
  /// Lower end of the interval, at least 0.
  public let low: Double
  /// Upper end of the interval, at most 1.
  public let high: Double
  /// (b + 1)/(B + 1), b the replicas whose supremum reaches D.
  public let pValue: Double

  /// Distance of a class from the rest; nil unless both have a positive sum of weights.
  ///
  /// `bins` of the same events (some hundreds), `random` with an own stream. O(n + bins · replicas).
  public init?(
    _ events: RankedEvents, bins: ClassBins, positive: Int, confidence: Double = 0.95, replicas: Int = 499,
    random: CounterRandom
  ) {
    let count = bins.count - 1
    var inside = [PowerSums](repeating: PowerSums(), count: count)
    var outside = inside
    for bin in 0..<count {
      for label in 0..<bins.classCount {
        if label == positive {
          inside[bin].add(bins.sums(of: label, in: bin))
        } else {
          outside[bin].add(bins.sums(of: label, in: bin))
        }
      }
    }
    let sumP = inside.reduce(0) { $0 + $1.first }
    let sumN = outside.reduce(0) { $0 + $1.first }
    guard count > 0, sumP > 0, sumN > 0 else { return nil }
    var distance = 0.0
    var (belowP, belowN) = (0.0, 0.0)
    events.forEachGroup(positive: UInt8(positive)) { inside, outside in
      belowP += inside.first
      belowN += outside.first
      distance = max(distance, abs(belowP / sumP - belowN / sumN))
    }
    func cumulative(_ sums: [PowerSums], _ total: Double) -> [Double] {
      var running = 0.0
      return sums.map {
        running += $0.first
        return running / total
      }
    }
    let (cdfP, cdfN) = (cumulative(inside, sumP), cumulative(outside, sumN))
    let (scaleP, scaleN) = (
      inside.map { $0.second.squareRoot() / sumP }, outside.map { $0.second.squareRoot() / sumN }
    )
    var normals = [Float](repeating: 0, count: 2 * count)
    var walkP = [Double](repeating: 0, count: count)
    var walkN = walkP
    var variances = walkP
    let suprema = (0..<replicas).map { replica -> Double in
      random.fillNormals(&normals, from: UInt64(replica) * UInt64(2 * count))
      var (p, n) = (0.0, 0.0)
      for bin in 0..<count {
        p += scaleP[bin] * Double(normals[bin])
        n += scaleN[bin] * Double(normals[count + bin])
        walkP[bin] = p
        walkN[bin] = n
      }
      var largest = 0.0
      for bin in 0..<count {
        let error = walkP[bin] - cdfP[bin] * p - walkN[bin] + cdfN[bin] * n
        variances[bin] += error * error / Double(replicas)
        largest = max(largest, abs(error))
      }
      return largest
    }
    let sorted = suprema.sorted()
    // So many replicas may reach D where (b + 1)/(B + 1) is below 1 − confidence: p and the interval decide alike.
    let most = Int(((1 - confidence) * Double(replicas + 1) - 1e-9).rounded(.up)) - 2
    let band = most >= 0 && most < replicas ? sorted[replicas - 1 - most] : 1
    value = distance
    low = max(0, distance - band)
    let z = StandardNormal.quantile((1 + confidence) / 2)
    let differences = zip(cdfP, cdfN).map { abs($0 - $1) }
    let bound = zip(differences, variances).reduce(0) { max($0, $1.0 + z * $1.1.squareRoot()) }
    // Between the ends of bins the distance may be larger, and so may the true one.
    high = replicas > 0 ? min(1, bound + max(0, distance - (differences.max() ?? 0))) : 1
    pValue = Double(suprema.filter { $0 >= distance }.count + 1) / Double(replicas + 1)
  }
}
