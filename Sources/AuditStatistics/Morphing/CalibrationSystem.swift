import Glibc

/// Fits calibrations of some features, and the mix of the simulation's components, to data.
///
/// Contents of bins of about equal pooled content are compared: q_b of data with ν Σ_c f_c p_cb(θ) of simulation, in
/// least squares, which makes the fit insensitive to tails. f are the shares of the components, common to all features;
/// ν is the normalisation of each feature inside of its window. The estimating equation is Z_Aᵀ(q − p_B) + Z_Bᵀ(q − p_A)
/// = 0 with the derivatives Z of the smoothed simulation as instruments, and with the two halves A and B of simulation:
/// noise in Z then is small and does not pull the estimate (a smearing would otherwise fit itself to the noise that it
/// smooths). Features that the model does not describe count less: their weight is divided by χ²/ndf (as in R. T. Birge, Phys. Rev.
/// 40 (1932) 207). Solved by Gauss-Newton steps.
struct CalibrationSystem {
  /// What is fitted.
  struct Plan {
    /// What is known of the shares of the components beforehand, where they are free; nil where they are known.
    var assumption: MixAssumption?
    /// Parameters that all features have in common.
    var common: [CalibrationKind] = []
    /// Parameters of each feature.
    var own: [[CalibrationKind]]
  }

  let features: [CalibrationFeature]
  let plan: Plan
  /// Shares of the components.
  private(set) var mix: [Double]
  private(set) var calibrations: [Calibration]
  private(set) var norms: [Double]
  /// Weight of each feature in the sum of squares.
  private(set) var importance: [Double]
  private(set) var linear: Linearised

  /// The equations at the solution.
  struct Linearised {
    /// Instruments of each feature: `[feature][half][parameter][bin]`; empty for parameters that it does not depend on.
    var instruments: [[[[Double]]]] = []
    var residuals: [[[Double]]] = []
    var contents: [[[[Double]]]] = []
    var inverse: [[Double]] = []
    /// The matrix without what is assumed of the mix.
    var matrix: [[Double]] = []
  }

  var componentCount: Int { mix.count }

  /// Square of the widest relative smearing that is looked for.
  private static let largestRelativeVariance = 0.02

  /// Solves. Errors: parameters that data do not determine.
  init(_ features: [CalibrationFeature], _ plan: Plan, mix: [Double], start: [Calibration]? = nil)
    throws(CalibrationObstacle)
  {
    self.features = features
    self.plan = plan
    self.mix = mix
    calibrations = start ?? features.map { _ in Calibration() }
    norms = features.map { _ in 1 }
    importance = features.map { Double($0.binCount) }
    linear = Linearised()
    try iterate(times: features.count > 1 ? 4 : 25)
    guard features.count > 1 else { return }
    importance = features.indices.map { Double(features[$0].binCount) / max(1, misfit(of: $0)) }
    try iterate(times: 25)
  }

  /// Calibrations of the first feature fitted to resampled contents of the cells; those that do not settle are left out.
  ///
  /// They start where the fit itself did: peaks on tails have several solutions, and that another one is found
  /// in another sample is a part of the error.
  func replicas(_ count: Int, seed: UInt64) -> [Calibration] {
    (0..<count).compactMap { replica in
      let resampled = features.map { $0.resampled(replica, seed: seed) }
      return (try? CalibrationSystem(resampled, plan, mix: mix))?.calibrations[0]
    }
  }

  // MARK: Layout of the parameters

  var mixCount: Int { plan.assumption == nil ? 0 : mix.count - 1 }
  var parameterCount: Int {
    mixCount + plan.common.count + features.count + plan.own.reduce(0) { $0 + $1.count }
  }
  /// Place of the share of a component; the first has none, it is what remains.
  func place(ofShare component: Int) -> Int { component - 1 }
  /// Place of a common parameter.
  func place(ofCommon kind: CalibrationKind) -> Int? {
    plan.common.firstIndex(of: kind).map { mixCount + $0 }
  }
  func placeOfNorm(_ feature: Int) -> Int {
    mixCount + plan.common.count + plan.own[..<feature].reduce(0) { $0 + $1.count + 1 }
  }
  /// Place of a parameter of a feature.
  func place(of kind: CalibrationKind, feature: Int) -> Int? {
    plan.own[feature].firstIndex(of: kind).map { placeOfNorm(feature) + 1 + $0 }
  }
  /// Place and kind of the parameters that a feature depends on.
  func kinds(of feature: Int) -> [(place: Int, kind: CalibrationKind)] {
    plan.common.enumerated().map { (mixCount + $0, $1) }
      + plan.own[feature].enumerated().map { (placeOfNorm(feature) + 1 + $0, $1) }
  }

  // MARK: Solving

  private mutating func iterate(times: Int) throws(CalibrationObstacle) {
    let size = parameterCount
    for round in 0..<times {
      if round == 0 || round == 4 { linear.instruments = features.indices.map { instruments(of: $0) } }
      try linearise()
      var right = [Double](repeating: 0, count: size)
      for feature in features.indices {
        let (columns, residuals) = (linear.instruments[feature], linear.residuals[feature])
        for place in 0..<size where !columns[0][place].isEmpty {
          right[place] +=
            importance[feature]
            * (Self.product(columns[0][place], residuals[1]) + Self.product(columns[1][place], residuals[0]))
        }
      }
      if let assumption = plan.assumption {
        let away = (1..<mix.count).map { assumption.shares[$0] - mix[$0] }
        for (place, row) in assumption.penalty.enumerated() { right[place] += Self.product(row, away) }
      }
      let steps = linear.inverse.map { Self.product($0, right) }
      // Noise makes the slope rough on small scales: steps that do not settle are shortened.
      let longest = advance(steps.map { round < 6 ? $0 : 0.5 * $0 })
      if longest < (round < 12 ? 0.003 : 0.05) || (features.count > 1 && round + 1 == times && times < 10) {
        return
      }
    }
    throw .undetermined
  }

  /// Takes the steps, shortened where they leave what was linearised; the longest in units of the derivative's step.
  private mutating func advance(_ steps: [Double]) -> Double {
    var longest = 0.0
    func move(_ calibration: inout Calibration, _ kind: CalibrationKind, _ step: Double, _ unit: Double) {
      longest = max(longest, abs(step) / unit)
      calibration[kind] += max(-20 * unit, min(20 * unit, step))
    }
    for (number, kind) in plan.common.enumerated() {
      let unit = features.map { abs($0.steps[kind]) }.min() ?? 1
      var shared = calibrations[0]
      move(&shared, kind, steps[mixCount + number], unit)
      for feature in features.indices { calibrations[feature][kind] = shared[kind] }
    }
    for feature in features.indices {
      for kind in plan.own[feature] {
        guard let place = place(of: kind, feature: feature) else { continue }
        var step = steps[place]
        if kind == .smear, plan.assumption != nil, features[feature].isRelative {
          // One that is hardly told may stay at its limit: the shares are wanted, and steps take them where it would be.
          let now = calibrations[feature].variance
          step = max(-Self.largestRelativeVariance, min(Self.largestRelativeVariance, now + step)) - now
        }
        move(&calibrations[feature], kind, step, features[feature].steps[kind])
      }
      let step = steps[placeOfNorm(feature)]
      norms[feature] = max(0.2, norms[feature] + max(-0.3, min(0.3, step)))
      longest = max(longest, 3 * abs(step))
      calibrations[feature].scale = max(-0.5, min(1, calibrations[feature].scale))
      if features[feature].isRelative {
        calibrations[feature].variance = max(
          -Self.largestRelativeVariance, min(Self.largestRelativeVariance, calibrations[feature].variance))
      }
    }
    if plan.assumption != nil {
      for component in 1..<mix.count {
        let step = max(-0.1, min(0.1, steps[place(ofShare: component)]))
        mix[component] += step
        longest = max(longest, 3 * abs(step))
      }
      mix[0] = 1 - mix[1...].reduce(0, +)
    }
    return longest
  }

  /// Models, residuals and the inverse of the matrix at the present parameters.
  private mutating func linearise() throws(CalibrationObstacle) {
    let size = parameterCount
    linear.residuals = []
    linear.contents = []
    var matrix = [[Double]](repeating: [Double](repeating: 0, count: size), count: size)
    for index in features.indices {
      let feature = features[index]
      let kernel = feature.kernel(calibrations[index])
      let recorded = feature.dataBins
      let contents = feature.shares.map { $0.map { kernel.bins($0) } }
      linear.contents.append(contents)
      linear.residuals.append(
        contents.map { parts in
          let total = Self.mixed(parts, mix)
          return recorded.indices.map { recorded[$0] - norms[index] * total[$0] }
        })
      let derivatives = derivatives(of: index, contents)
      let instruments = linear.instruments[index]
      let places = (0..<size).filter { !instruments[0][$0].isEmpty }
      for a in places {
        for b in places {
          matrix[a][b] +=
            importance[index]
            * (Self.product(instruments[0][a], derivatives[1][b])
              + Self.product(instruments[1][a], derivatives[0][b]))
        }
      }
    }
    linear.matrix = matrix
    for (a, row) in (plan.assumption?.penalty ?? []).enumerated() {
      for (b, value) in row.enumerated() { matrix[a][b] += value }
    }
    for place in 0..<size where !(matrix[place][place] > 0) { throw .undetermined }
    guard let inverse = LinearSystem.inverse(matrix), inverse.allSatisfy({ $0.allSatisfy(\.isFinite) })
    else { throw .undetermined }
    linear.inverse = inverse
  }

  /// χ²/ndf of a feature, both samples with their errors.
  func misfit(of index: Int) -> Double {
    let feature = features[index]
    let recorded = feature.dataBins
    var sum = 0.0
    for bin in recorded.indices {
      let residual = 0.5 * (linear.residuals[index][0][bin] + linear.residuals[index][1][bin])
      sum += residual * residual / max(recorded[bin], 1e-9)
    }
    let own = kinds(of: index).count
    return sum * 0.5 * feature.effectiveCount / Double(max(1, feature.binCount - 1 - own))
  }

  static func product(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for index in 0..<a.count { sum += a[index] * b[index] }
    return sum
  }

  static func mixed(_ parts: [[Double]], _ mix: [Double]) -> [Double] {
    var sum = [Double](repeating: 0, count: parts[0].count)
    for number in 0..<mix.count {
      let (part, share) = (parts[number], mix[number])
      for index in 0..<sum.count { sum[index] += share * part[index] }
    }
    return sum
  }
}
