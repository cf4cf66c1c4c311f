import AuditSamples
import Testing

/// One test for each sentence that a wrong expression gets.
@Suite struct ExpressionErrorTests {
  private let columns = [
    ColumnInfo(name: "pt", kind: .float(bits: 32)), ColumnInfo(name: "eta", kind: .float(bits: 64)),
    ColumnInfo(name: "process", kind: .text),
    ColumnInfo(name: "jets/pt", kind: .float(bits: 32), isJagged: true),
    ColumnInfo(name: "image", kind: .float(bits: 32), shape: [3, 4]),
  ]

  @Test(arguments: [
    ("pt > 20 && & eta", "column 12: expected a number or a column name, found '&'"),
    ("", "column 1: expected a number or a column name, found the end"),
    ("   ", "column 4: expected a number or a column name, found the end"),
    ("pt >", "column 5: expected a number or a column name, found the end"),
    ("pt > and", "column 6: expected a number or a column name, found 'and'"),
    ("pt & eta", "column 4: expected an operator or the end, found '&'; write '&&' or 'and'"),
    ("pt | eta", "column 4: expected an operator or the end, found '|'; write '||' or 'or'"),
    ("pt = 20", "column 4: expected an operator or the end, found '='; write '==' to compare"),
    ("(pt = 20)", "column 5: expected ')', found '='; write '==' to compare"),
    ("pt eta", "column 4: expected an operator or the end, found 'eta'"),
    ("20pt", "column 3: expected an operator or the end, found 'pt'"),
    ("pt > 20)", "column 8: expected an operator or the end, found ')'"),
    ("(pt > 20", "column 9: expected ')', found the end"),
    ("ptt > 20", "column 1: there is no column 'ptt'; did you mean 'pt'?"),
    (
      "pt + mass", "column 6: there is no column 'mass'; there are 'pt', 'eta', 'process', 'jets/pt', 'image'"
    ),
    ("`p t` > 2", "column 1: there is no column 'p t'; did you mean 'pt'?"),
    ("`pt > 2", "column 1: this name has no closing `"),
    ("sqr(pt)", "column 1: there is no function 'sqr'; did you mean 'sqrt'?"),
    ("sum(pt)", "column 1: 'sum(pt)' cannot be read: it has one value per row"),
    ("sqrt(pt, 2)", "column 1: sqrt takes 1 argument, not 2"),
    ("max(pt)", "column 1: 'max(pt)' cannot be read: it has one value per row"),
    ("if(pt, 1)", "column 1: if takes 3 arguments, not 2"),
    ("sqrt(pt", "column 8: expected ',' or ')', found the end"),
    (
      "process == ttbar",
      "column 12: there is no column 'ttbar'; there are 'pt', 'eta', 'process', 'jets/pt', 'image'"
    ),
    (
      "process + 1",
      "column 1: 'process' holds texts where a number is needed; a comparison makes one of it, as in process == \"…\""
    ),
    (
      "process",
      "column 1: 'process' holds texts where a number is needed; a comparison makes one of it, as in process == \"…\""
    ),
    ("pt == 'high'", "column 7: 'pt' holds numbers; compare it with a number, not a text"),
    ("pt in ['high']", "column 8: 'pt' holds numbers; compare it with a number, not a text"),
    ("process < 'b'", "column 11: texts can only be compared by == and !="),
    ("pt + 1 == 'b'", "column 11: only a category column can be compared with a text"),
    ("'a' + 1", "column 1: a text can only be compared with a category column"),
    ("process == 'ttbar", "column 12: this text has no closing '"),
    ("process in ['a', 1]", "column 13: a list holds numbers or texts, not both"),
    ("pt in 3", "column 7: expected '[' after 'in', found '3'"),
    ("pt in []", "column 8: expected a number or a text in quotes, found ']'"),
    ("pt in [1 2]", "column 10: expected ',' or ']', found '2'"),
    (
      "jets/pt > 3",
      "column 1: 'jets/pt' has a variable number of values a row; name one, as jets/pt[0], or a reduction, as max(jets/pt)"
    ),
    (
      "image > 3",
      "column 1: 'image' has 3 × 4 values a row; name one, as image[0,0], or a reduction, as max(image)"
    ),
    (
      "image[3,0] > 3",
      "column 1: 'image[3,0]' cannot be read: its shape is 3×4, the last element is image[2,3]"
    ),
    ("mean(pt)", "column 1: 'mean(pt)' cannot be read: it has one value per row"),
    ("1e999 * pt", "column 1: '1e999' is not a number that float64 can hold"),
  ])
  func saysWhereAndWhat(_ text: String, _ sentence: String) {
    let error = #expect(throws: ExpressionError.self) { try ColumnExpression(text, columns: columns) }
    #expect(error?.description == sentence)
  }

  @Test func nestingIsBounded() throws {
    let deep = String(repeating: "(", count: 101) + "pt" + String(repeating: ")", count: 101)
    let error = #expect(throws: ExpressionError.self) { try ColumnExpression(deep, columns: columns) }
    #expect(error?.problem == "nested more than 100 deep")
    let minus = String(repeating: "- ", count: 300) + "pt"
    #expect(throws: ExpressionError.self) { try ColumnExpression(minus, columns: columns) }
    let fine = String(repeating: "(", count: 40) + "pt" + String(repeating: ")", count: 40)
    #expect(try ColumnExpression(fine, columns: columns).columns == ["pt"])
  }

  @Test func lengthIsBounded() throws {
    let long = Array(repeating: "pt", count: 1500).joined(separator: "+")
    let error = #expect(throws: ExpressionError.self) { try ColumnExpression(long, columns: columns) }
    #expect(error?.description == "an expression has at most 4096 characters, this one has 4499")
    let fine = Array(repeating: "1", count: 2000).joined(separator: "+")
    #expect(try ColumnExpression(fine, columns: columns).evaluate([], rows: 1) == [2000])
  }

  @Test func anythingElseIsRefusedWithoutACrash() {
    // Every prefix and every single-character deletion of a long expression, and stray symbols in each place.
    let whole = Array(
      "if(20 < `pt` <= 3e2 and not process in ['a','b'], -max(pt, eta[0])^2 % 3, !isnan(jets/pt))")
    for place in whole.indices {
      for symbol in ["", "&", "`", "'", "[", ")", "é", "\u{0}", "\n", "1e", ".", "in", "not"] {
        let text = String(whole[..<place]) + symbol + String(whole[(place + 1)...])
        _ = try? ColumnExpression(text, columns: columns)
        _ = try? ColumnExpression(checkingSyntaxOf: String(whole[..<place]) + symbol)
        _ = try? ColumnExpression(checkingSyntaxOf: text)
      }
    }
    #expect((try? ColumnExpression(checkingSyntaxOf: String(whole))) != nil)
  }
}
