import Glibc

/// Squared distances |Δ|² = ∬ k d(P − Q) d(P − Q) by double sums over all pairs of rows: exact, for small samples.
///
/// Normalised weights p of simulation and −q of data make one signed vector v, and |Δ̂|² = vᵀKv; the resampled errors are
/// vectors u_b with u_i = p_i (z_i − Σ p z). Complexity: O(rows² · (features + resamples)).
enum KernelDistance {
  /// The kernel of a distance of two distributions.
  enum Kernel {
    /// exp(−|x − y|²/2h²): MMD² (Gretton et al., JMLR 13 (2012) 723).
    case gaussian(width: Double)
    /// −|x − y|: the energy distance 2E|X − Y| − E|X − X'| − E|Y − Y'| (Székely and Rizzo, J. Stat. Plan. Inference 143 (2013) 1249).
    case energy

    func value(squaredDistance: Double) -> Double {
      switch self {
      case .gaussian(let width): exp(-squaredDistance / (2 * width * width))
      case .energy: -squaredDistance.squareRoot()
      }
    }
  }

  /// The statistic with what is needed for its interval.
  static func test(
    _ kernel: Kernel, simulation: FeatureTable, data: FeatureTable, _ multipliers: Multipliers
  ) -> SquaredNormTest {
    let features = simulation.features
    let count = simulation.count + data.count
    var points = [Double](repeating: 0, count: count * features)
    for (table, offset) in [(simulation, 0), (data, simulation.count)] {
      for (feature, column) in table.columns.enumerated() {
        for row in column.indices { points[(offset + row) * features + feature] = Double(column[row]) }
      }
    }
    let signed = simulation.shares + data.shares.map { -$0 }
    let lanes = multipliers.lanes
    var errors = [Float](repeating: 0, count: count * lanes)
    fill(&errors, simulation, multipliers.simulation, multipliers, at: 0, sign: 1)
    fill(&errors, data, multipliers.data, multipliers, at: simulation.count, sign: -1)

    var observed = 0.0
    var cross = [Double](repeating: 0, count: lanes)
    var squares = cross
    var row = [Double](repeating: 0, count: count)
    var product = [Float](repeating: 0, count: lanes)
    for i in 0..<count {
      var weighted = 0.0
      for j in 0..<count {
        var square = 0.0
        for feature in 0..<features {
          let difference = points[i * features + feature] - points[j * features + feature]
          square += difference * difference
        }
        row[j] = kernel.value(squaredDistance: square)
        weighted += row[j] * signed[j]
      }
      observed += signed[i] * weighted
      combine(row, errors, lanes: lanes, into: &product)
      for lane in 0..<lanes {
        let own = Double(errors[i * lanes + lane])
        cross[lane] += own * weighted
        squares[lane] += own * Double(product[lane])
      }
    }
    return SquaredNormTest(observed: max(0, observed), cross: cross, squares: squares)
  }

  /// The errors of the weights of each row, a row of lanes each.
  private static func fill(
    _ errors: inout [Float], _ table: FeatureTable, _ normals: [Multipliers.Lanes],
    _ multipliers: Multipliers,
    at offset: Int, sign: Double
  ) {
    let lanes = multipliers.lanes
    for block in 0..<multipliers.blocks {
      for lane in 0..<16 {
        var mean = 0.0
        for group in 0..<table.groups {
          let z = Double(normals[block * Multipliers.groups + group][lane])
          for row in table.starts[group]..<table.starts[group + 1] { mean += table.shares[row] * z }
        }
        for group in 0..<table.groups {
          let z = Double(normals[block * Multipliers.groups + group][lane])
          for row in table.starts[group]..<table.starts[group + 1] {
            errors[(offset + row) * lanes + 16 * block + lane] = Float(
              sign * table.inflation * table.shares[row] * (z - mean))
          }
        }
      }
    }
  }

  /// Σ_j row_j errors_j, lane by lane.
  private static func combine(_ row: [Double], _ errors: [Float], lanes: Int, into product: inout [Float]) {
    product.withUnsafeMutableBufferPointer { product in
      errors.withUnsafeBufferPointer { errors in
        guard let out = product.baseAddress, let errors = errors.baseAddress else { return }
        out.update(repeating: 0, count: lanes)
        for j in row.indices {
          let factor = Float(row[j])
          let z = errors + j * lanes
          for lane in 0..<lanes { out[lane] += factor * z[lane] }
        }
      }
    }
  }
}

/// Maximum mean discrepancy with a Gaussian kernel whose width is the median distance of two rows.
public struct MeanDiscrepancy: Sendable, Equatable {
  /// MMD, the root of MMD²; between 0 and √2.
  public var distance: IntervalEstimate
  /// Width h of the kernel, in widths of the features.
  public var kernelWidth: Double
  /// Frequencies of the random Fourier features; nil when all pairs were summed.
  public var frequencies: Int?

  /// All pairs where neither sample has more than `exactRows` rows, else random Fourier features.
  public init(
    simulation: FeatureTable, data: FeatureTable, exactRows: Int = 1000, frequencies: Int = 256, seed: UInt64,
    _ multipliers: Multipliers
  ) {
    kernelWidth = Self.medianDistance(simulation, data, seed: seed)
    if max(simulation.count, data.count) <= exactRows {
      distance =
        KernelDistance.test(
          .gaussian(width: kernelWidth), simulation: simulation, data: data, multipliers
        ).estimate(multipliers).root
    } else {
      self.frequencies = frequencies
      let features = FourierFeatures(
        features: simulation.features, frequencies: frequencies, width: kernelWidth, seed: seed)
      distance = features.distance(simulation, data, multipliers).root
    }
  }

  /// The median distance of up to 2000 pairs of rows of both samples, drawn with the seed.
  static func medianDistance(_ simulation: FeatureTable, _ data: FeatureTable, seed: UInt64) -> Double {
    let random = CounterRandom(seed: seed, stream: "pairs of the median distance")
    func row(_ index: UInt64, _ part: UInt32) -> (FeatureTable, Int) {
      let u = random.uniform(index, part: part)
      let table = u < 0.5 ? simulation : data
      return (table, min(table.count - 1, Int((2 * u - (u < 0.5 ? 0 : 1)) * Double(table.count))))
    }
    var distances = (0..<UInt64(2000)).map { index -> Double in
      let (a, i) = row(index, 0)
      let (b, j) = row(index, 1)
      var square = 0.0
      for feature in 0..<a.features {
        let difference = Double(a.columns[feature][i]) - Double(b.columns[feature][j])
        square += difference * difference
      }
      return square.squareRoot()
    }
    distances.sort()
    let positive = distances.filter { $0 > 0 }
    let median = distances[distances.count / 2]
    return median > 0 ? median : positive.isEmpty ? 1 : positive[positive.count / 2]
  }
}
