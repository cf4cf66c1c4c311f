import AuditReport
import AuditSamples
import Yams

extension Configuration {
  /// A sample: files that are read as one table, or processes that are summed with their weights.
  public struct Sample: Sendable, Equatable {
    /// Name in the report.
    public var name: String
    /// What it is used for.
    public var role: SampleRole
    /// Paths and globs; empty when there are processes.
    public var files: [String]
    /// Table inside the files; nil: the only one.
    public var table: String?
    /// Column or expression; nil: every weight is 1.
    public var weight: String?
    /// Factor on all weights.
    public var scale: Double
    /// Selection of rows, on top of the configuration's.
    public var select: String?
    /// What a simulation is the sum of.
    public var processes: [Process]

    /// A sample.
    public init(
      name: String, role: SampleRole, files: [String] = [], table: String? = nil, weight: String? = nil,
      scale: Double = 1, select: String? = nil, processes: [Process] = []
    ) {
      self.name = name
      self.role = role
      self.files = files
      self.table = table
      self.weight = weight
      self.scale = scale
      self.select = select
      self.processes = processes
    }

    /// The tables to read: the processes, each with what it takes over from the sample, or the sample itself.
    ///
    /// A process takes over `table`, `weight` and `select` where it has none of its own; the scales multiply.
    public var parts: [Process] {
      guard !processes.isEmpty else {
        return [
          Process(name: name, files: files, table: table, weight: weight, scale: scale, select: select)
        ]
      }
      return processes.map { process in
        var part = process
        part.table = process.table ?? table
        part.weight = process.weight ?? weight
        part.scale = process.scale * scale
        part.select = process.select ?? select
        return part
      }
    }
  }

  /// A process that is part of a sample.
  public struct Process: Sendable, Equatable {
    /// Name in the report.
    public var name: String
    /// Paths and globs.
    public var files: [String]
    /// Table inside the files; nil: the sample's, or the only one.
    public var table: String?
    /// Column or expression; nil: the sample's.
    public var weight: String?
    /// Factor on all weights, times the sample's.
    public var scale: Double
    /// Selection of rows; nil: the sample's.
    public var select: String?

    /// A process.
    public init(
      name: String, files: [String], table: String? = nil, weight: String? = nil, scale: Double = 1,
      select: String? = nil
    ) {
      self.name = name
      self.files = files
      self.table = table
      self.weight = weight
      self.scale = scale
      self.select = select
    }
  }

  /// The selection of a part of a sample: the configuration's and the part's own, both of which must hold.
  public func selection(of part: Process) -> String? {
    switch (select, part.select) {
    case (let all?, let own?): "(\(all)) && (\(own))"
    case (let all, let own): all ?? own
    }
  }
}

extension Configuration.Sample: ConfigurationSection, NamedConfigurationValue {
  static var blank: Self { Self(name: "", role: .simulation) }
  static var fields: [ConfigurationField<Configuration.Sample>] {
    [
      ConfigurationField(
        "role", \.role, "What it is used for; left out: what its name says", example: "simulation"),
      ConfigurationField("files", \.files, "One or more files, globs allowed", example: "[sim_*.h5]"),
      ConfigurationField(
        "table", \.table, "Table inside the files; left out: the only one", example: "events"),
      ConfigurationField(
        "weight", \.weight, "Column or expression; left out: every event counts 1", example: "w", .expression),
      ConfigurationField("scale", \.scale, "Factor on all weights", example: "1.0", .positive),
      ConfigurationField(
        "select", \.select, "Selection of rows, on top of the one for every sample", example: "pt > 20",
        .expression),
      ConfigurationField(
        named: "processes", \.processes,
        "Instead of files: what the sample is the sum of; table, weight and select are taken over, scales multiply",
        example: "{signal: {files: sig.h5, weight: w, scale: 0.5}, background: {files: [b1.h5, b2.h5]}}"),
    ]
  }

  static func read(named name: String, _ node: Node, _ reader: inout ConfigurationReader) -> Self? {
    var sample = blank
    sample.name = name
    if let role = SampleRole(rawValue: name) { sample.role = role }
    return sample.fill(from: node, &reader) ? sample : nil
  }

  mutating func check(_ given: Set<String>, _ node: Node, _ reader: inout ConfigurationReader) {
    let roles = SampleRole.allCases.map(\.rawValue)
    if !given.contains("role"), !roles.contains(name) {
      let list = roles.map { "'\($0)'" }.joined(separator: ", ")
      reader.problem("sample '\(name)' needs a 'role', one of \(list)", at: node)
    }
    if !files.isEmpty, !processes.isEmpty {
      reader.problem("sample '\(name)' has both 'files' and 'processes'; it can have one of them", at: node)
    }
    if files.isEmpty, processes.isEmpty, !reader.hasProblem(below: ["files"]),
      !reader.hasProblem(below: ["processes"])
    {
      reader.problem("sample '\(name)' needs 'files' or 'processes'", at: node)
    }
  }
}

extension Configuration.Process: ConfigurationSection, NamedConfigurationValue {
  static var blank: Self { Self(name: "", files: []) }
  static var fields: [ConfigurationField<Configuration.Process>] {
    [
      ConfigurationField(
        "files", \.files, "One or more files, globs allowed", example: "[b1.h5, b2.h5]", isRequired: true),
      ConfigurationField(
        "table", \.table, "Table inside the files; left out: the sample's", example: "events"),
      ConfigurationField(
        "weight", \.weight, "Column or expression; left out: the sample's", example: "w", .expression),
      ConfigurationField(
        "scale", \.scale, "Factor on all weights, times the sample's", example: "0.5", .positive),
      ConfigurationField(
        "select", \.select, "Selection of rows; left out: the sample's", example: "pt > 20", .expression),
    ]
  }

  static func read(named name: String, _ node: Node, _ reader: inout ConfigurationReader) -> Self? {
    var process = blank
    process.name = name
    return process.fill(from: node, &reader) ? process : nil
  }
}
