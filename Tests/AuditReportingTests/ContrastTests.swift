import Testing

@testable import AuditReporting

/// Text can be read: every colour of text on every ground has a contrast of at least 4.5 (WCAG 2.2, 1.4.3), on screens, in the dark
/// and on paper.
@Suite struct ContrastTests {
  private static let themes: [[String: Double]] = {
    let blocks = PageStyle.css.text.matches(of: /:root\{([^}]*)\}/).map { String($0.1) }
    var themes: [[String: Double]] = []
    for block in blocks {
      // What a theme does not set is as on light screens.
      var colours = themes.first ?? [:]
      for match in block.matches(of: /--(\w+):#([0-9a-f]{6}|[0-9a-f]{3})[;\n}]?/) {
        colours[String(match.1)] = luminance(String(match.2))
      }
      themes.append(colours)
    }
    return themes
  }()

  private static func luminance(_ hex: String) -> Double {
    let digits = hex.count == 3 ? hex.flatMap { [$0, $0] } : Array(hex)
    let parts = stride(from: 0, to: 6, by: 2).map { index -> Double in
      let value = Double(Int(String(digits[index..<index + 2]), radix: 16) ?? 0) / 255
      return value <= 0.03928 ? value / 12.92 : power((value + 0.055) / 1.055)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }

  /// x^2.4 = x² · (x²)^(1/5), the root by Newton's method: no C library here.
  private static func power(_ x: Double) -> Double {
    let square = x * x
    guard square > 0 else { return 0 }
    var root = 1.0
    for _ in 0..<80 { root -= (root * root * root * root * root - square) / (5 * root * root * root * root) }
    return square * root
  }

  @Test func everyTextCanBeRead() throws {
    #expect(Self.themes.count == 3)
    for theme in Self.themes {
      for text in ["ink", "soft", "link", "fail", "warning", "inconclusive", "accepted", "pass", "info"] {
        for ground in ["paper", "faint"] {
          let (a, b) = (try #require(theme[text]), try #require(theme[ground]))
          let contrast = (max(a, b) + 0.05) / (min(a, b) + 0.05)
          #expect(contrast >= 4.5, "\(text) on \(ground): \(contrast)")
        }
      }
    }
  }

  @Test func scrollingPartsCanBeReachedByKeyboard() throws {
    let page = try HTMLReporter().text(of: Gallery.report)
    for match in page.matches(of: /<div class="(scroll|sideways)"[^>]*>/) {
      #expect(match.0.contains("tabindex=\"0\""))
    }
    #expect(page.contains("<a class=\"skip\" href=\"#content\">") && page.contains("<main id=\"content\">"))
    #expect(page.contains(":focus-visible"))
  }
}
