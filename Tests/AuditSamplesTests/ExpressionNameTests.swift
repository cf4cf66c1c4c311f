import AuditSamples
import Testing

/// Which names an expression reads depends on which columns exist.
@Suite struct ExpressionNameTests {
  private func columns(of text: String, among names: [String]) throws -> [String] {
    try ColumnExpression(text, columns: names.map { ColumnInfo(name: $0, kind: .float(bits: 32)) }).columns
  }

  @Test(arguments: [
    ("jets/pt > 2", ["jets/pt", "jets", "pt"], ["jets/pt"]),
    ("jets/pt > 2", ["jets", "pt"], ["jets", "pt"]),
    ("a/b/c", ["a/b", "c"], ["a/b", "c"]),
    ("a/b/c", ["a", "b/c"], ["a", "b/c"]),
    ("a / b", ["a/b", "a", "b"], ["a", "b"]),
    ("a/sqrt(b)", ["a", "b"], ["a", "b"]),
    ("max(jet_pt) > 3", ["max(jet_pt)", "jet_pt"], ["max(jet_pt)"]),
    ("max( jets/pt ) > 3", ["max(jets/pt)"], ["max(jets/pt)"]),
    ("max(jet_pt, 3)", ["max(jet_pt)", "jet_pt"], ["jet_pt"]),
    (
      "count(jet_pt) + first(jet_pt)", ["count(jet_pt)", "first(jet_pt)"], ["count(jet_pt)", "first(jet_pt)"]
    ),
    ("pt[0] + pt[ 12 ]", ["pt[0]", "pt[12]"], ["pt[0]", "pt[12]"]),
    ("image[1, 2]", ["image[1,2]"], ["image[1,2]"]),
    ("jets[0]/pt", ["jets[0]/pt"], ["jets[0]/pt"]),
    ("`m (jj) [GeV]` > 80", ["m (jj) [GeV]"], ["m (jj) [GeV]"]),
    ("`odd`[1]", ["odd[1]"], ["odd[1]"]),
    ("max(`odd name`)", ["max(odd name)"], ["max(odd name)"]),
    ("jet.pt + _x1 + η", ["jet.pt", "_x1", "η"], ["jet.pt", "_x1", "η"]),
    ("pi + abs", ["pi", "abs"], ["pi", "abs"]),
    ("order or android and notes in [1]", ["order", "android", "notes"], ["order", "android", "notes"]),
    ("`not` + `in`", ["not", "in"], ["not", "in"]),
  ])
  func theLongestNameThatExists(_ text: String, _ names: [String], _ expected: [String]) throws {
    #expect(try columns(of: text, among: names) == expected)
  }

  @Test(arguments: [
    ("jets/pt > 2 && max(jets/e) < 3", ["jets/pt", "max(jets/e)"]), ("a/2", ["a"]),
    ("a/sqrt(b)", ["a", "b"]), ("process == 'x'", ["process"]), ("max(a, b) + pi", ["a", "b"]),
    ("`a b`[2]", ["a b[2]"]),
  ])
  func syntaxAloneTakesTheLongestName(_ text: String, _ expected: [String]) throws {
    #expect(try ColumnExpression(checkingSyntaxOf: text).columns == expected)
  }

  @Test func infoDecidesWhatAColumnCanDo() throws {
    let info = [
      ColumnInfo(name: "pt", kind: .float(bits: 32)), ColumnInfo(name: "flag", kind: .boolean),
      ColumnInfo(name: "process", kind: .text), ColumnInfo(name: "kind", kind: .enumeration(names: ["a"])),
    ]
    let expression = try ColumnExpression("flag && process == 'x' || kind != 'a' && pt > 1", columns: info)
    #expect(expression.columns == ["flag", "process", "kind", "pt"])
  }
}
