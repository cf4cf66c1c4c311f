import AuditReport
import Foundation
import Testing

@Suite struct EvidenceTests {
  private static let contents = HistogramPair.Contents(name: "s", values: [1, 2], variances: [1, 2])
  private static let pair = HistogramPair(
    title: "x", axis: .linear, edges: [0, 1, 2], normalisation: .data, simulation: contents, data: contents,
    caption: "")
  private static let map = HeatMap(
    title: "m", rowLabels: ["a"], columnLabels: ["b", "c"], values: [[1, nil]], caption: "")

  private func fault(_ change: (inout HistogramPair) -> Void) -> String? {
    var pair = Self.pair
    change(&pair)
    return Evidence.histogram(pair).fault
  }

  @Test func aHistogramFitsItsBins() {
    #expect(fault { _ in } == nil)
    #expect(fault { $0.edges = [] } == "the histogram has no bins")
    #expect(fault { $0.edges = [0, 2, 1] } == "the bin edges do not rise")
    #expect(fault { $0.edges[2] = .infinity } == "a bin edge is not finite")
    #expect(fault { $0.axis = .log } == "a logarithmic axis starts at 0.0")
    #expect(fault { $0.data.values = [1] } == "'s' has 1 values for 2 bins")
    #expect(fault { $0.simulation.variances = [1] } == "'s' has 1 variances for 2 bins")
    #expect(fault { $0.simulation.variances[0] = -1 } == "'s' has a variance below zero")
    #expect(fault { $0.data.missing = .nan } == "'s' has a content that is not finite")
    #expect(
      fault { $0.processes = [.init(name: "p", values: [], variances: [])] } == "'p' has 0 values for 2 bins")
    #expect(fault { ($0.axis, $0.labels) = (.category, ["a", "b"]) } == nil)
  }

  @Test func otherEvidenceFitsToo() {
    #expect(Evidence.heatMap(Self.map).fault == nil)
    var map = Self.map
    map.values = [[1]]
    #expect(Evidence.heatMap(map).fault == "values has 1 columns for 2 labels")
    map.values = []
    #expect(Evidence.heatMap(map).fault == "values has 0 rows for 1 labels")
    map = Self.map
    map.errors = [[1]]
    #expect(Evidence.heatMap(map).fault == "errors has 1 columns for 2 labels")
    let table = Table(title: "t", columns: ["a"], rows: [[.number(1)], []], caption: "")
    #expect(Evidence.table(table).fault == "row 1 has 0 cells for 1 columns")
    let curve = Curve(title: "c", xLabel: "", yLabel: "", series: [], caption: "")
    #expect(Evidence.curve(curve).fault == "the curve has no points")
    #expect(Evidence.bars(Bars(title: "b", label: "", items: [], caption: "")).fault == "there are no bars")
  }

  @Test func evidenceReadsBackEqual() throws {
    let point = Curve.Point(x: 0, y: 1, low: 0.5, high: 1.5)
    let all: [Evidence] = [
      .histogram(Self.pair), .heatMap(Self.map),
      .curve(
        Curve(title: "c", xLabel: "x", yLabel: "y", series: [.init(name: "s", points: [point])], caption: "")),
      .table(
        Table(
          title: "t", columns: ["a", "b", "c"], rows: [[.number(1.5), .text("1.5"), .empty]], caption: "")),
      .bars(
        Bars(
          title: "b", label: "l", items: [.init(name: "i", value: 1, low: 0, high: 2)],
          limits: [Limit(max: 1)],
          caption: "")),
    ]
    #expect(try JSONDecoder().decode([Evidence].self, from: JSONEncoder().encode(all)) == all)
  }

  @Test func unknownKindsAreLeftOutOfFindingsAndRefusedElsewhere() throws {
    let json = #"""
      {"id": "a", "analyzer": "b", "metric": "c", "subject": {}, "verdict": "info", "message": "m",
       "evidence": [{"kind": "hologram"}, {"kind": "table", "title": "t", "columns": [], "rows": [], "caption": ""}]}
      """#
    let finding = try JSONDecoder().decode(Finding.self, from: Data(json.utf8))
    #expect(finding.evidence == [.table(Table(title: "t", columns: [], rows: [], caption: ""))])
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Evidence.self, from: Data(#"{"kind": "hologram"}"#.utf8))
    }
  }
}
