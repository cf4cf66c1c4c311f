import AuditAnalysis
import AuditEngine
import AuditReport
import AuditSamples
import AuditTestSupport
import Testing

@Suite struct AuditRunTests {
  static let count = 3000

  static func source(_ name: String, shift: Double, isRowWise: Bool = false, chunkRows: Int? = nil)
    -> TableSource
  {
    let sampling = Sampling(seed: 3, name)
    return TableSource(
      [
        "x": .float32(sampling.normal(count, mean: shift).map { Float($0) }),
        "y": .float64(sampling.uniform(count)),
        "w": .float32(sampling.signs(count, negative: 0.1).map { Float($0) }),
        "kind": .category(codes: sampling.uniform(count).map { $0 < 0.5 ? 0 : 1 }, levels: ["a", "b"]),
      ], chunkRows: chunkRows, isRowWise: isRowWise)
  }

  func process(
    _ name: String, _ source: TableSource, weight: String? = "w", select: String? = nil, scale: Double = 1
  ) throws -> AuditSamples.Process {
    AuditSamples.Process(
      name: name, source: source,
      weight: try weight.map { try ColumnExpression($0, columns: source.columns) },
      scale: scale, selection: try select.map { try ColumnExpression($0, columns: source.columns) })
  }

  func audit(
    simulation: [AuditSamples.Process], data: [AuditSamples.Process], jobs: Int = 1
  ) -> Audit {
    Audit(
      samples: [
        Sample(name: "simulation", role: .simulation, processes: simulation),
        Sample(name: "data", role: .data, processes: data),
      ], features: [FeatureDescription(name: "x"), FeatureDescription(name: "y")], categories: ["kind"],
      analyzers: [ShiftAnalyzer()], limits: { Limits().limits(for: $0) }, jobs: jobs,
      tool: Report.Tool(name: "simaudit", version: "test"))
  }

  @Test("threads, chunks and the layout on disk change nothing")
  func invariance() throws {
    func report(jobs: Int, isRowWise: Bool, chunkRows: Int?) throws -> Report {
      let simulation = Self.source("s", shift: 0, isRowWise: isRowWise, chunkRows: chunkRows)
      let data = Self.source("d", shift: 0.1, isRowWise: isRowWise)
      return try audit(
        simulation: [process("simulation", simulation)], data: [process("data", data, weight: nil)],
        jobs: jobs
      ).run()
    }
    let reference = try report(jobs: 1, isRowWise: false, chunkRows: nil)
    #expect(reference.findings.count > 20)
    for (jobs, isRowWise, chunkRows) in [(2, false, nil), (2, true, 100), (1, true, 1), (3, false, 100_000)] {
      let other = try report(jobs: jobs, isRowWise: isRowWise, chunkRows: chunkRows)
      #expect(other.findings == reference.findings)
      #expect(other.samples == reference.samples)
    }
  }

  @Test("processes are summed with their weights and scales")
  func processes() throws {
    let source = Self.source("s", shift: 0)
    let data = try process("data", Self.source("d", shift: 0.1), weight: nil)
    let whole = try audit(simulation: [process("simulation", source)], data: [data]).run()
    let parts = try audit(
      simulation: [
        process("a", source, select: "kind == \"a\""), process("b", source, select: "kind == \"b\""),
      ], data: [data]
    ).run()
    for finding in whole.findings where finding.estimate != nil {
      let other = try #require(parts.findings.first { $0.id == finding.id })
      // Summed in another order: equal up to rounding.
      #expect(
        abs((other.estimate?.value ?? .nan) - (finding.estimate?.value ?? .nan)) < 1e-9, "\(finding.id)")
    }
    #expect(parts.samples.map(\.name) == ["simulation", "a", "b", "data"])
    #expect(parts.samples[1].partOf == "simulation")
    #expect(parts.samples[0].selection == nil && parts.samples[0].weight == "w")
    #expect(parts.samples[2].selection == "kind == \"b\"")
    #expect(parts.samples[1].rows + parts.samples[2].rows == Self.count)

    // Scaling b by zero leaves a alone.
    let scaled = try audit(
      simulation: [
        process("a", source, select: "kind == \"a\""),
        process("b", source, select: "kind == \"b\"", scale: 1e-12),
      ], data: [data]
    ).run()
    let alone = try audit(simulation: [process("a", source, select: "kind == \"a\"")], data: [data]).run()
    let (a, b) = (
      alone.findings.first { $0.id == "shift/ks/x" }, scaled.findings.first { $0.id == "shift/ks/x" }
    )
    #expect(abs((a?.estimate?.value ?? .nan) - (b?.estimate?.value ?? .infinity)) < 1e-9)
  }

  @Test("a selection keeps rows, their weights and nothing else")
  func selection() throws {
    let source = Self.source("s", shift: 0)
    let report = try audit(
      simulation: [process("simulation", source, select: "x > 0 && y < 0.5")],
      data: [process("data", Self.source("d", shift: 0.1), weight: nil)]
    ).run()
    guard case .float32(let x) = try source.read(["x"], rows: 0..<Self.count)[0],
      case .float64(let y) = try source.read(["y"], rows: 0..<Self.count)[0],
      case .float32(let w) = try source.read(["w"], rows: 0..<Self.count)[0]
    else { return }
    let kept = (0..<Self.count).filter { x[$0] > 0 && y[$0] < 0.5 }
    let summary = report.samples[0]
    #expect(summary.rows == kept.count && summary.rowsRead == Self.count)
    #expect(summary.sumOfWeights == kept.reduce(0) { $0 + Double(w[$1]) })
    #expect(summary.negativeWeightFraction == Double(kept.count { w[$0] < 0 }) / Double(kept.count))
    #expect(summary.selection == "x > 0 && y < 0.5" && summary.weight == "w")
  }

  @Test("weights as expressions, and derived columns in them")
  func weights() throws {
    let source = Self.source("s", shift: 0)
    var process = try process("simulation", source, weight: nil)
    let columns = source.columns + [ColumnInfo(name: "v", kind: .float(bits: 64))]
    process.derived["v"] = try ColumnExpression("2 * w", columns: source.columns)
    process.weight = try ColumnExpression("v * v", columns: columns)
    let rows = try SampleRows(of: process)
    #expect(rows.sumOfWeights == 4 * Double(Self.count))
  }

  @Test("what cannot be audited is one sentence")
  func errors() throws {
    let source = Self.source("s", shift: 0)
    let data = try process("data", Self.source("d", shift: 0), weight: nil)
    func sentence(_ process: AuditSamples.Process) -> String {
      do {
        _ = try audit(simulation: [process], data: [data]).run()
        return ""
      } catch { return "\(error)" }
    }
    #expect(
      try sentence(process("simulation", source, select: "x > 100"))
        == "sample 'simulation': no row passes the selection 'x > 100'; loosen it")
    #expect(
      try sentence(process("simulation", source, weight: "-1")).contains("the sum of weights is -3000.0"))
    #expect(
      try sentence(process("simulation", source, weight: "1 / 0")).contains("NaN or infinite in some rows"))
    let empty = TableSource(["x": .float32([]), "y": .float32([]), "kind": .category(codes: [], levels: [])])
    #expect(try sentence(process("simulation", empty, weight: nil)).contains("has no rows"))
    #expect("\(SampleError.notNumeric(name: "jets", sample: "s"))".contains("max(jets)"))
    #expect(
      "\(SampleError.noSuchColumn(name: "ptt", sample: "s", nearest: ["pt"]))".contains("did you mean 'pt'?"))
    #expect("\(EngineError.unreadable(path: "a", reason: "b"))".contains("a: cannot be read (b)"))
  }
}
