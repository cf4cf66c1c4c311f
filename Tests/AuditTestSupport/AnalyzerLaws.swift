import AuditAnalysis
import AuditReport
import AuditSamples
import AuditStatistics
import Dispatch
import Synchronization

/// What every analyzer promises, whatever it measures: the same readings however rows are cut, threads are used, weights are scaled,
/// columns are ordered, and rows of weight zero are added.
public struct AnalyzerLaws {
  /// A way to hand over the same events.
  public struct Presentation: Sendable {
    /// Rows in a batch.
    public var batchRows = 700
    /// Factor of all weights: a power of four, so that sums, squares and roots are exact.
    public var scale = 1.0
    /// Rows of weight zero and absurd values behind each sample.
    public var emptyRows = 0
    /// True: columns, in files and in the context, in another order.
    public var isPermuted = false
    /// Threads for pieces.
    public var threads = 1
    /// True: data are simulation once more, the test sample is training once more.
    public var isSame = false
    /// Number of the draw: other events of the same population.
    public var draw: UInt64 = 0
    /// False: data have weights of their own instead of one for all.
    public var hasUnitData = true

    /// Everything as it comes.
    public init() {}
  }

  /// Samples of every role with a label, a key, categories, weights of both signs, and data whose `x` is 2 % too large.
  public struct Toy: Sendable {
    /// Rows of each sample.
    public var rows = 1500
    /// What a context has besides samples and features.
    public var declare: @Sendable (inout AuditContext) throws -> Void

    /// A toy.
    public init(declare: @escaping @Sendable (inout AuditContext) throws -> Void) { self.declare = declare }

    /// The readings of an analyzer, by id.
    public func readings(_ analyzer: some Analyzer, _ presentation: Presentation = Presentation()) throws
      -> [Reading]
    {
      let run = AnalyzerRun(
        SampleRole.allCases.map { table($0, presentation) }, batchRows: presentation.batchRows)
      let features = ["x", "z", "n", "d", "phi"].map { FeatureDescription(name: $0) }
      var context = AuditContext(
        samples: run.samples, features: presentation.isPermuted ? features.reversed() : features,
        categories: ["period"])
      context.label = "y"
      context.eventKey = ["event"]
      context.nuisance = ["run"]
      context.spectators = ["d"]
      context.expectedMix = ["y": ["0": 0.5, "1": 0.5]]
      context.groups = [FeatureGroup(name: "both", features: ["x", "z"])]
      if presentation.threads > 1 { context.pieces = Self.pieces(threads: presentation.threads) }
      try declare(&context)
      return try run.readings(analyzer, in: context).sorted { $0.id < $1.id }
    }

    private func table(_ role: SampleRole, _ presentation: Presentation) -> AnalyzerRun.Table {
      // The same events under another role, with weights of their own kind.
      let stream: SampleRole =
        !presentation.isSame ? role : role == .data ? .simulation : role == .test ? .training : role
      let random = CounterRandom(seed: 5 + presentation.draw, stream: "laws/\(stream.rawValue)")
      let total = rows + presentation.emptyRows
      func column(_ part: UInt32, _ body: (UInt64, UInt32) -> Double) -> [Double] {
        (0..<UInt64(total)).map { $0 < UInt64(rows) ? body($0, part) : 1e6 }
      }
      let signal = (0..<UInt64(total)).map { random.uniform($0, part: 1) < 0.5 }
      let scale = stream == .data ? 1.02 : 1
      let x = column(2) { scale * (50 + 5 * random.normal($0, part: $1) + (signal[Int($0)] ? 4 : 0)) }
      let z = column(3) { random.normal($0, part: $1) + (signal[Int($0)] ? 1 : 0) }
      let first = Int64(SampleRole.allCases.firstIndex(of: stream) ?? 0) * 1_000_000
      var columns: [(String, Values)] = [
        ("x", .float32(x.map { Float($0) })), ("z", .float32(z.map { Float($0) })),
        ("n", .float32(column(4) { (5 * random.uniform($0, part: $1)).rounded() }.map { Float($0) })),
        ("d", .float64(column(5) { random.normal($0, part: $1) })),
        ("phi", .float32(column(6) { .pi * (2 * random.uniform($0, part: $1) - 1) }.map { Float($0) })),
        ("run", .int64((0..<total).map { 1000 + Int64(min($0, rows - 1)) * 100 / Int64(rows) })),
        ("event", .int64((0..<total).map { first + Int64($0) })),
        (
          "period",
          .category(
            codes: (0..<UInt64(total)).map { Int32(3 * random.uniform($0, part: 7)) },
            levels: ["A", "B", "C"])
        ),
        ("y", .int64(signal.map { $0 ? 1 : 0 })),
      ]
      if role == .data { columns.removeLast() }
      if presentation.isPermuted { columns.reverse() }
      let weights = (0..<UInt64(total)).map { row -> Double in
        guard row < UInt64(rows) else { return 0 }
        if stream == .data, presentation.hasUnitData { return presentation.scale }
        // Few bits: sums of such weights do not depend on their order.
        let size = (0x1p20 * (1 + 0.3 * abs(random.normal(row, part: 8)))).rounded() / 0x1p20
        return presentation.scale * size * (random.uniform(row, part: 9) < 0.05 ? -1 : 1)
      }
      return AnalyzerRun.Table(role.rawValue, role, TableSource(columns: columns), weights: weights)
    }

    private static func pieces(threads: Int) -> IndependentPieces {
      IndependentPieces { count, piece in
        let results = Mutex<[Int: Result<any Sendable, any Error>]>([:])
        DispatchQueue.concurrentPerform(iterations: threads) { thread in
          // From the end, so that the order of work is not that of the pieces.
          for number in stride(from: count - 1 - thread, through: 0, by: -threads) {
            let result = Result { try piece(number) }
            results.withLock { $0[number] = result }
          }
        }
        return try results.withLock { results in try (0..<count).compactMap { try results[$0]?.get() } }
      }
    }
  }

  /// How much two presentations may differ.
  public enum Agreement: Sendable {
    /// Not at all: numbers, sentences and evidence.
    case exact
    /// By rounding: 10⁻⁹ of a number, or of 1.
    case rounded
    /// By other random numbers: each value lies in the interval of the other.
    case withinErrors
  }

  /// What differs between two lists of readings by id, in words; empty when nothing does. Metrics in `excluded` are left out.
  public static func differences(
    _ first: [Reading], _ second: [Reading], _ agreement: Agreement, but excluded: Set<String> = []
  ) -> [String] {
    func kept(_ readings: [Reading]) -> [Reading] { readings.filter { !excluded.contains($0.metric) } }
    let (first, second) = (kept(first), kept(second))
    guard first.map(\.id) == second.map(\.id) else {
      return Set(first.map(\.id)).symmetricDifference(second.map(\.id)).sorted()
    }
    return zip(first, second).compactMap { one, other in
      if one == other { return nil }
      let sentence = "\(one.id): \(words(one)) but \(words(other))"
      switch (agreement, one.outcome, other.outcome) {
      case (.exact, _, _): return sentence
      case (.rounded, .measured(let a), .measured(let b)):
        let pairs = [(a.value, b.value), (a.low, b.low), (a.high, b.high), (a.pValue ?? 0, b.pValue ?? 0)]
        return pairs.allSatisfy { abs($0 - $1) <= 1e-9 * (1 + abs($0)) } ? nil : sentence
      case (.withinErrors, .measured(let a), .measured(let b)):
        return (a.low...a.high).contains(b.value) && (b.low...b.high).contains(a.value) ? nil : sentence
      case (_, let a, let b): return a == b ? nil : sentence
      }
    }
  }

  private static func words(_ reading: Reading) -> String {
    guard case .measured(let estimate) = reading.outcome else {
      return "\(reading.outcome) \(reading.message)"
    }
    return "\(estimate.value) [\(estimate.low), \(estimate.high)]"
  }
}
