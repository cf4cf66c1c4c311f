import AuditReport
import AuditReporting
import Foundation
import Testing

/// The whole page of a real-sized report: its size, and a copy to look at.
@Suite struct ShowcaseTests {
  @Test func aPageOfThirtyColumnsStaysUnderAMegabyte() throws {
    let page = try HTMLReporter().text(of: Showcase.report)
    // To look at it in a browser: SIMAUDIT_SHOWCASE=page.html swift test --filter ShowcaseTests
    if let path = ProcessInfo.processInfo.environment["SIMAUDIT_SHOWCASE"] {
      try page.write(toFile: path, atomically: true, encoding: .utf8)
    }
    #expect(page.utf8.count < 1_000_000)
    #expect(page.components(separatedBy: "<article").count - 1 == 31)
  }
}
