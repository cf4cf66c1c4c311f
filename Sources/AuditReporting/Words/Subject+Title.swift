import AuditReport

extension Subject {
  /// `simulation – data`, or the one of them that is named.
  var comparison: String? {
    switch (simulation, data) {
    case (let simulation?, let data?): "\(simulation) – \(data)"
    case (let only?, nil), (nil, let only?): only
    case (nil, nil): nil
    }
  }
}

/// Names findings by their subject: the column alone where only one pair of samples was compared.
struct SubjectNames: Sendable {
  private let namesComparison: Bool
  /// Samples that are compared with more than one other, as a training sample is: the pair is named.
  private let comparedTwice: Set<String>
  /// Models are mostly measured on one sample, which then goes without saying.
  private let namesSampleOfModels: Bool

  init(_ findings: some Sequence<Finding>) {
    namesSampleOfModels =
      Set(findings.lazy.filter { $0.subject.model != nil }.compactMap(\.subject.sample)).count > 1
    var partners: [String: Set<String>] = [:]
    for subject in findings.lazy.map(\.subject) {
      if let one = subject.simulation, let other = subject.data { partners[one, default: []].insert(other) }
    }
    comparedTwice = Set(partners.filter { $0.value.count > 1 }.keys)
    var first: String?
    namesComparison = findings.contains { finding in
      guard let comparison = finding.subject.comparison else { return false }
      defer { first = first ?? comparison }
      return first != nil && first != comparison
    }
  }

  /// What the finding is about: column, pair of columns, sample, or pair of samples.
  func name(of finding: Finding) -> String {
    let subject = finding.subject
    guard let column = subject.column else {
      // What is compared and named by neither column nor sample: a region.
      return subject.sample ?? subject.other.map { VisibleText.name($0) } ?? subject.comparison
        ?? finding.analyzer
    }
    var name = VisibleText.name(column)
    if let model = subject.modelOfMiscalibration { name += " · " + VisibleText.name(model) }
    if let other = subject.other { name += ", " + VisibleText.name(other) }
    if subject.model != nil, !namesSampleOfModels { return name }
    let compared =
      subject.simulation.map(comparedTwice.contains) == true ? subject.comparison : subject.simulation
    if let part = subject.sample ?? (namesComparison ? compared : nil) {
      name += " · " + VisibleText.name(part)
    }
    return name
  }
}
