import AuditReport

/// One small example of each kind of evidence, and a small report that holds them all.
enum Gallery {
  static let histogram = HistogramPair(
    title: "pt", unit: "GeV", axis: .linear, edges: [0, 10, 20, 30, 40, 50, 60], normalisation: .data,
    simulation: .init(
      name: "simulation", values: [10, 40.5, 60, 30, 8, 1.25], variances: [4, 9, 16, 9, 4, 1], underflow: 0.5,
      overflow: 1.75),
    processes: [
      .init(name: "background", values: [9, 30.5, 20, 10, 5, 1.5], variances: [3, 6, 8, 5, 2, 0.5]),
      .init(name: "signal", values: [1, 10, 40, 20, 3, -0.25], variances: [1, 3, 8, 4, 2, 0.5]),
    ],
    data: .init(
      name: "data", values: [11, 38, 66, 29, 3, 0], variances: [11, 38, 66, 29, 3, 0], missing: 2),
    caption: "Transverse momentum. Look for a ratio that leaves the band.")

  static let logarithmic = HistogramPair(
    title: "energy", unit: "MeV", axis: .log, edges: [0.1, 1, 10, 100, 1000], normalisation: .weights,
    simulation: .init(name: "simulation", values: [90_000, 700, 12, -2], variances: [90_000, 700, 20, 4]),
    data: .init(name: "data", values: [91_200, 650, 16, 1], variances: [91_200, 650, 16, 1]),
    caption: "Energy. Look at the tail.")

  static let integers = HistogramPair(
    title: "n_jets", axis: .integer, edges: [-0.5, 0.5, 1.5, 2.5, 3.5], normalisation: .data,
    simulation: .init(name: "simulation", values: [5, 10, 4, 1], variances: [1, 2, 1, 0.5]),
    data: .init(name: "data", values: [6, 9, 4, 1], variances: [6, 9, 4, 1]), caption: "Number of jets.")

  static let category = HistogramPair(
    title: "generator", axis: .category,
    labels: ["MadGraph5_aMC@NLO + Herwig7 (shower)", "Sherpa", "none & <other>"], normalisation: .data,
    simulation: .init(name: "simulation", values: [100, 40, 0], variances: [50, 20, 0]),
    data: .init(name: "data", values: [90, 48, 2], variances: [90, 48, 2]),
    caption: "Mix of generators. Look for labels whose ratio leaves the band.")

  static let curve = Curve(
    title: "AUC against energy scale", xLabel: "energy scale [%]", yLabel: "AUC",
    series: [
      .init(
        name: "fully connected",
        points: (-4...4).map {
          let x = Double($0)
          return .init(
            x: x, y: 0.92 - 0.002 * x * x, low: 0.917 - 0.0022 * x * x, high: 0.923 - 0.0018 * x * x)
        }),
      .init(
        name: "boosted trees",
        points: (-4...4).map {
          let x = Double($0)
          return .init(x: x, y: 0.9 - 0.001 * x * x + 0.001 * x, low: 0.897 - 0.001 * x * x, high: 0.904)
        }),
    ], tolerances: [0.895],
    caption: "Response of two classifiers. Look for the strength at which a band crosses the tolerance.")

  static let multiples = Multiples(
    title: "AUC against energy scale by region",
    panels: ["barrel", "end cap <1>"].map { title in
      var panel = curve
      panel.title = title
      panel.series = [curve.series[title == "barrel" ? 0 : 1]]
      panel.marks = title == "barrel" ? [.init(name: "breakdown point", x: 3.2, low: 2.8, high: 3.7)] : nil
      return panel
    }, caption: "On common axes. Look for a region that suffers more.")

  static let tornado = Bars(
    title: "Tornado", label: "Δ efficiency",
    items: [
      .init(
        name: "energy scale", value: 0.031, low: 0.027, high: 0.035,
        opposite: .init(value: -0.028, low: -0.033, high: -0.024)),
      .init(name: "resolution", value: -0.012, low: -0.015, high: -0.009),
    ], caption: "Both signs of each cause. Look for bars on one side only.")

  static let heatMap = HeatMap(
    title: "Difference of correlations", rowLabels: ["pt", "eta", "mass"],
    columnLabels: ["pt", "eta", "mass"],
    values: [[0, 0.02, -0.11], [0.02, 0, nil], [-0.11, nil, 0]],
    errors: [[0, 0.01, 0.012], [0.01, 0, nil], [0.012, nil, 0]],
    caption: "Correlation in data minus that in simulation. Look for saturated cells.")

  static let bars = Bars(
    title: "What moves the efficiency", label: "Δ efficiency [%]",
    items: [
      .init(name: "jets/pt", value: -1.31, low: -1.5, high: -1.1),
      .init(name: "mass", value: 0.42, low: 0.2, high: 0.64),
      .init(name: "eta", value: 0.01, low: -0.1, high: 0.12),
    ], limits: [Limit(min: -1, max: 1), Limit(max: 0.5, severity: .warning)],
    caption: "Change of the signal efficiency. Look for intervals beyond a limit.")

  static let table = Table(
    title: "Regions", columns: ["region", "data / sim.", "share of data"],
    rows: [
      [.text("pt < 32 && abs(eta) > 2.1"), .number(1.43), .number(0.023)],
      [.text("mass > 110"), .number(0.87), .empty],
    ], caption: "Regions where data and simulation differ. Look at the largest share.")

  static let all: [(name: String, evidence: Evidence)] = [
    ("histogram", .histogram(histogram)), ("histogram-log", .histogram(logarithmic)),
    ("histogram-integer", .histogram(integers)), ("histogram-category", .histogram(category)),
    ("curve", .curve(curve)), ("heat-map", .heatMap(heatMap)), ("bars", .bars(bars)),
    ("table", .table(table)), ("multiples", .multiples(multiples)), ("tornado", .bars(tornado)),
  ]

  static func finding(
    _ metric: String, _ column: String, _ outcome: Reading.Outcome, limits: [Limit] = [],
    evidence: [Evidence] = [],
    analyzer: String = "shift", isCategory: Bool = false, message: String = "One sentence for people."
  ) -> Finding {
    Finding(
      judging: Reading(
        id: "\(analyzer)/\(metric)/\(column)", analyzer: analyzer, metric: metric,
        subject: Subject(
          feature: isCategory ? nil : column, category: isCategory ? column : nil, simulation: "simulation",
          data: "data"), outcome: outcome, message: message, evidence: evidence), by: limits)
  }

  static func measured(
    _ value: Double, _ low: Double, _ high: Double, p: Double? = nil, q: Double? = nil, unit: String? = nil
  ) -> Reading.Outcome {
    Estimate(value: value, low: low, high: high, confidence: 0.95, pValue: p, qValue: q, unit: unit)
      .map { .measured($0) } ?? .inconclusive(reason: "not finite")
  }

  static let limits = [Limit(max: 0.05), Limit(max: 0.02, severity: .warning)]

  static let findings: [Finding] = [
    finding(
      "ks", "pt", measured(0.0812, 0.0791, 0.0833, p: 0.001, q: 0.003), limits: limits,
      evidence: [.histogram(histogram)], message: "Simulation of pt is too soft."),
    finding("wasserstein", "pt", measured(1.31, 1.12, 1.5, unit: "GeV")),
    finding(
      "ks", "energy", measured(0.012, 0.004, 0.019), limits: limits, evidence: [.histogram(logarithmic)]),
    finding("ks", "n_jets", measured(0.04, 0.02, 0.06), limits: limits, evidence: [.histogram(integers)]),
    finding(
      "ks", "lost", .inconclusive(reason: "all 3 values are missing"), limits: limits,
      message: "The KS distance of lost could not be measured."),
    finding(
      "tvd", "generator", measured(0.07, 0.03, 0.11), limits: [Limit(max: 0.02, severity: .warning)],
      evidence: [.histogram(category)], isCategory: true),
    finding("constant", "flag", .noted, message: "All values of flag are 1."),
    finding(
      "impact", "model", measured(-1.31, -1.5, -1.1, unit: "%"), limits: [Limit(min: -1, max: 1)],
      evidence: [.curve(curve), .heatMap(heatMap), .bars(bars), .table(table)], analyzer: "impact"),
  ]

  /// The same with acceptances: one that holds, one that is over, one by a pattern, one that names nothing.
  static let accepted: Report = {
    var findings = Self.findings
    let day = CalendarDay(year: 2027, month: 3, day: 31) ?? .distant
    let over = CalendarDay(year: 2026, month: 1, day: 31) ?? .distant
    for index in findings.indices where findings[index].isOpen {
      switch findings[index].id {
      case "shift/ks/pt", "shift/ks/n_jets":
        findings[index].acceptance = Acceptance(
          reason: "the scale is mended in version 3 | <b>", until: day, expired: false)
      case "impact/impact/model":
        findings[index].acceptance = Acceptance(reason: "was to be mended", until: over, expired: true)
      default: break
      }
    }
    return Report(
      tool: report.tool, configuration: report.configuration, samples: report.samples, findings: findings,
      run: report.run,
      acceptances: [
        AcceptanceRecord(
          finding: "shift/ks/pt", reason: "the scale is mended in version 3 | <b>", until: day,
          expired: false,
          matches: 1, open: 1),
        AcceptanceRecord(
          finding: "shift/ks/n_*", reason: "the scale is mended in version 3 | <b>", until: day,
          expired: false,
          matches: 1, open: 1),
        AcceptanceRecord(
          finding: "impact/impact/model", reason: "was to be mended", until: over, expired: true, matches: 1,
          open: 1
        ),
        AcceptanceRecord(
          finding: "shift/ks/ppt", reason: "a slip", until: day, expired: false, matches: 0, open: 0),
      ])
  }()

  /// The same with a title, rows without a label, and columns that were not looked at.
  static let omitted: Report = {
    var configuration: [String: JSONValue] = ["seed": .number(42)]
    configuration["title"] = .string("Version 2 | <b> against run 7")
    var samples = report.samples
    samples[0].unlabelledRows = 75
    let both = ["simulation", "data"]
    return Report(
      tool: report.tool, configuration: .object(configuration), samples: samples, findings: findings,
      run: report.run,
      notLookedAt: [
        OmittedColumn(
          column: "showers", samples: both, kind: "several values",
          reason: "has 368 values a row; name one, as showers[0], or a reduction, as max(showers)",
          counts: true),
        OmittedColumn(
          column: "truth_<pt>", samples: both, kind: "truth",
          reason: "is named like something that only simulation knows", counts: true),
        OmittedColumn(
          column: "truth_eta", samples: both, kind: "truth",
          reason: "is named like something that only simulation knows", counts: true),
        OmittedColumn(
          column: "w", samples: ["simulation"], kind: "weight", reason: "is the weight", counts: false),
        OmittedColumn(
          column: "event", samples: both, kind: "ignored", reason: "is declared under 'ignore'", counts: false
        ),
      ])
  }()

  static let report = Report(
    tool: .init(name: "simaudit", version: "0.1.0"),
    configuration: .object(["seed": .number(42), "features": .array([.string("pt"), .string("energy")])]),
    samples: [
      SampleSummary(
        name: "simulation", role: "simulation",
        files: [
          .init(
            path: "sim.h5", bytes: 123_456,
            sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")
        ], table: "events", selection: "pt > 20", weight: "w", rows: 1_500, rowsRead: 2_000,
        effectiveRows: 812.25,
        sumOfWeights: 149.75, negativeWeightFraction: 0.1),
      SampleSummary(
        name: "signal", role: "simulation", partOf: "simulation", files: [], rows: 500, rowsRead: 700,
        effectiveRows: 400, sumOfWeights: 73.75, negativeWeightFraction: 0),
      SampleSummary(
        name: "data", role: "data",
        files: [
          .init(
            path: "data.h5", bytes: 99_999,
            sha256: "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752")
        ], rows: 149, rowsRead: 149, effectiveRows: 149, sumOfWeights: 149, negativeWeightFraction: 0),
    ],
    findings: findings,
    run: .init(started: "2026-11-23T20:00:00Z", seconds: 1.25, peakMemoryBytes: 100_000_000, jobs: 2))
}
