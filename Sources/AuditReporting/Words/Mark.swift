import AuditReport

/// What a finding means to a reader: the verdict, with failed warnings apart from failed errors.
///
/// Shown as a word and a symbol, never by colour alone.
enum Mark: String, CaseIterable, Sendable {
  case fail, warning, inconclusive, accepted, pass, info

  init(_ finding: Finding) {
    if finding.isAccepted {
      self = .accepted
      return
    }
    switch finding.verdict {
    case .fail: self = finding.isWarning ? .warning : .fail
    case .inconclusive: self = .inconclusive
    case .pass: self = .pass
    case .info: self = .info
    }
  }

  init(_ verdict: Verdict) {
    switch verdict {
    case .fail: self = .fail
    case .inconclusive: self = .inconclusive
    case .pass: self = .pass
    case .info: self = .info
    }
  }

  /// The word in documents.
  var word: String {
    switch self {
    case .fail: "fails"
    case .warning: "warning"
    case .inconclusive: "undecided"
    case .accepted: "accepted"
    case .pass: "passes"
    case .info: "no limit"
    }
  }

  /// The symbol beside the word.
  var symbol: String {
    switch self {
    case .fail: "✗"
    case .warning: "▲"
    case .inconclusive: "?"
    case .accepted: "◇"
    case .pass: "✓"
    case .info: "·"
    }
  }

  /// The same without symbols, for terminals and logs.
  var label: String {
    switch self {
    case .fail: "FAIL"
    case .warning: "WARN"
    case .inconclusive: "UNDECIDED"
    case .accepted: "ACCEPTED"
    case .pass: "PASS"
    case .info: "INFO"
    }
  }
}
