import AuditAnalysis
import AuditModels
import AuditReport
import AuditSamples
import AuditTestSupport
import Glibc

@testable import AuditStatistics

/// Two classes in two or three features, 40 % signal that is displaced, a sum as classifier, and what data do to them.
struct AssumptionToy {
  /// What is different in data.
  enum Change: String, CaseIterable {
    /// Nothing.
    case nothing
    /// Both classes by one map of each feature.
    case maps
    /// A Gaussian copula of correlation 0.6 in both classes; every single feature is as it was.
    case gaussian
    /// A copula of Student's t with four degrees of freedom and correlation 0.6 in both classes.
    case student
    /// A Clayton copula with θ = 1.4 in both classes.
    case clayton
    /// The Gaussian copula in the signal alone.
    case signalDependence
    /// The background alone is wider in `d`.
    case background
    /// The signal alone is lower in `d`.
    case signal
    /// 10 % of data are of a process that simulation lacks.
    case process
    /// The signal alone is lower in `d`; region 1 has 70 % signal and region 0 has 30 %.
    case regions
    /// Regions, and nothing is different.
    case equalRegions

    var hasRegions: Bool { self == .regions || self == .equalRegions }
    var isDependence: Bool { [.gaussian, .student, .clayton].contains(self) }
  }

  var change: Change
  var rows = 4000
  var seed: UInt64 = 1
  /// Part of the simulated weights that are −1.
  var negative = 0.0
  /// Two or three.
  var features = 2

  private var names: [String] { Array(["d", "q", "e"].prefix(features)) }
  private static let displacements = [1, 1.2, 0.8]

  /// Values of an event, and whether it is of the signal; `nil`: of a process that simulation lacks.
  private func event(_ row: UInt64, _ random: CounterRandom, isData: Bool, isSignal: Bool) -> [Double] {
    var values = (0..<features).map { random.normal(row, part: UInt32($0)) }
    guard isData else {
      return isSignal ? zip(values, Self.displacements).map { $0 + $1 } : values
    }
    if change == .process, random.uniform(row, part: 2) < 0.1 {
      // Where simulation has 2 % of the density of data.
      let centre = [-1.8, 2.2, 0.4]
      return zip(values, centre).map { 0.35 * $0 + $1 }
    }
    if change.isDependence || (change == .signalDependence && isSignal) {
      values = dependent(values, row, random)
    }
    if isSignal { values = zip(values, Self.displacements).map { $0 + $1 } }
    switch change {
    case .maps: (values[0], values[1]) = (values[0] + 0.15, 1.08 * values[1] + 0.05)
    case .background where !isSignal: values[0] = 1.25 * values[0] - 0.1
    case .regions where isSignal: values[0] -= 0.3
    case .signal where isSignal: values[0] -= 0.3
    default: break
    }
    return values
  }

  /// Standard normal numbers joined by the copula of the change.
  private func dependent(_ values: [Double], _ row: UInt64, _ random: CounterRandom) -> [Double] {
    if change == .clayton {
      // Gamma frailty V of shape 1/θ: u = (1 + E/V)^(−1/θ) (A. W. Marshall and I. Olkin, JASA 83 (1988) 834).
      let theta = 1.4
      let frailty = gamma(1 / theta, row, random)
      return values.map { value in
        let exponential = -log(StandardNormal.cumulative(value))
        return StandardNormal.quantile(pow(1 + exponential / frailty, -1 / theta))
      }
    }
    // One factor in common: each pair has the correlation 0.6.
    let common = random.normal(row, part: 7)
    let joined = values.map { 0.6.squareRoot() * common + 0.4.squareRoot() * $0 }
    guard change == .student else { return joined }
    let square = -2 * log(random.uniform(row, part: 8) * random.uniform(row, part: 9))
    return joined.map { value in
      let t = value / (square / 4).squareRoot()
      let part = 1 + t * t / 4
      let cumulative = 0.5 + 0.375 * t / part.squareRoot() * (1 - t * t / (12 * part))
      return StandardNormal.quantile(min(1 - 1e-12, max(1e-12, cumulative)))
    }
  }

  /// A gamma number of a shape below 1 (J. H. Ahrens and U. Dieter, Computing 12 (1974) 223).
  private func gamma(_ shape: Double, _ row: UInt64, _ random: CounterRandom) -> Double {
    let edge = 1 + shape / M_E
    for trial in 0..<UInt32(100) {
      let (u, v) = (random.uniform(row, part: 20 + 2 * trial), random.uniform(row, part: 21 + 2 * trial))
      if edge * u <= 1 {
        let x = pow(edge * u, 1 / shape)
        if v <= exp(-x) { return x }
      } else {
        let x = -log((edge - edge * u) / shape)
        if v <= pow(x, shape - 1) { return x }
      }
    }
    return shape
  }

  /// True changes of the signal and of the background efficiency: of 400 000 events of each class.
  var truth: (signal: Double, background: Double) {
    if [.nothing, .process, .equalRegions].contains(change) { return (0, 0) }
    let random = CounterRandom(seed: 77, stream: "truth \(change)")
    func passing(_ isData: Bool, _ isSignal: Bool) -> Double {
      let count = UInt64(400_000)
      let offset: UInt64 = isSignal ? count : 0
      let selected = (0..<count).count { row in
        event(row + offset, random, isData: isData, isSignal: isSignal).reduce(0, +) >= 1.6
      }
      return Double(selected) / Double(count)
    }
    return (
      passing(true, true) - passing(false, true), passing(true, false) - passing(false, false)
    )
  }

  private func table(_ role: SampleRole) -> AnalyzerRun.Table {
    let random = CounterRandom(seed: seed, stream: "assumptions \(role.rawValue)")
    let isData = role == .data
    var columns = [[Float]](repeating: [], count: features)
    var (label, region): ([Float], [Float]) = ([], [])
    var weights: [Double] = []
    for row in 0..<UInt64(rows) {
      let isUpper = random.uniform(row, part: 1) < 0.5
      let isSignal = random.uniform(row) < (change.hasRegions ? (isUpper ? 0.7 : 0.3) : 0.4)
      let values = event(row, random, isData: isData, isSignal: isSignal)
      for feature in 0..<features { columns[feature].append(Float(values[feature])) }
      label.append(isSignal ? 1 : 0)
      region.append(isUpper ? 1 : 0)
      weights.append(!isData && random.uniform(row, part: 3) < negative ? -1 : 1)
    }
    var all = zip(names, columns).map { ($0, Values.float32($1)) } + [("r", .float32(region))]
    if !isData { all.append(("y", .float32(label))) }
    return AnalyzerRun.Table(
      role.rawValue, role, TableSource(columns: all), weights: negative > 0 && !isData ? weights : nil)
  }

  /// What the impact says; `changing`: its settings.
  func readings(hasTrainer: Bool = true, changing: (inout ImpactAnalyzer) -> Void = { _ in }) throws
    -> [Reading]
  {
    var analyzer = ImpactAnalyzer()
    analyzer.mixUncertainty = 0
    if change.hasRegions { analyzer.controlRegions = "r" }
    changing(&analyzer)
    let run = AnalyzerRun([table(.data), table(.simulation)], batchRows: 5000)
    var context = AuditContext(
      samples: run.samples, features: (names + ["r"]).map { FeatureDescription(name: $0) }, categories: [])
    context.label = "y"
    context.scorers = [FormulaScorer("sum", of: names, threshold: 1.6) { $0.reduce(0, +) }]
    context.trainer = hasTrainer ? BoostedTrees() : nil
    return try run.readings(analyzer, in: context)
  }
}
