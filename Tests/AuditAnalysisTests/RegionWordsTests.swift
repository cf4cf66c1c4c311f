import AuditSamples
import AuditStatistics
import Testing

@testable import AuditAnalysis

/// The words of a region are a selection that keeps its events, and no other.
@Suite struct RegionWordsTests {
  private static let names = ["d0", "track mass/GeV"]

  @Test(arguments: [false, true]) func wordsSelectTheRegion(hasMissing: Bool) throws {
    let random = CounterRandom(seed: 3, stream: "words of regions")
    let columns = (0..<2).map { column in
      (0..<400).map { row -> Float in
        if hasMissing, row % 9 == 4 * column { return .nan }
        // One column is symmetric, and is cut on its size, too; the other has values on one side.
        return Float(random.normal(UInt64(row), part: UInt32(column))) + (column == 0 ? 0 : 4)
      }
    }
    let axes = RegionAxes(names: Self.names, values: { columns[$0] }, bins: 6)
    #expect(axes.columns == [0, 0, 1])
    let rows = axes.binned(Array(0..<400), columns: columns) { _ in 1 }
    for axis in axes.columns.indices {
      let last = axes.binCounts[axis] - 1
      for low in 0...last {
        for high in low...last where low > 1 || high < last || (low == 1 && hasMissing) {
          let region = CoverageRegion(cuts: [.init(feature: axis, bins: low...high)])
          if high == 0, !hasMissing { continue }
          let words = axes.words(region)
          let expression = try ColumnExpression(words, names: Self.names) { name in
            Self.names.contains(name) ? .number : nil
          }
          let values = expression.columns.map { name in
            Values.float32(columns[Self.names.firstIndex(of: name) ?? 0])
          }
          let mask = try expression.mask(values, rows: 400)
          #expect(mask == (0..<400).map { region.contains($0, of: rows) }, "\(words)")
        }
      }
    }
  }
}
