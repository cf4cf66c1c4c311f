import AuditReport

/// A report as a real audit makes it: 30 columns with everything that plots must cope with.
///
/// Made by a generator without outer randomness; the numbers look like physics but mean nothing.
enum Showcase {
  static let report = make()

  private struct Noise {
    var state: UInt64
    mutating func uniform() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / 9_007_199_254_740_992
    }
    /// Sum of twelve uniform numbers: near enough to a normal one.
    mutating func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + uniform() } }
    mutating func count(_ mean: Double) -> Double { max(0, (mean + mean.squareRoot() * normal()).rounded()) }
  }

  private struct Shape {
    var name: String
    var unit: String?
    var axis: HistogramPair.Axis = .linear
    var low = -3.0
    var high = 3.0
    var bins = 60
    var events = 20_000.0
    var shift = 0.0
    var processes = 0
    var isNegative = false
    var density: (Double) -> Double = { x in 1 / (1 + x * x * x * x) }
  }

  private static let names = [
    "ttbar", "W+jets (NLO, merged)", "Z → ll", "single top", "diboson and other rare processes",
  ]

  private static func histogram(_ shape: Shape, _ noise: inout Noise) -> HistogramPair {
    let edges: [Double] = (0...shape.bins).map { index in
      let share = Double(index) / Double(shape.bins)
      guard shape.axis == .log else { return shape.low + (shape.high - shape.low) * share }
      var value = shape.low
      for _ in 0..<index { value *= shape.high }
      return value
    }
    let raw = (0..<shape.bins).map { bin in
      shape.density(-3 + 6 * (Double(bin) + 0.5) / Double(shape.bins))
    }
    let moved = (0..<shape.bins).map { bin in
      shape.density(-3 + 6 * (Double(bin) + 0.5) / Double(shape.bins) - shape.shift)
    }
    let scale = shape.events / raw.reduce(0, +)
    let movedScale = shape.events / moved.reduce(0, +)
    let data = moved.map { noise.count($0 * movedScale) }
    var processes: [HistogramPair.Contents] = []
    for index in 0..<shape.processes {
      let share = [0.45, 0.25, 0.15, 0.1, 0.05][index]
      let tilt = [0.0, 0.3, -0.3, 0.6, -0.6][index]
      let values = raw.enumerated().map { bin, value in
        let x = Double(bin) / Double(shape.bins) - 0.5
        return max(0, value * scale * share * (1 + tilt * x)) + (shape.isNegative && index == 4 ? -4 : 0)
      }
      processes.append(
        .init(name: names[index], values: values, variances: values.map { abs($0) * 0.4 + 0.1 }))
    }
    let total =
      processes.isEmpty
      ? raw.map { $0 * scale + noise.normal() * ($0 * scale * 0.3).squareRoot() - (shape.isNegative ? 3 : 0) }
      : raw.indices.map { bin in processes.reduce(0) { $0 + $1.values[bin] } }
    return HistogramPair(
      title: shape.name, unit: shape.unit, axis: shape.axis, edges: edges, normalisation: .data,
      simulation: .init(
        name: "simulation", values: total, variances: total.map { abs($0) * 0.3 + 0.2 }, underflow: 3.25,
        overflow: 41.7, missing: 0),
      processes: processes,
      data: .init(
        name: "data 2018", values: data, variances: data, underflow: 2, overflow: 57,
        missing: shape.shift == 0 ? 0 : 12),
      caption:
        "Data over simulation for \(shape.name). Look for a ratio that leaves the band over several bins in a row."
    )
  }

  private static var shapes: [Shape] {
    let falling: (Double) -> Double = { x in
      var value = 1.0
      for _ in 0..<max(0, Int((x + 3) * 10)) { value *= 0.8 }
      return value
    }
    var shapes: [Shape] = [
      Shape(
        name: "jets/pt_leading", unit: "GeV", low: 20, high: 520, events: 80_000, shift: 0.25, processes: 5,
        density: falling),
      Shape(name: "m_jj", unit: "GeV", low: 60, high: 200, bins: 56, events: 9_000, processes: 5),
      Shape(name: "MET", unit: "GeV", axis: .log, low: 1, high: 1.12, bins: 60, events: 50_000, shift: 0.08),
      Shape(name: "E_gamma", unit: "MeV", axis: .log, low: 0.001, high: 1.35, bins: 50, density: falling),
      Shape(name: "n_jets", axis: .integer, low: -0.5, high: 11.5, bins: 12, events: 30_000, processes: 3),
      Shape(name: "n_hits", axis: .integer, low: 99.5, high: 163.5, bins: 64, shift: 0.1),
      Shape(
        name: "iso_sumEt_cone40_corrected_for_pileup_and_leakage", unit: "GeV", low: -5, high: 25,
        isNegative: true),
      Shape(name: "bdt_score", low: 0, high: 1, bins: 40, events: 140, shift: 0.4),
      Shape(name: "run_fraction", low: 0, high: 1, bins: 20, events: 12),
      Shape(name: "time", unit: "ns", low: 1.2e9, high: 1.8e9, density: { _ in 1 }),
      Shape(name: "d0", unit: "m", low: -3e-5, high: 3e-5, events: 300_000),
      Shape(name: "weight_nlo", low: -200, high: 400, events: 2_000, processes: 5, isNegative: true),
    ]
    for index in 0..<16 {
      shapes.append(
        Shape(
          name: "x\(index)", low: -2 - Double(index), high: 2.5 + Double(index) * 0.7,
          shift: index % 4 == 0 ? 0.03 * Double(index) : 0, processes: index % 3 == 0 ? 5 : 0))
    }
    return shapes
  }

  private static func category(_ name: String, labels: [String], _ noise: inout Noise) -> HistogramPair {
    let means = labels.indices.map { 40_000 / Double($0 + 1) / Double($0 + 1) }
    let data = means.map { noise.count($0 * 1.02) }
    return HistogramPair(
      title: name, axis: .category, labels: labels, normalisation: .weights,
      simulation: .init(name: "simulation", values: means, variances: means.map { $0 * 0.3 }),
      data: .init(name: "data 2018", values: data, variances: data),
      caption: "Mix of \(name). Look for labels whose ratio leaves the band.")
  }

  private static func findings(
    _ column: String, ks: Double, isCategory: Bool, _ evidence: Evidence, events: Double
  )
    -> [Finding]
  {
    let q = 1.36 / (events / 2).squareRoot()
    func subject(_ other: String? = nil) -> Subject {
      Subject(
        feature: isCategory ? nil : column, category: isCategory ? column : nil, simulation: "simulation",
        data: "data 2018", other: other)
    }
    func finding(
      _ metric: String, _ value: Double, _ width: Double, p: Double? = nil, unit: String? = nil,
      limits: [Limit] = [], evidence: [Evidence] = [], low: Double = -1e300
    ) -> Finding {
      let estimate = Estimate(
        value: value, low: max(low, value - width), high: value + width, confidence: 0.95, pValue: p,
        qValue: p.map { min(1, $0 * 3) }, unit: unit)
      return Finding(
        judging: Reading(
          id: "shift/\(metric)/\(column)", analyzer: "shift", metric: metric, subject: subject(),
          outcome: estimate.map { .measured($0) } ?? .inconclusive(reason: "nothing to measure"),
          message: "The \(metric) of \(column) is what it is, in one sentence for people.", evidence: evidence
        ),
        by: limits)
    }
    let error = [Limit(max: 0.05), Limit(max: 0.02, severity: .warning)]
    if isCategory {
      return [
        finding("tvd", ks, q, p: 0.04, limits: error, evidence: [evidence], low: 0),
        finding("category-chi2", 1.3, 0.7, p: 0.2),
        finding("one-sided-levels", 0, 0.0003),
      ]
    }
    return [
      finding("ks", ks, q, p: ks > 2 * q ? 0.001 : 0.31, limits: error, evidence: [evidence], low: 0),
      finding("wasserstein", ks * 123, q * 120, unit: "GeV"), finding("wasserstein-sigma", ks * 2, q * 1.7),
      finding("jensen-shannon", ks * 0.8, q * 0.5, low: 0), finding("psi", ks * ks, q * q * 1.4),
      finding("chi2-ndf", 1 + ks * 20, 0.21, p: ks > q ? 2e-7 : 0.44),
      finding("median-shift", -ks * 1.2, q), finding("iqr-ratio", 1 + ks, q * 1.1),
      finding("out-of-range", 0.002 + ks / 20, 0.0007, limits: [Limit(max: 0.01, severity: .warning)]),
      finding("missing", ks > 0.05 ? 0.0123 : 0, ks > 0.05 ? 0.0012 : 0.0002, limits: [Limit(max: 0.01)]),
    ]
  }

  private static func make() -> Report {
    var noise = Noise(state: 7)
    var all: [Finding] = []
    for (index, shape) in shapes.enumerated() {
      let pair = histogram(shape, &noise)
      let ks = shape.shift * 0.3 + 0.004 + 0.001 * Double(index % 5)
      all += findings(shape.name, ks: ks, isCategory: false, .histogram(pair), events: shape.events)
    }
    let generators = category(
      "generator",
      labels: [
        "Powheg+Pythia8 (NNPDF3.1, h_damp = 1.5 m_t)", "Sherpa 2.2.11", "MadGraph5_aMC@NLO + Herwig7",
        "other",
        "unknown",
      ], &noise)
    all += findings("generator", ks: 0.031, isCategory: true, .histogram(generators), events: 40_000)
    let periods = category("run_period", labels: (0..<26).map { "2018 period \($0)" }, &noise)
    all += findings("run_period", ks: 0.008, isCategory: true, .histogram(periods), events: 60_000)
    for (metric, message) in [
      ("monotone", "time rises with the row number in 'data 2018': an identifier or a time."),
      ("affine-copy", "time equals 1000 × run_fraction + 3 in every row of both samples."),
    ] {
      all.append(
        Finding(
          judging: Reading(
            id: "shift/\(metric)/time", analyzer: "shift", metric: metric, subject: Subject(feature: "time"),
            outcome: .noted, message: message), by: []))
    }
    all.append(
      Finding(
        judging: Reading(
          id: "shift/ks/eta_lost", analyzer: "shift", metric: "ks", subject: Subject(feature: "eta_lost"),
          outcome: .inconclusive(reason: "all 200 values in 'data 2018' are missing"),
          message: "The KS distance of eta_lost could not be measured."), by: [Limit(max: 0.05)]))
    let process = names.enumerated().map { index, name in
      SampleSummary(
        name: name, role: "simulation", partOf: "simulation", files: [], rows: 900_000 / (index + 1),
        rowsRead: 1_000_000 / (index + 1), effectiveRows: 412_345.6 / Double(index + 1),
        sumOfWeights: 71_234.5 / Double(index + 1), negativeWeightFraction: index == 0 ? 0.153 : 0)
    }
    let file = SampleSummary.File(
      path: "samples/2018/simulation_0001.h5", bytes: 112_004_213,
      sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")
    return Report(
      tool: .init(name: "simaudit", version: "0.1.0"),
      configuration: .object([
        "seed": .number(1), "confidence": .number(0.95), "simulation": .array([.string("samples/2018/*.h5")]),
        "analyzers": .object(["shift": .object(["bins": .number(60), "normalise": .string("data")])]),
      ]),
      samples: [
        SampleSummary(
          name: "simulation", role: "simulation", files: [file], table: "events",
          selection: "pt > 20 && abs(eta) < 2.5",
          weight: "weight_nlo", rows: 1_234_567, rowsRead: 2_000_000, effectiveRows: 612_345.1,
          sumOfWeights: 138_210.75, negativeWeightFraction: 0.153)
      ] + process + [
        SampleSummary(
          name: "data 2018", role: "data", files: [file], table: "events",
          selection: "pt > 20 && abs(eta) < 2.5",
          rows: 139_001, rowsRead: 150_000, effectiveRows: 139_001, sumOfWeights: 139_001,
          negativeWeightFraction: 0)
      ],
      findings: all,
      run: .init(started: "2026-11-23T20:00:00Z", seconds: 1.234, peakMemoryBytes: 212_000_000, jobs: 2))
  }
}
