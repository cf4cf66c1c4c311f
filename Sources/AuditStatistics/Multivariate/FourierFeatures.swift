import Glibc

/// Random Fourier features of the Gaussian kernel: MMD² ≈ mean over ω of |φ_P(ω) − φ_Q(ω)|², ω ~ N(0, 1/h²).
///
/// φ are the weighted characteristic functions. Linear in the rows, where all pairs are quadratic. For any set of
/// frequencies the mean is a squared distance with a p-value of its own; how far it is from MMD² is told by the spread over the
/// frequencies and widens the interval. Source: Rahimi and Recht, NIPS 2007.
struct FourierFeatures {
  /// frequency[m · features + k].
  let frequencies: [Float]
  let features: Int
  let count: Int

  /// Draws frequencies.
  init(features: Int, frequencies: Int, width: Double, seed: UInt64) {
    self.features = features
    count = max(2, frequencies)
    var numbers = [Float](repeating: 0, count: count * features)
    CounterRandom(seed: seed, stream: "frequencies").fillNormals(&numbers)
    self.frequencies = numbers.map { Float(Double($0) / width) }
  }

  /// MMD² with interval. O(frequencies · (rows · features + groups · resamples)).
  func distance(
    _ simulation: FeatureTable, _ data: FeatureTable, _ multipliers: Multipliers
  ) -> IntervalEstimate {
    let first = sums(simulation)
    let second = sums(data)
    let errors = multipliers.errors(
      simulation: first.centred, strides: simulation.groups, data: second.centred, data.groups,
      quantities: 2 * count)
    let lanes = multipliers.lanes
    var cross = [Double](repeating: 0, count: lanes)
    var squares = cross
    var terms = [Double](repeating: 0, count: count)
    let scale = 1 / Double(count)
    for place in 0..<2 * count {
      let difference = first.means[place] - second.means[place]
      var noise = 0.0
      for lane in 0..<lanes {
        let error = Double(errors[place * lanes + lane])
        cross[lane] += scale * difference * error
        squares[lane] += scale * error * error
        if lane < multipliers.resamples { noise += error * error }
      }
      terms[place / 2] += difference * difference - noise / Double(multipliers.resamples)
    }
    let observed =
      scale
      * zip(first.means, second.means).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let mean = scale * terms.reduce(0, +)
    let spread = terms.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)
    let relative = mean > 0 ? (spread / Double(count)).squareRoot() / mean : 0
    return SquaredNormTest(observed: observed, cross: cross, squares: squares).estimate(multipliers)
      .widened(byRelative: min(relative, 1))
  }

  /// Weighted means of cos ωx and sin ωx, and their centred sums over groups; two rows for each frequency.
  private func sums(_ table: FeatureTable) -> (means: [Double], centred: [Float]) {
    let groups = table.groups
    var means = [Double](repeating: 0, count: 2 * count)
    var centred = [Float](repeating: 0, count: 2 * count * groups)
    var phase = [Float](repeating: 0, count: table.count)
    var cosine = phase
    var sine = phase
    var shareSums = [Double](repeating: 0, count: groups)
    for group in 0..<groups {
      for row in table.starts[group]..<table.starts[group + 1] { shareSums[group] += table.shares[row] }
    }
    var partial = [Double](repeating: 0, count: 2 * groups)
    for number in 0..<count {
      for row in phase.indices { phase[row] = 0 }
      for feature in 0..<features {
        // In turns, so that reducing the phase to one turn is a rounding.
        let frequency = frequencies[number * features + feature] / (2 * Float.pi)
        let column = table.columns[feature]
        for row in phase.indices { phase[row] += frequency * column[row] }
      }
      Turn.sineAndCosine(of: phase, &sine, &cosine)
      for group in 0..<groups {
        var (c, s) = (0.0, 0.0)
        for row in table.starts[group]..<table.starts[group + 1] {
          c += table.shares[row] * Double(cosine[row])
          s += table.shares[row] * Double(sine[row])
        }
        partial[group] = c
        partial[groups + group] = s
        means[2 * number] += c
        means[2 * number + 1] += s
      }
      for part in 0..<2 {
        let mean = means[2 * number + part]
        for group in 0..<groups {
          centred[(2 * number + part) * groups + group] = Float(
            table.inflation * (partial[part * groups + group] - mean * shareSums[group]))
        }
      }
    }
    return (means, centred)
  }
}

/// Sines and cosines of angles given in turns.
enum Turn {
  /// sin 2πt and cos 2πt, errors about 3·10⁻⁷. Plain loops that become vector instructions. O(n).
  ///
  /// Polynomials: Chebyshev interpolation on a quarter turn, made for this purpose.
  static func sineAndCosine(of turns: [Float], _ sine: inout [Float], _ cosine: inout [Float]) {
    for row in turns.indices {
      let t = turns[row]
      // The nearest quarter turn is taken off; adding 1.5·2²³ rounds.
      let rounder: Float = 12_582_912
      let quarters = (4 * t + rounder) - rounder
      let x = (4 * t - quarters) * (Float.pi / 2)
      let square = x * x
      let s0 = -1.950_390_4e-4 * square + 8.332_036e-3
      let s = ((s0 * square - 0.166_666_5) * square + 1) * x
      let c0 = 2.437_983e-5 * square - 1.388_661_8e-3
      let c = ((c0 * square + 4.166_661_7e-2) * square - 0.5) * square + 1
      let sector = Int32(quarters) & 3
      let isOdd = sector & 1 == 1
      let a = isOdd ? c : s
      let b = isOdd ? s : c
      sine[row] = sector >= 2 ? -a : a
      cosine[row] = sector == 1 || sector == 2 ? -b : b
    }
  }
}
