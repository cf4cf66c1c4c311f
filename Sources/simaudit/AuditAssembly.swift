import AuditAnalysis
import AuditEngine
import AuditHDF5
import AuditReport
import AuditSamples

/// Puts an audit together from a configuration: opens the files, resolves names, and reports all mistakes at once.
struct AuditAssembly {
  private let file: ConfigurationFile
  private var configuration: Configuration
  private var problems: [ConfigurationProblem] = []
  private var warnings: [String] = []

  /// The audit that a configuration describes, and remarks for standard error.
  ///
  /// Errors: ``ConfigurationError`` with every mistake found.
  static func assemble(_ file: ConfigurationFile) throws -> (audit: Audit, remarks: [String]) {
    var assembly = AuditAssembly(file: file, configuration: file.configuration)
    let audit = try assembly.assemble()
    return (audit, assembly.warnings)
  }

  private init(file: ConfigurationFile, configuration: Configuration) {
    self.file = file
    self.configuration = configuration
  }

  private mutating func assemble() throws -> Audit {
    var samples: [Sample] = []
    for sample in configuration.samples {
      let processes = sample.parts.compactMap { process(of: sample, $0) }
      if processes.count == sample.parts.count {
        samples.append(Sample(name: sample.name, role: sample.role, processes: processes))
      }
    }
    // Names cannot be judged before all files are open.
    try stopIfWrong()
    let columns = ColumnSelection(configuration, samples: samples)
    for problem in columns.problems { problems.append(file.problem(at: problem.path, problem.sentence)) }
    try stopIfWrong()
    warnings += columns.remarks
    let limits = Limits(configuration.limits)
    return Audit(
      samples: samples, features: columns.features, categories: columns.categories,
      analyzers: try configuration.analyses.compactMap { try AnalyzerRegistry.analyzer($0) },
      limits: { limits.limits(for: $0) }, confidence: configuration.confidence, seed: configuration.seed,
      jobs: configuration.jobs ?? Machine.cores, configuration: configuration.resolved(), tool: Version.tool)
  }

  private func stopIfWrong() throws {
    if !problems.isEmpty { throw ConfigurationError(problems) }
  }

  private mutating func process(
    of sample: Configuration.Sample, _ part: Configuration.Process
  ) -> Process? {
    var path = ["samples", sample.name]
    if !sample.processes.isEmpty { path += ["processes", part.name] }
    let source: HDF5Source
    do {
      source = try HDF5Source(paths: part.files, table: part.table)
    } catch {
      problems.append(file.problem(at: path + ["files"], "\(error)"))
      return nil
    }
    var process = Process(name: part.name, source: source, scale: part.scale)
    let before = problems.count
    for derived in configuration.derived {
      process.derived[derived.name] = expression(
        derived.expression, on: process.columns, at: ["derived", derived.name])
    }
    process.weight = part.weight.flatMap { expression($0, on: process.columns, at: path + ["weight"]) }
    process.selection = configuration.selection(of: part).flatMap {
      expression($0, on: process.columns, at: path + ["select"])
    }
    return problems.count == before ? process : nil
  }

  private mutating func expression(
    _ text: String, on columns: [ColumnInfo], at path: [String]
  ) -> ColumnExpression? {
    do {
      return try ColumnExpression(text, columns: columns)
    } catch {
      problems.append(file.problem(at: path, "\(error)"))
      return nil
    }
  }
}
