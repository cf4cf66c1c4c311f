import AuditEngine
import Testing

@Suite struct ConfigurationPatternTests {
  @Test(arguments: [
    ("pt", "pt", true), ("pt", "pt2", false), ("pt*", "pt", true), ("pt*", "pt_lead", true),
    ("*pt", "jet_pt", true),
    ("*pt*", "a_pt_b", true), ("p?", "pt", true), ("p?", "p", false), ("*", "", true), ("", "", true),
    ("", "a", false),
    ("pt[0]", "pt[0]", true), ("pt[0]", "pt0", false), ("a*b*c", "aXbYbZc", true), ("a*b*c", "aXbYbZ", false),
    ("jets/*", "jets/pt", true), ("**", "x", true), ("*a", "aab", false), ("η*", "η_lead", true),
  ])
  func matches(_ pattern: String, _ name: String, _ expected: Bool) {
    #expect(NamePattern(pattern).matches(name) == expected)
  }

  @Test func manyStarsStayFast() {
    let pattern = NamePattern(String(repeating: "a*", count: 50) + "b")
    #expect(!pattern.matches(String(repeating: "a", count: 2000)))
    #expect(pattern.isName == false && NamePattern("pt[0]").isName)
  }
}
