import ArgumentParser
import AuditEngine
import AuditReporting

/// `simaudit list`: the parts that can be named.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists analyzers, miscalibrations and expectations with their settings, and reporters.")

  func run() {
    print("Analyzers (configuration: analyses)")
    for entry in AnalyzerRegistry.entries {
      print("  \(entry.kind.kind)  \(entry.kind.summary).")
      for setting in entry.kind.settings { print("    \(setting.name): \(setting.summary)") }
    }
    print("\nMiscalibrations (configuration: miscalibrations; robustness --miscalibration)")
    for entry in MiscalibrationRegistry.entries {
      print("  \(entry.kind.kind)  \(entry.kind.summary).")
      let strengths = entry.strength.suggested.map { LimitRule.text($0) }.joined(separator: ", ")
      print(
        "    strength: \(entry.strength.meaning); tried: \(strengths); judged: \(LimitRule.text(entry.strength.typical))"
      )
      for setting in entry.kind.settings { print("    \(setting.name): \(setting.summary)") }
    }
    print("\nExpectations (configuration: expectations; robustness --expectation)")
    for entry in ExpectationRegistry.entries {
      print("  \(entry.kind.kind)  \(entry.kind.summary).")
      for setting in entry.kind.settings { print("    \(setting.name): \(setting.summary)") }
    }
    print("\nPresets (configuration: preset; init --preset)")
    for preset in Configuration.Preset.allCases { print("  \(preset.rawValue)  \(preset.summary)") }
    print("\nReporters (configuration: output.formats; --format)")
    for reporter in Reporters.all { print("  \(reporter.kind)  \(reporter.summary)") }
  }
}
