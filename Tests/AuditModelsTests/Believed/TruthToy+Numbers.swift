import AuditReport
import Glibc

/// The true numbers of the toy, in closed form or as integrals over `x`.
extension TruthToy {
  /// The true value of a reading; nil where none is known, see ``BelievedIntervalsTests``.
  func truth(_ reading: Reading) -> Double? {
    let subject = reading.subject
    let sample = subject.data ?? subject.sample ?? ""
    let move = ["test", "data", "other"].contains(sample) ? self.move : 0
    let population = Population(move: move)
    switch reading.analyzer {
    case "balance", "weights": return ofFiles(reading.metric, subject, population)
    case "leakage", "nuisance-model", "spectators": return ofClasses(reading.metric, subject, population)
    case "shift", "split-shift", "coverage", "panel":
      return ofPairs(reading.metric, subject.feature ?? subject.category, population)
    case "expectations" where reading.metric.hasPrefix("agreement"):
      return subject.model == "logistic" ? ofPairs(reading.metric, nil, population) : nil
    case "robustness", "expectations":
      return subject.model == "logistic" || ["monotonicity", "step-back"].contains(reading.metric)
        ? ofScores(reading, population) : nil
    case "two-sample":
      switch reading.metric {
      case "two-sample-auc": return isLearned ? 0.5 + 0.05 * move : nil
      case "residual-auc": return 0.5
      // Trees that are no better than chance rely on nothing.
      case "two-sample-reliance": return !isLearned ? nil : subject.feature == "pass" ? 0.05 * move : 0
      default: return nil
      }
    case "reweighting":
      // Two flags are reweighted exactly, but for the chance of the shares.
      switch reading.metric {
      case "closure-auc": return 0.5
      case "residual-ks": return 0
      case "ratio-slope": return move > 0 ? 1 : nil
      default: return nil
      }
    default: return nil
    }
  }

  /// Trees that see few events of a sample find less of a small difference than there is.
  private var isLearned: Bool { move == 0 || min(references, others) >= 2000 }

  private func ofFiles(_ metric: String, _ subject: Subject, _ population: Population) -> Double? {
    switch metric {
    case "mix-tvd", "target-tvd": return population.variation(subject.category ?? "")
    case "weighting-tvd": return 0
    // Along the test sample signal has the density 1 + r(t − ½)/s, background 1 − r(t − ½)/(1 − s), r = 0.4 move.
    case "order-drift": return population.move / 20 / population.spread
    case "order-clumping": return population.move * population.move / 75 / population.spread
    case "neff-loss": return weighting == .negative ? 0.84 : 0
    case "negative-weight-fraction": return weighting == .negative ? 0.3 : 0
    // Of log-normal weights the heaviest 1 % carry Φ(σ − z₀.₉₉).
    case "heaviest-1pc-share": return weighting == .negative ? 0.01 : normal(1 - 2.326_347_9)
    case "weight-correlation": return weighting == .correlated && subject.feature == "x" ? nil : 0
    case "weight-class-correlation": return 0
    default: return nil
    }
  }

  private func ofClasses(_ metric: String, _ subject: Subject, _ population: Population) -> Double? {
    func shifted(by shift: Double) -> Double { normal(shift / 2.0.squareRoot()) }
    switch (metric, subject.feature ?? subject.category) {
    case ("separation", "x"), ("unused-separation", "x"): return shifted(by: 1)
    case ("separation", "wide"): return 2 / Double.pi * atan(2)
    case ("separation", _): return 0.5
    case ("shortcut", "flag"), ("nuisance-auc", _): return 0.7
    case ("unused-separation", "d"), ("spectator-auc", "d"): return shifted(by: 0.3)
    case ("unused-separation", _), ("spectator-auc", _), ("weight-separation", _), ("process-auc", _):
      return 0.5
    case ("spectator-ks", let name): return name == "d" ? 2 * normal(0.15) - 1 : 0
    case ("category-separation", let name): return name == "kind" ? 0.6 : 0.5
    // ∫ F(background) dF(signal) of the densities above.
    case ("row-order", _):
      return subject.sample == "test" ? 0.5 + population.move / 30 / population.spread : 0.5
    case ("version-auc", _): return isLearned ? 0.5 + 0.05 * move : nil
    default: return nil
    }
  }

  private func ofPairs(_ metric: String, _ column: String?, _ population: Population) -> Double? {
    let isNull = population.move == 0 || ["z", "hit"].contains(column)
    switch metric {
    case "tvd": return population.variation(column ?? "")
    case "iqr-ratio", "chi2-ndf", "category-chi2": return isNull ? 1 : nil
    case "out-of-range", "outside-training-range": return population.beyond(column ?? "")
    case "uncovered", "missing", "rank-correlation-shift", "correlation-shift": return 0
    case "largest-ks": return population.distance("x")
    case "ks": return population.distance(column ?? "")
    case "agreement-ks": return population.distance("x")
    case "agreement-efficiency":
      return population.above(0.5) - Population(move: 0).above(0.5)
    case "median-shift", "wasserstein", "wasserstein-sigma", "jensen-shannon", "psi", "energy-distance",
      "mmd", "sliced-wasserstein", "worst-direction", "frechet-distance":
      return isNull ? 0 : nil
    default: return nil
    }
  }

  private func ofScores(_ reading: Reading, _ population: Population) -> Double? {
    let (metric, subject) = (reading.metric, reading.subject)
    let name = subject.miscalibration ?? ""
    let isSmeared = name.hasPrefix("smear")
    let (area, scores) = (normal(1 / 2.0.squareRoot()), ScoreTruth(population))
    // What is called the larger of both signs has the size of the larger: which sign it is may be chance.
    let sign: Double
    if case .measured(let estimate) = reading.outcome { sign = estimate.value < 0 ? -1 : 1 } else { sign = 1 }
    func larger(_ change: (ScoreTruth) -> Double) -> Double? {
      let nominal = change(scores)
      let changes: [Double]
      if name.hasPrefix("offset") {
        changes = [-0.2, 0.2].map { change(ScoreTruth(population, offset: $0)) - nominal }
      } else if name.hasPrefix("scale") {
        changes = [0.8, 1.2].map { change(ScoreTruth(population, factor: $0)) - nominal }
      } else if isSmeared {
        changes = [change(ScoreTruth(population, smearing: 0.5)) - nominal]
      } else {
        return nil
      }
      let largest = changes.max { abs($0) < abs($1) } ?? 0
      return changes.count > 1 ? sign * abs(largest) : largest
    }
    switch metric {
    case "auc": return area
    case "auc-loss": return isSmeared ? area - normal(1 / 2.5.squareRoot()) : 0
    case "efficiency-change": return larger { $0.efficiency(true) }
    case "background-change": return larger { $0.efficiency(false) / scores.efficiency(false) }
    case "brier-change": return larger(\.brier)
    case "log-loss-change": return larger(\.logLoss)
    case "calibration-change": return larger(\.calibration)
    case "rejection-change": return isSmeared ? nil : 0
    case "dependence": return area - 0.5
    case "sufficiency": return 1
    case "background-efficiency": return scores.efficiency(false)
    case "calibration-error", "slice-calibration": return scores.calibration
    case "slice-loss": return scores.logLoss
    case "slice-bias": return scores.bias
    case "asymmetry": return name.hasPrefix("offset") ? 0 : nil
    case "slope", "curvature":
      guard name.hasPrefix("offset") else { return nil }
      let (up, down) = (ScoreTruth(population, offset: 0.1), ScoreTruth(population, offset: -0.1))
      let (plus, minus) = (up.efficiency(true), down.efficiency(true))
      return metric == "slope"
        ? (plus - minus) / 0.2 : (plus - 2 * scores.efficiency(true) + minus) / 0.01
    case "score-ks":
      guard name.hasPrefix("offset") else { return nil }
      return [-0.2, 0.2].map { ScoreTruth(population, offset: $0).distance(to: scores) }.max()
    case "flips":
      guard name.hasPrefix("offset") else { return nil }
      return max(
        population.above(0.3) - population.above(0.5), population.above(0.5) - population.above(0.7))
    case "breakdown": return name.hasPrefix("offset") ? scores.breakdown : nil
    case "relative-error", "relative-loss": return subject.model == "logistic" ? 1 : nil
    case "invariance":
      return subject.model == "logistic" ? population.above(0.5) + 1 - population.above(-0.5) : nil
    case "invariance-ks": return scores.distanceOfReflection
    case "monotonicity": return subject.model == "logistic" ? 0 : population.above(0)
    case "step-back": return subject.model == "logistic" ? 0 : 0.02 * population.above(0)
    case "independence-cvm", "independence-dcor", "independence-js", "overtraining-auc": return 0
    case "overtraining-ks": return 2 * normal(0.1 * population.move) - 1
    default: return nil
    }
  }
}

/// Φ(z).
private func normal(_ z: Double) -> Double { 0.5 * erfc(-z / 2.0.squareRoot()) }

/// `x` of all events, and the shares of what is counted.
private struct Population {
  var move: Double

  var signal: Double { 0.5 + 0.1 * move }
  var shift: Double { 0.2 * move }
  /// s(1 − s) for the fraction s of signal.
  var spread: Double { signal * (1 - signal) }

  /// P(x of a class ≤ value).
  func cumulative(_ value: Double, isSignal: Bool) -> Double { normal(value - shift - (isSignal ? 1 : 0)) }

  /// P(x > value).
  func above(_ value: Double) -> Double {
    1 - signal * cumulative(value, isSignal: true) - (1 - signal) * cumulative(value, isSignal: false)
  }

  /// P(column ≤ value).
  private func below(_ value: Double, _ column: String) -> Double? {
    switch column {
    case "x": 1 - above(value)
    case "z": normal(value)
    case "wide": signal * normal(value / 2) + (1 - signal) * normal(value)
    default: nil
    }
  }

  /// Kolmogorov-Smirnov distance to what is not moved.
  func distance(_ column: String) -> Double? {
    if column == "pass" { return 0.1 * move }
    let other = Population(move: 0)
    return Self.places.reduce(nil) { largest, place in
      guard let here = below(place, column), let there = other.below(place, column) else { return nil }
      return max(largest ?? 0, abs(here - there))
    }
  }

  /// The fraction outside of the central 99.8 % of what is not moved.
  func beyond(_ column: String) -> Double? {
    let other = Population(move: 0)
    func quantile(_ share: Double) -> Double? {
      var (low, high) = (-20.0, 20.0)
      for _ in 0..<60 {
        let middle = (low + high) / 2
        guard let reached = other.below(middle, column) else { return nil }
        if reached < share { low = middle } else { high = middle }
      }
      return high
    }
    guard let low = quantile(0.001), let high = quantile(0.999), let first = below(low, column),
      let last = below(high, column)
    else { return nil }
    return first + 1 - last
  }

  /// Total variation distance of a category to what is not moved.
  func variation(_ column: String) -> Double? {
    ["y": 0.1, "period": 0.1, "kind": 0.02][column].map { $0 * move }
  }

  /// Where integrals over x are summed.
  static let places = stride(from: -9.0, through: 10, by: 0.005)
}

/// What the calibrated classifier gives for a population whose `x` was changed: (x + offset)·factor, or x with a smearing.
private struct ScoreTruth {
  var population: Population
  var offset = 0.0
  var factor = 1.0
  var smearing = 0.0

  init(_ population: Population, offset: Double = 0, factor: Double = 1, smearing: Double = 0) {
    (self.population, self.offset, self.factor, self.smearing) = (population, offset, factor, smearing)
  }

  /// The centre and the width of the changed x of a class.
  private func shape(_ isSignal: Bool) -> (centre: Double, width: Double) {
    let centre = (isSignal ? 1.0 : 0) + population.shift
    return (factor * (centre + offset), (factor * factor + smearing * smearing).squareRoot())
  }

  /// P(changed x > ½) of a class.
  func efficiency(_ isSignal: Bool) -> Double {
    let shape = shape(isSignal)
    return normal((shape.centre - 0.5) / shape.width)
  }

  /// ∫ of a function of the density of signal, that of background, each with its fraction, and the score.
  private func integral(_ term: (_ signal: Double, _ background: Double, _ score: Double) -> Double) -> Double
  {
    let step = 0.005
    func density(_ x: Double, _ isSignal: Bool) -> Double {
      let shape = shape(isSignal)
      let z = (x - shape.centre) / shape.width
      return exp(-z * z / 2) / (2 * Double.pi).squareRoot() / shape.width
        * (isSignal ? population.signal : 1 - population.signal)
    }
    return step
      * Population.places.reduce(0) {
        $0 + term(density($1, true), density($1, false), 1 / (1 + exp(0.5 - $1)))
      }
  }

  var brier: Double { integral { $0 * (1 - $2) * (1 - $2) + $1 * $2 * $2 } }
  var logLoss: Double { integral { -$0 * log($2) - $1 * log(1 - $2) } }
  /// E|P(signal | score) − score|.
  var calibration: Double { integral { abs($0 * (1 - $2) - $1 * $2) } }
  /// E(score) − P(signal).
  var bias: Double { integral { $1 * $2 - $0 * (1 - $2) } }

  private func above(_ place: Double) -> Double {
    [true, false].reduce(0) { sum, isSignal in
      let shape = shape(isSignal)
      return sum + (isSignal ? population.signal : 1 - population.signal)
        * normal((shape.centre - place) / shape.width)
    }
  }

  func distance(to other: ScoreTruth) -> Double {
    Population.places.reduce(0) { max($0, abs(above($1) - other.above($1))) }
  }

  /// max |F(x) − F(−x)|.
  var distanceOfReflection: Double {
    Population.places.reduce(0) { max($0, abs(above($1) - 1 + above(-$1))) }
  }

  /// The smallest offset that changes the signal efficiency by 0.02 or the background efficiency by a tenth.
  var breakdown: Double {
    stride(from: 0.0, through: 0.4, by: 1e-4).first { size in
      [-size, size].contains { offset in
        let moved = ScoreTruth(population, offset: offset)
        return abs(moved.efficiency(true) - efficiency(true)) > 0.02
          || abs(moved.efficiency(false) / efficiency(false) - 1) > 0.1
      }
    } ?? .infinity
  }
}
