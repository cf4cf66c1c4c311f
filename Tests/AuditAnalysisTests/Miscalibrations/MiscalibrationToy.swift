import AuditAnalysis
import AuditSamples
import AuditStatistics
import Testing

/// Events with one column of each storage, missing values, weights of both signs and dropped rows.
struct MiscalibrationToy {
  static let names = ["pt", "mass", "count", "image", "phi", "eta", "process", "varied", "nominal"]
  static let missing = ["pt": [-999.0], "mass": [-999.0]]
  let rows: Int
  private let random: CounterRandom

  init(rows: Int = 500, seed: UInt64 = 3) {
    self.rows = rows
    random = CounterRandom(seed: seed, stream: "miscalibration-toy")
  }

  /// The events of a range of rows; each third row is dropped when `isThinned`.
  func events(_ range: Range<Int>, isThinned: Bool = false) -> EventBlock {
    let kept = isThinned ? range.filter { $0 % 3 != 0 } : Array(range)
    func numbers(_ part: UInt32) -> [Double] { kept.map { random.normal(UInt64($0), part: part) } }
    func number(_ row: Int, _ value: Double, missing: Double) -> Double { row % 11 == 5 ? missing : value }
    let pt = zip(kept, numbers(0)).map { number($0, 40 + 10 * $1, missing: -999) }
    let mass = zip(kept, numbers(1)).map { number($0, 90 + 3 * $1, missing: .nan) }
    let columns: [Values] = [
      .float32(pt.map { Float($0) }), .float64(mass), .int64(numbers(2).map { Int64(100 + 20 * $0) }),
      .tensor(
        kept.flatMap { row in (0..<4).map { Float(random.normal(UInt64(4 * row + $0), part: 3)) } },
        shape: [2, 2]),
      .float32(kept.map { Float((random.uniform(UInt64($0), part: 4) - 0.5) * 6.28) }), .float64(numbers(5)),
      .category(codes: kept.map { Int32($0 % 2) }, levels: ["signal", "background"]),
      .float64(kept.map { 1 + 0.1 * Double($0 % 5) }), .float64(kept.map { _ in 1 }),
    ]
    let weights = kept.map { $0 % 7 == 0 ? -0.5 : 1 + 0.25 * Double($0 % 4) }
    return EventBlock(
      Batch(rows: range, keptRows: isThinned ? kept : nil, weights: .float64(weights), columns: columns),
      names: Self.names, missing: Self.missing)
  }

  var all: EventBlock { events(0..<rows) }

  /// What the miscalibration needs to know, measured over all events.
  func context(for miscalibration: any Miscalibration, isThinned: Bool = false) throws
    -> MiscalibrationContext
  {
    let whole = [events(0..<rows, isThinned: isThinned)]
    return MiscalibrationContext(
      random: RowRandom(seed: 7, name: type(of: miscalibration).kind),
      references: try FeatureReference.measure(miscalibration.references, over: whole),
      donors: miscalibration.donors.isEmpty
        ? nil : try DonorRows(of: miscalibration.donors, over: whole, seed: 7))
  }

  /// One of each kind and of its important variants, with a strength that changes something.
  static let examples: [(miscalibration: any Miscalibration, strength: Double)] = {
    func make<Kind: Miscalibration>(_ kind: Kind.Type, _ strength: Double, _ set: (inout Kind) -> Void) -> (
      any Miscalibration, Double
    ) {
      var made = Kind()
      set(&made)
      return (made, strength)
    }
    let numbers = ["pt", "mass", "count", "image"]
    return [
      make(Scale.self, 0.02) { $0.features = numbers },
      make(Offset.self, 0.1) { $0.features = numbers },
      make(Smear.self, 0.1) { $0.features = numbers },
      make(Smear.self, 0.1) { ($0.features, $0.by, $0.tailFraction) = (numbers, .spread, 0.2) },
      make(Smear.self, 2) { ($0.features, $0.by, $0.coherent) = (["pt", "mass"], .feature, true) },
      make(NonLinearity.self, 0.05) { $0.features = ["pt", "mass", "count"] },
      make(NonLinearity.self, 0.05) { ($0.features, $0.shape) = (numbers, .quadratic) },
      make(Saturation.self, 0.1) { $0.features = numbers },
      make(Saturation.self, 0.1) { ($0.features, $0.low) = (numbers, true) },
      make(Quantisation.self, 0.125) { $0.features = numbers },
      make(Quantisation.self, 0.125) { ($0.features, $0.format) = (numbers, .floating) },
      make(DeadChannel.self, 0.3) { $0.features = numbers },
      make(DeadChannel.self, 0.3) { ($0.features, $0.value) = (["pt", "mass"], .missing) },
      make(DeadChannel.self, 0.3) { ($0.features, $0.value, $0.coherent) = (numbers, .mean, false) },
      make(Noise.self, 0.2) { ($0.features, $0.common, $0.pedestal) = (numbers, 0.5, 1) },
      make(Outliers.self, 0.1) { $0.features = numbers },
      make(EfficiencyLoss.self, 0.5) { ($0.feature, $0.at, $0.width) = ("pt", 40, 3) },
      make(SpectrumChange.self, 0.2) { $0.feature = "pt" },
      make(SpectrumChange.self, 0.2) { ($0.feature, $0.shape) = ("mass", .power) },
      make(ProcessMix.self, 0.5) { $0.level = "signal" },
      make(Rotation.self, 0.5) { $0.features = ["phi"] },
      make(EtaShift.self, 0.1) { $0.features = ["eta"] },
      make(Swap.self, 0.4) { $0.features = ["pt", "mass"] },
      make(Unavailable.self, 0.7) { $0.features = ["pt", "mass"] },
      make(WeightVariation.self, 0.5) { ($0.column, $0.nominal) = ("varied", "nominal") },
    ]
  }()

  static func sentence(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "no error"
    } catch { return "\(error)" }
  }
}

extension EventBlock {
  /// All bits: NaN payloads and the sign of zero, too.
  var bits: [[UInt64]] {
    let columns = batch.columns.map { values -> [UInt64] in
      switch values {
      case .float32(let values), .tensor(let values, _): values.map { UInt64($0.bitPattern) }
      case .float64(let values): values.map(\.bitPattern)
      case .int64(let values): values.map { UInt64(bitPattern: $0) }
      case .uint64(let values): values
      case .category(let codes, _): codes.map { UInt64(UInt32(bitPattern: $0)) }
      }
    }
    switch batch.weights {
    case nil: return columns
    case .float32(let weights)?: return columns + [weights.map { UInt64($0.bitPattern) }]
    case .float64(let weights)?: return columns + [weights.map(\.bitPattern)]
    }
  }
}
