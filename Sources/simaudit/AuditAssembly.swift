import AuditAnalysis
import AuditEngine
import AuditHDF5
import AuditModels
import AuditReport
import AuditSamples

/// Puts an audit together from a configuration: opens the files, resolves names, and reports all mistakes at once.
struct AuditAssembly {
  /// What is to be run.
  let audit: Audit
  /// What was left out and might have been meant; for standard error.
  let remarks: [String]

  /// Errors: ``ConfigurationError`` with every mistake found.
  init(_ file: ConfigurationFile) throws {
    var configuration = file.configuration
    if configuration.analyses.isEmpty {
      configuration.analyses = AnalyzerRegistry.defaults(
        for: configuration.samples.map(\.role), hasModels: !configuration.models.isEmpty)
    }
    let isInjecting = configuration.analyses.contains { $0.kind == RobustnessAnalyzer.kind }
    if !configuration.models.isEmpty, configuration.miscalibrations.isEmpty, isInjecting {
      configuration.miscalibrations = Configuration.defaultMiscalibrations
    }
    var file = file
    file.configuration = configuration
    let parts = try file.parts()
    var sources = try Self.open(parts, file)
    sources = sources.map { $0.naming(configuration.reductions(among: $0.columns)) }
    let problems = file.problems(
      with: zip(parts, sources).map { ($0, $1.columns) }, besides: sources.flatMap { $0.setAside.map(\.name) }
    )
    guard problems.isEmpty else { throw ConfigurationError(problems) }

    let samples = try Self.samples(parts, sources, configuration)
    let columns = try ColumnSelection(configuration, samples: samples)
    let unread = zip(parts, sources).map { part, source in
      (part.sample.name, source.setAside.map { (name: $0.name, reason: $0.reason) })
    }
    let omissions = Omissions(
      configuration, samples: samples,
      unread: Dictionary(unread) { all, more in
        all + more.filter { new in !all.contains { $0.name == new.name } }
      },
      shared: columns.shared, inexact: columns.inexact)
    // A model may take in nothing but images.
    guard !columns.features.isEmpty || !columns.categories.isEmpty || !configuration.models.isEmpty else {
      throw ConfigurationError([
        file.problem(at: ["samples"], Self.nothingToAudit(omissions, samples))
      ])
    }
    let limits = Limits(configuration.limits)
    var audit = Audit(
      samples: samples, features: columns.features, categories: columns.categories,
      analyzers: try configuration.analyses.compactMap { try AnalyzerRegistry.analyzer($0) },
      limits: { limits.limits(for: $0) }, confidence: configuration.confidence, seed: configuration.seed,
      jobs: configuration.jobs ?? Machine.cores, configuration: configuration.resolved(), tool: Version.tool)
    if !configuration.accepted.isEmpty, let day = configuration.day ?? .today {
      audit.acceptances = Acceptances(configuration.accepted, today: day)
    }
    audit.notLookedAt = { omissions.columns(lookedAt: $0) }
    audit.label = columns.label
    audit.labelInputs = configuration.inputsOfLabel
    audit.eventKey = configuration.eventKey
    audit.expectedMix = configuration.expectedMix(ofLevelsWithoutColumn: columns.mixColumn)
    audit.nuisance = columns.nuisance
    audit.spectators = columns.spectators
    audit.groups = columns.groups
    audit.declaredCategories = configuration.categories.isEmpty ? [] : columns.categories
    audit.trainer = BoostedTrees()
    let inputs = try Self.addModels(to: &audit, file)
    if !inputs.isEmpty {
      sources = sources.map { $0.naming(inputs) }
      audit.samples = try Self.samples(parts, sources, configuration)
    }
    audit.slices = try configuration.slices.map { slice in
      var sliced = configuration
      sliced.select = [configuration.select, slice.expression].compactMap { $0 }.map { "(\($0))" }
        .joined(separator: " && ")
      return try Self.samples(parts, sources, sliced).map { sample in
        Sample(name: "\(sample.name) [\(slice.name)]", role: sample.role, processes: sample.processes)
      }
    }
    remarks =
      columns.remarks + Self.remarks(on: configuration)
      + (try LevelRemarks.remarks(on: audit.samples + audit.slices.flatMap(\.self)))
    self.audit = audit
  }

  /// The models and what is injected, for samples that have all their columns; the reductions that model files name as inputs.
  private static func addModels(to audit: inout Audit, _ file: ConfigurationFile) throws -> [ColumnInfo] {
    let configuration = file.configuration
    // Safety factors are measured where there is something to measure them on.
    let hasModels = !configuration.models.isEmpty && configuration.label != nil
    let kinds = configuration.analyses.map(\.kind).filter {
      AnalyzerRegistry.needsModels($0) || hasModels && $0 == FittedMiscalibrationAnalyzer.kind
    }
    guard let kind = kinds.first else { return [] }
    guard !configuration.models.isEmpty else {
      throw ConfigurationError([
        file.problem(at: ["analyses", kind], "\(kind) needs a model; name one under 'models'")
      ])
    }
    guard configuration.label != nil else {
      throw ConfigurationError([
        file.problem(at: ["models"], "models are measured on labelled events; name the 'label'")
      ])
    }
    let own = [RobustnessAnalyzer.kind, ExpectationAnalyzer.kind]
    let isInjecting = kinds.contains(where: own.contains)
    // Robustness may have samples of its own; impact is what the difference between simulation and data does.
    var scored = isInjecting ? RobustnessAnalyzer.scoredRoles(among: audit.samples.map(\.role)) : []
    if !kinds.allSatisfy(own.contains) { scored += [.simulation, .data] }
    let processes = audit.samples.filter { scored.contains($0.role) }.flatMap(\.processes)
    guard let columns = processes.first?.columns else { return [] }
    var everywhere = columns.filter { column in
      processes.allSatisfy { $0.columns.contains { $0.name == column.name } }
    }
    let scorers = try ModelAssembly.scorers(file, columns: everywhere)
    audit.scorers = scorers
    let names = ColumnNames(everywhere)
    let reductions = Self.unique(scorers.flatMap(\.columns)).flatMap {
      names.reductions($0) { _, _ in false }
    }
    everywhere += reductions
    guard isInjecting else { return reductions }
    let inputs = Self.unique(scorers.flatMap(\.numericColumns))
    audit.injections = try file.injections(into: everywhere, inputs: inputs)
    audit.expectations = try file.expectations(into: everywhere, inputs: inputs)
    return reductions
  }

  private static func unique(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
  }

  /// Why there is nothing to audit: what each column is instead of a feature.
  private static func nothingToAudit(_ omissions: Omissions, _ samples: [Sample]) -> String {
    let columns = omissions.columns(lookedAt: samples.map { _ in [] }).map { "'\($0.column)' \($0.reason)" }
    let shown = columns.prefix(6).joined(separator: "; ")
    let rest = columns.count > 6 ? "; and \(columns.count - 6) more, which 'simaudit inspect' lists" : ""
    return
      "the samples have no feature in common to audit: \(shown)\(rest); name what is to be audited with --features or "
      + "under 'features'"
  }

  /// What of a composition audit was left out because nothing was said.
  private static func remarks(on configuration: Configuration) -> [String] {
    guard configuration.hasTrainingSample, configuration.label == nil else { return [] }
    return [
      "without a label the balance of classes, leakage and spectators are not audited; name it with --label or 'label'"
    ]
  }

  /// The processes, gathered by their samples.
  private static func samples(
    _ parts: [SamplePart], _ sources: [HDF5Source], _ configuration: Configuration
  ) throws -> [Sample] {
    var samples: [Sample] = []
    for (part, source) in zip(parts, sources) {
      let process = try process(part, source, configuration)
      if let index = samples.firstIndex(where: { $0.name == part.sample.name }) {
        samples[index].processes.append(process)
      } else {
        samples.append(Sample(name: part.sample.name, role: part.sample.role, processes: [process]))
      }
    }
    return samples
  }

  private static func open(_ parts: [SamplePart], _ file: ConfigurationFile) throws -> [HDF5Source] {
    var problems: [ConfigurationProblem] = []
    var sources: [HDF5Source] = []
    for part in parts {
      do {
        sources.append(try HDF5Source(paths: part.files, table: part.part.table))
      } catch {
        problems.append(file.problem(at: ["samples", part.sample.name], "\(error)"))
      }
    }
    guard problems.isEmpty else { throw ConfigurationError(problems) }
    return sources
  }

  private static func process(
    _ part: SamplePart, _ source: HDF5Source, _ configuration: Configuration
  ) throws -> Process {
    let own = configuration.columns(of: part, source.columns)
    let columns = own + configuration.derivedColumns
    func expression(_ text: String?) throws -> ColumnExpression? {
      try text.map { try ColumnExpression($0, columns: columns) }
    }
    var process = Process(
      name: part.part.name, source: source, weight: try expression(part.part.weight), scale: part.part.scale,
      selection: try expression(configuration.selection(of: part.part)))
    if own.count > source.columns.count { process.constants[Configuration.processColumn] = part.part.name }
    for (name, definition) in try configuration.derivedInOrder(own) {
      process.derived[name] = definition
    }
    // Data have no classes; what their label column holds, if they have one, says nothing.
    if configuration.hasClasses, configuration.labelledRoles.contains(part.sample.role),
      let label = configuration.labelColumn(among: own), !columns.contains(where: { $0.name == label })
    {
      process.derived[label] = try expression(label)
    }
    return process
  }
}
