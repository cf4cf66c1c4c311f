/// The shares of simulation's components in data.
///
/// Shares are fitted together with a calibration of each feature (``CalibrationSystem``). Where calibrations can do what
/// another mix does, data hardly tell the shares; what is known of them beforehand then counts: f = y/Σy with the yields
/// y = f⁰(1 + r·ε), ε standard normal, r the relative uncertainty of the yield of each component. Its part of the error
/// is carried like that of the rows, so that there is no decision whether data know the mix: with few events the
/// shares are nearly those of simulation and have the error that was assumed, with many they are those of data. An
/// assumption that data contradict is widened by χ²/ndf, as averages of measurements that disagree are (R. T. Birge, Phys. Rev. 40
/// (1932) 207).
public struct ComponentMix: Sendable {
  /// Relative uncertainty of yields where nothing better is known: cross sections are rarely off by more than a factor 2.
  public static let defaultUncertainty = 0.5

  /// Shares as simulated.
  public let nominal: [Double]
  /// Shares that are used: those that data prefer, or the nominal ones.
  public let shares: [Double]
  /// Interval of each share; empty where the mix is not free.
  public let intervals: [IntervalEstimate]
  /// Part of the variance of each share that comes from what was assumed: near 1, data say nothing.
  public let assumedParts: [Double]
  /// χ²/ndf of the measured shares and the assumed ones, not below 1: the factor on the assumed variance.
  public let strain: Double
  /// Influences on the shares of all components but the first.
  let influences: [RowInfluences]

  /// True where the mix is free.
  public var isFitted: Bool { !intervals.isEmpty }
  /// The shares where they are fitted.
  var fitted: [Double]? { isFitted ? shares : nil }

  /// `uncertainty`: relative uncertainty of the yields beforehand; 0 for a mix that is known.
  init(
    simulation: MorphingEvents, data: MorphingEvents, cells: (simulation: [[UInt16]], data: [[UInt16]]),
    features: [CalibrationFeature], uncertainty: Double, confidence: Double
  ) {
    var sums = [Double](repeating: 0, count: simulation.componentCount)
    for row in 0..<simulation.count { sums[Int(simulation.components[row])] += simulation.weights[row] }
    let total = sums.reduce(0, +)
    let nominal = sums.map { $0 / total }
    self.nominal = nominal
    let events = (simulation.effectiveCount, data.effectiveCount)
    guard uncertainty > 0, let stated = MixAssumption(nominal, uncertainty: uncertainty, events: events)
    else {
      (shares, intervals, influences, assumedParts, strain) = (nominal, [], [], [], 1)
      return
    }
    let kinds = features.map { feature -> [CalibrationKind] in
      [feature.isRelative || !feature.allowsOffset ? .scale : .offset, .smear]
    }
    func fitted(_ own: [[CalibrationKind]], under assumption: MixAssumption) -> CalibrationSystem? {
      features.isEmpty
        ? nil : try? CalibrationSystem(features, .init(assumption: assumption, own: own), mix: nominal)
    }
    // Smearings that cannot be told are left out rather than the mix: at first those that their feature alone does not tell.
    func told() -> [[CalibrationKind]] {
      zip(features, kinds).map { feature, kinds in
        (try? CalibrationSystem([feature], .init(own: [kinds]), mix: nominal)) == nil ? [kinds[0]] : kinds
      }
    }
    func measured(under assumption: MixAssumption) -> (shares: [Double], influences: [RowInfluences])? {
      let system =
        fitted(kinds, under: assumption) ?? fitted(told(), under: assumption)
        ?? fitted(kinds.map { [$0[0]] }, under: assumption)
      return system?.unassumedMix().map { found in
        let rows = found.influences.map {
          RowInfluences(
            $0, features: features.map(\.feature), simulation: simulation, data: data, cells: cells)
        }
        return (found.shares, rows)
      }
    }
    func away(_ found: [Double]) -> [Double] { found.indices.map { found[$0] - nominal[$0 + 1] } }
    var found = measured(under: stated)
    let contradicted = stated.strain(of: found?.influences ?? [], at: away(found?.shares ?? []))
    // What is contradicted would hold the fit far from what is used, and errors would be those of another mix.
    if contradicted > 1 { found = measured(under: stated.widened(by: contradicted)) ?? found }
    let (measured, away) = (found?.influences ?? [], away(found?.shares ?? []))
    strain = stated.strain(of: measured, at: away)
    let assumption = stated.widened(by: strain)
    let gain = assumption.gain(of: measured)
    let moved = gain.indices.map { row in zip(gain[row], away).reduce(0) { $0 + $1.0 * $1.1 } }
    let response = stated.response(of: gain, to: measured, at: away, strain: strain)
    influences = (1..<nominal.count).map { component in
      var rows = RowInfluences(
        simulation: [Double](repeating: 0, count: simulation.count),
        data: [Double](repeating: 0, count: data.count), assumed: assumption.directions[component])
      guard !response.isEmpty else { return rows }
      for (place, factor) in response[component - 1].enumerated() {
        rows.add(factor, measured[place])
        for direction in rows.assumed.indices {
          rows.assumed[direction] -= factor * assumption.directions[place + 1][direction]
        }
      }
      return rows
    }
    let rest = (1..<nominal.count).map { nominal[$0] + (moved.isEmpty ? 0 : moved[$0 - 1]) }
    // Below 0 no share can be; intervals say how far that is from what was measured.
    let shares = ([1 - rest.reduce(0, +)] + rest).map { max(0, $0) }
    let whole = shares.reduce(0, +)
    self.shares = shares.map { $0 / whole }
    // What is left for the first.
    var first = RowInfluences(
      simulation: [Double](repeating: 0, count: simulation.count),
      data: [Double](repeating: 0, count: data.count))
    for part in influences { first.add(-1, part) }
    let all = [first] + influences
    let errors = all.map(\.sums)
    assumedParts = zip(all, errors).map { rows, sums in
      rows.assumed.reduce(0) { $0 + $1 * $1 } / max(sums.second, 1e-300)
    }
    intervals = zip(self.shares, errors).map { share, sums in
      let half = sums.halfWidth(events: simulation.count + data.count, confidence: confidence)
      return IntervalEstimate(value: share, low: share - half, high: share + half, confidence: confidence)
    }
  }
}

/// What is known of the shares beforehand, as a penalty in a fit.
struct MixAssumption: Sendable {
  /// Shares as simulated.
  let shares: [Double]
  /// Changes of each share with independent standard normal numbers: f⁰_c r (δ_ck − f⁰_k).
  let directions: [[Double]]
  /// Covariance of all shares but the first.
  let covariance: [[Double]]
  /// Its inverse in about the unit of the normal matrix of a ``CalibrationSystem``: it keeps the search where shares can be.
  let penalty: [[Double]]

  /// nil for a single component. `events`: effective events of both samples.
  init?(_ shares: [Double], uncertainty: Double, events: (simulation: Double, data: Double)) {
    guard shares.count > 1, shares.allSatisfy({ $0 > 0 }) else { return nil }
    self.shares = shares
    let directions = shares.indices.map { component in
      shares.indices.map { other in
        shares[component] * uncertainty * ((component == other ? 1 : 0) - shares[other])
      }
    }
    self.directions = directions
    covariance = (1..<shares.count).map { a in
      (1..<shares.count).map { b in zip(directions[a], directions[b]).reduce(0) { $0 + $1.0 * $1.1 } }
    }
    guard let inverse = LinearSystem.inverse(covariance) else { return nil }
    // The normal matrix is twice the information for one event in each bin (both halves), if both samples had one event.
    let factor = 2 * (1 / max(1, events.simulation) + 1 / max(1, events.data))
    penalty = inverse.map { $0.map { factor * $0 } }
  }

  private init(_ other: MixAssumption, factor: Double) {
    shares = other.shares
    directions = other.directions.map { $0.map { $0 * factor.squareRoot() } }
    covariance = other.covariance.map { $0.map { $0 * factor } }
    penalty = other.penalty.map { $0.map { $0 / factor } }
  }

  /// The same with a larger variance.
  func widened(by factor: Double) -> MixAssumption { MixAssumption(self, factor: factor) }

  /// (f − f⁰)ᵀ(Σ⁰ + C)⁻¹(f − f⁰)/ndf, not below 1.
  func strain(of measured: [RowInfluences], at away: [Double]) -> Double {
    guard !measured.isEmpty, let inverse = LinearSystem.inverse(sum(with: measured)) else { return 1 }
    var square = 0.0
    for a in away.indices { for b in away.indices { square += away[a] * inverse[a][b] * away[b] } }
    return max(1, square / Double(away.count))
  }

  /// d(W away)/d(away): beside W itself, W moves because what contradicts widens the assumption,
  /// ∂W/∂s = (1 − W)W/s with ∂s/∂away = 2(Σ⁰ + C)⁻¹away/ndf where s > 1.
  func response(of gain: [[Double]], to measured: [RowInfluences], at away: [Double], strain: Double)
    -> [[Double]]
  {
    guard strain > 1, !gain.isEmpty, let inverse = LinearSystem.inverse(sum(with: measured)) else {
      return gain
    }
    func applied(_ matrix: [[Double]], _ vector: [Double]) -> [Double] {
      matrix.map { zip($0, vector).reduce(0) { $0 + $1.0 * $1.1 } }
    }
    let moved = applied(gain, away)
    let again = applied(gain, moved)
    let slopes = applied(inverse, away).map { 2 * $0 / Double(away.count) }
    return gain.indices.map { a in
      gain.indices.map { b in gain[a][b] + (moved[a] - again[a]) / strain * slopes[b] }
    }
  }

  private func sum(with measured: [RowInfluences]) -> [[Double]] {
    covariance.indices.map { a in
      covariance.indices.map { b in covariance[a][b] + measured[a].product(measured[b]) }
    }
  }

  /// How far what is measured moves the shares: W = Σ⁰(Σ⁰ + C)⁻¹ with the covariance C of the measured ones, so that the
  /// error of f⁰ + W(f − f⁰) is smallest; empty where nothing is measured.
  func gain(of measured: [RowInfluences]) -> [[Double]] {
    guard !measured.isEmpty else { return [] }
    guard let inverse = LinearSystem.inverse(sum(with: measured)) else { return [] }
    return covariance.map { row in
      covariance.indices.map { b in row.indices.reduce(0) { $0 + row[$1] * inverse[$1][b] } }
    }
  }
}
