import AuditReport
import AuditSamples

extension Configuration {
  /// What an audit is for: the analyses and formats that hold where the configuration says nothing else.
  public enum Preset: String, ConfigurationChoice, CaseIterable, Sendable {
    /// Before training: what the training sample is made of.
    case training
    /// A gate in continuous integration: everything that the samples allow, in the formats that CI systems show.
    case ci
    /// A document for reviewers: everything that the samples allow, to read and to keep.
    case review

    /// One line for `simaudit list` and comments.
    public var summary: String {
      switch self {
      case .training: "before training: the training sample alone, as a page"
      case .ci: "a gate: all that the samples allow, for people and for CI systems"
      case .review: "a document: all that the samples allow, as a page, a result document and Markdown"
      }
    }

    /// Reporters that it writes with.
    public var formats: [String] {
      switch self {
      case .training: ["json", "html"]
      case .ci: ["json", "html", "junit", "markdown", "openmetrics"]
      case .review: ["json", "html", "markdown"]
      }
    }

    /// The question that it is limited to; nil: every one that the samples answer.
    public var question: AnalysisQuestion? { self == .training ? .composition : nil }
  }
}

extension ConfigurationFile {
  /// The configuration with what its preset says where it says nothing itself.
  ///
  /// Errors: ``ConfigurationError`` when the samples cannot answer what the preset asks.
  public func withPreset() throws -> ConfigurationFile {
    guard let preset = configuration.preset else { return self }
    var file = self
    if !hasPlace(["output", "formats"]) { file.configuration.output.formats = preset.formats }
    if configuration.analyses.isEmpty, preset == .review {
      // Also what is not asked by default.
      file.configuration.analyses = AnalyzerRegistry.everything(
        for: configuration.samples.map(\.role), hasModels: !configuration.models.isEmpty)
    }
    if configuration.analyses.isEmpty, let question = preset.question {
      guard question.isAnswered(by: configuration.samples.map(\.role)) else {
        throw ConfigurationError([
          problem(
            at: ["preset"],
            "the preset '\(preset.rawValue)' looks at a sample with the role 'training', and there is none")
        ])
      }
      file.configuration.analyses = AnalyzerRegistry.analyses(for: question)
    }
    return file
  }
}
