import ArgumentParser
import AuditEngine

/// `simaudit limits`: the default limits, and why.
struct LimitsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "limits", abstract: "Prints the default limits and why they are what they are.")

  func run() {
    print(LimitsTable().text(), terminator: "")
  }
}
