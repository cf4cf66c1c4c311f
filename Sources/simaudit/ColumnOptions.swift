import ArgumentParser
import AuditEngine

/// Options on tables, rows and columns, of every command that reads samples without a configuration.
struct ColumnOptions: ParsableArguments {
  @Option(help: "Table inside the files, where there are several.")
  var table: String?

  @Option(help: "Rows to use, e.g. 'pt > 20 && abs(eta) < 2.5'.")
  var select: String?

  @Option(parsing: .upToNextOption, help: "Features by name or pattern (default: every numeric column).")
  var features: [String] = []

  @Option(parsing: .upToNextOption, help: "Category columns by name or pattern.")
  var categories: [String] = []

  @Option(
    name: [.long, .customLong("exclude")], parsing: .upToNextOption,
    help: "Columns that need not be audited, by name or pattern.")
  var ignore: [String] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: "A value that stands for 'missing' in every feature, e.g. -999; can be given again.")
  var missing: [Double] = []

  /// Writes the columns into a configuration.
  func apply(to configuration: inout Configuration) {
    configuration.features = features.map { Configuration.Feature(name: $0, missing: missing) }
    if features.isEmpty, !missing.isEmpty {
      configuration.features = [Configuration.Feature(name: "*", missing: missing)]
    }
    configuration.ignore = ignore
    configuration.categories = categories
    configuration.select = select
  }
}
