/// One sample's share of the total in each cell, with the variance of each.
///
/// share_k = Σw_k / Σw. The shares' errors are e_k = δ_k − share_k Σδ with independent δ_k of variance
/// Σw²_k / (Σw)² · c: the linearised ratio. For samples of few effective events
/// c = n_eff / (n_eff − 1) · (t_ν / z)² repairs the bias of Σw² about the mean and its own error: t_ν is Student's
/// quantile and ν = 2 (Σw²)² / Σw⁴ (Satterthwaite 1946), with Σw⁴ from the cells as if all weights in one were equal.
struct CellShares {
  var shares: [Double]
  /// Variance of each δ.
  var variances: [Double]
  /// The factor c.
  var inflation: Double
  /// Its part t_ν / z.
  var studentRatio: Double
  /// Effective events of each cell, at least one: (Σw_k)² / Σw²_k.
  var events: [Double]
  /// (Σw)² / Σw².
  var effectiveEvents: Double

  /// Nil when the sample has no positive sum of weights or fewer than two effective events.
  init?(_ contents: CellPair.Contents, z: Double) {
    var sum = 0.0
    var squares = 0.0
    for weight in contents.weights { sum += weight }
    for square in contents.squares { squares += square }
    guard sum > 0, sum.isFinite, squares > 0, squares.isFinite else { return nil }
    let effective = sum * sum / squares
    guard effective >= 2 else { return nil }
    effectiveEvents = effective
    var fourthPowers = 0.0
    for (weight, square) in zip(contents.weights, contents.squares) where square > 0 {
      fourthPowers += square * square / max(1, weight * weight / square)
    }
    let student = StandardNormal.studentRatio(
      z: z, degreesOfFreedom: max(4, 2 * squares * squares / fourthPowers))
    let inflation = effective / (effective - 1) * student * student
    self.inflation = inflation
    studentRatio = student
    events = zip(contents.weights, contents.squares).map { $1 > 0 ? max(1, $0 * $0 / $1) : 1 }
    shares = contents.weights.map { $0 / sum }
    variances = contents.squares.map { $0 / (sum * sum) * inflation }
  }

  /// Shares summed from the first cell to each: the ECDF at the upper ends.
  var cumulative: [Double] {
    var sum = 0.0
    return shares.map { share in
      sum += share
      return sum
    }
  }

  /// The covariance matrix of the shares' errors times a vector. O(cells).
  func covariance(times vector: [Double]) -> [Double] {
    var mean = 0.0
    for k in shares.indices { mean += shares[k] * vector[k] }
    var total = 0.0
    var product = [Double](repeating: 0, count: shares.count)
    for k in shares.indices {
      product[k] = variances[k] * (vector[k] - mean)
      total += product[k]
    }
    for k in shares.indices { product[k] -= shares[k] * total }
    return product
  }

  /// Second, third and fourth cumulant of the error of Σ vector_k share_k, that of each cell as if its events had equal
  /// weights; `square` without the factor t_ν² / z². O(cells).
  func cumulants(of vector: [Double]) -> (square: Double, cube: Double, fourth: Double) {
    var mean = 0.0
    for k in shares.indices { mean += shares[k] * vector[k] }
    var sums = (square: 0.0, cube: 0.0, fourth: 0.0)
    let factor = 1 / (studentRatio * studentRatio)
    for k in shares.indices {
      let distance = vector[k] - mean
      let square = distance * distance * variances[k] * factor
      sums.square += square
      let cube = square * (square / events[k]).squareRoot()
      sums.cube += distance < 0 ? -cube : cube
      sums.fourth += square * square / events[k]
    }
    return sums
  }

  /// Variance of the ECDF's error at the upper end of each cell. O(cells).
  var cumulativeVariances: [Double] {
    var total = 0.0
    for variance in variances { total += variance }
    var below = 0.0
    var cumulative = 0.0
    return shares.indices.map { k in
      below += variances[k]
      cumulative += shares[k]
      return max(0, below - 2 * cumulative * below + cumulative * cumulative * total)
    }
  }
}
