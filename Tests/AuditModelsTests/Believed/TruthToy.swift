import AuditAnalysis
import AuditEngine
import AuditModels
import AuditReport
import AuditSamples
import AuditStatistics
import AuditTestSupport
import Glibc

/// Samples of every role from populations whose numbers have a closed form, with the weights that the field has.
///
/// Signal is half of the events. `x` is N(0, 1), shifted by 1 for signal; `z` is N(0, 1) for all; `wide` is N(0, 1), twice as
/// wide for signal; `d` is N(0, 1), shifted by 0.3 for signal; `flag` is 1 for 30 % of background and 70 % of signal, `pass` for
/// half of all events, `hit` for 40 %. Levels of `period` have 50, 30 and 20 %, of `kind` 50 and 50 % in background, 70 and 30 %
/// in signal. What is moved: see `move`.
struct TruthToy: CustomStringConvertible {
  enum Weighting: String, CaseIterable {
    case unit
    /// σ = 1: n_eff is 37 % of n.
    case logNormal
    /// Weights that go with `x`: drawn from N(1, 1) instead of N(0, 1), n_eff is 37 % of n.
    case correlated
    /// Three tenths are −1: n_eff is 16 % of n.
    case negative
  }
  var weighting: Weighting
  /// Rows of training and simulation.
  var references: Int
  /// Rows of validation, test and data.
  var others: Int
  /// How far test and data differ, in units of: `x` 0.2 larger, signal 60 %, `pass` 1 in 60 %, `period` 40, 40 and 20 %. The test sample
  /// begins with background: along its rows the fraction of signal rises by 0.4.
  var move: Double
  var seed: UInt64

  var description: String {
    "\(weighting.rawValue), \(references)/\(others), moved by \(move)"
  }

  private func table(_ role: SampleRole, isOther: Bool = false) -> AnalyzerRun.Table {
    let name = isOther ? "other" : role.rawValue
    let random = CounterRandom(seed: seed, stream: "truth/\(name)")
    let isReference = (role == .training || role == .simulation) && !isOther
    let rows = isReference ? references : others
    let move = isOther || role == .test || role == .data ? self.move : 0
    let first = Int64(SampleRole.allCases.firstIndex(of: role) ?? 0) * 1_000_000
    var columns: [(String, [Float])] = ["x", "z", "wide", "d", "flag", "pass", "hit"].map { ($0, []) }
    for place in columns.indices { columns[place].1.reserveCapacity(rows) }
    var (labels, periods, kinds, weights): ([Int64], [Int32], [Int32], [Double]) = ([], [], [], [])
    for row in 0..<UInt64(rows) {
      func uniform(_ part: UInt32) -> Double { random.uniform(row, part: part) }
      func normal(_ part: UInt32) -> Double { random.normal(row, part: part) }
      let rise = role == .test ? 0.4 * ((Double(row) + 0.5) / Double(rows) - 0.5) : 0
      let signal = 0.5 + move * (0.1 + rise)
      let isSignal = uniform(1) < signal
      let latent = normal(2)
      var x = latent
      switch weighting {
      case .unit: break
      case .logNormal: weights.append(exp(normal(3)))
      case .correlated:
        x -= 1
        weights.append(exp(latent - 0.5))
      case .negative: weights.append(uniform(3) < 0.3 ? -1 : 1)
      }
      x += (isSignal ? 1 : 0) + 0.2 * move
      let values = [
        x, normal(4), (isSignal ? 2 : 1) * normal(5), normal(6) + (isSignal ? 0.3 : 0),
        uniform(7) < (isSignal ? 0.7 : 0.3) ? 1 : 0, uniform(8) < 0.5 + 0.1 * move ? 1 : 0,
        uniform(9) < 0.4 ? 1 : 0,
      ]
      for (place, value) in values.enumerated() { columns[place].1.append(Float(value)) }
      let (period, kind) = (uniform(10), uniform(11))
      periods.append(period < 0.5 - 0.1 * move ? 0 : period < 0.8 ? 1 : 2)
      kinds.append(kind < (isSignal ? 0.7 : 0.5) ? 0 : 1)
      labels.append(isSignal ? 1 : 0)
    }
    var all: [(String, Values)] = columns.map { ($0.0, .float32($0.1)) }
    all.append(("period", .category(codes: periods, levels: ["A", "B", "C"])))
    all.append(("kind", .category(codes: kinds, levels: ["near", "far"])))
    all.append(("event", .int64((0..<rows).map { first + Int64($0) })))
    if role != .data { all.append(("y", .int64(labels))) }
    return AnalyzerRun.Table(
      name, role, TableSource(columns: all), weights: weights.isEmpty ? nil : weights)
  }

  /// The readings of an analyzer of the registry.
  func readings(_ kind: String, pieces: IndependentPieces = .oneByOne) throws -> [Reading] {
    guard let entry = AnalyzerRegistry.entries.first(where: { $0.kind.kind == kind }) else { return [] }
    let isOfVersions = kind == "nuisance-model"
    let run = AnalyzerRun(
      SampleRole.allCases.map { table($0) } + (isOfVersions ? [table(.simulation, isOther: true)] : []),
      batchRows: 20_000)
    // Trees learn what flags say exactly, so that their areas have a closed form.
    let features =
      isOfVersions || ["two-sample", "reweighting"].contains(kind)
      ? ["pass", "hit"] : kind == "panel" ? ["x", "z"] : ["x", "z", "wide", "pass"]
    var context = AuditContext(
      samples: run.samples, features: features.map { FeatureDescription(name: $0) },
      categories: ["period", "kind"], seed: seed)
    context.label = "y"
    context.eventKey = ["event"]
    context.nuisance = ["flag"]
    context.spectators = ["d", "z"]
    context.expectedMix = ["y": ["0": 0.5, "1": 0.5]]
    context.trainer = BoostedTrees()
    context.pieces = pieces
    context.scorers = [LogisticScorer(), LogisticScorer(name: "flat", slope: 0.5)]
    var (offset, scale) = (Offset(), Scale())
    (offset.features, offset.unit) = (["x"], .feature)
    scale.features = ["x"]
    var smear = Smear()
    (smear.features, smear.by) = (["x"], .feature)
    var (unavailable, rest) = (Unavailable(), Unavailable())
    (unavailable.features, rest.features) = (["x"], ["z"])
    var others = try InjectionPlan(Injection(rest))
    others.remaining = "x"
    context.injections = [
      try InjectionPlan(Injection(offset), strengths: [-0.4, -0.2, -0.1, 0.1, 0.2, 0.4], size: 0.2),
      try InjectionPlan(Injection(scale), strengths: [-0.2, 0.2], size: 0.2),
      try InjectionPlan(Injection(smear), strengths: [0.5], size: 0.5),
      try InjectionPlan(Injection(unavailable)), others,
    ]
    var (invariance, monotonicity) = (Invariance(), Monotonicity())
    var (independence, calibration) = (Independence(), SliceCalibration())
    invariance.features = ["x"]
    invariance.under = .reflection
    monotonicity.feature = "z"
    independence.spectator = "z"
    calibration.by = "pass"
    let expectations: [any PhysicsExpectation] = [
      invariance, monotonicity, independence, calibration, Agreement(), Overtraining(),
    ]
    context.expectations = try expectations.map { try ExpectationPlan($0, name: type(of: $0).kind) }
    var settings = entry.kind.defaults
    if case .object(var all) = settings {
      if kind == "coverage" { all["resamples"] = .number(300) }
      if kind == "two-sample" { all["eliminations"] = .number(1) }
      // What costs most is looked at on fewer rows.
      if ["two-sample", "panel"].contains(kind) { all["rows"] = .number(500) }
      if kind == "nuisance-model" { all["permutations"] = .number(3) }
      if kind == "panel" {
        all.merge([("resamples", .number(199)), ("directions", .number(16)), ("exactRows", .number(200))]) {
          $1
        }
      }
      settings = .object(all)
    }
    let analyzer = try entry.make(Configuration.Analysis(kind: kind, settings: settings))
    return try run.readings(analyzer, in: context)
  }
}

/// A classifier of `x`: 1/(1 + exp(−slope (x − ½))), calibrated where nothing is moved for the slope 1; one with another
/// slope falls by 0.02 where z > 1.5 and x > 0.
struct LogisticScorer: EventScorer {
  var name = "logistic"
  var slope = 1.0
  let columns = ["x", "z"]
  let threshold: Double? = 0.5

  func scores(of values: [Values], rows: Int, firstRow: Int) throws -> [Float] {
    zip(values[0].doubles, values[1].doubles).map { x, z in
      Float(1 / (1 + exp(-slope * (x - 0.5))) - (slope != 1 && z > 1.5 && x > 0 ? 0.02 : 0))
    }
  }

  func scores(
    of values: [Values], variedBy variations: [[String: Values]], nominal: ArraySlice<Float>?, rows: Int,
    firstRow: Int
  ) throws -> [[Float]] {
    try variations.map { change in
      try scores(of: zip(columns, values).map { change[$0] ?? $1 }, rows: rows, firstRow: firstRow)
    }
  }
}
