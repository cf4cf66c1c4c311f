import AuditSamples
import Testing

/// Columns with several values a row are named in one language, in names and in expressions.
@Suite struct ReductionTests {
  private let columns = [
    ColumnInfo(name: "pt", kind: .float(bits: 32)),
    ColumnInfo(name: "jet_pt", kind: .float(bits: 32), isJagged: true, unit: "GeV", missing: [-9]),
    ColumnInfo(name: "jet_n", kind: .integer(bits: 16, signed: true), isJagged: true),
    ColumnInfo(name: "image", kind: .float(bits: 32), shape: [2, 3]),
    ColumnInfo(name: "odd name", kind: .integer(bits: 8, signed: false), shape: [4]),
    ColumnInfo(name: "max(pt)", kind: .float(bits: 64)),
  ]
  private var names: ColumnNames { ColumnNames(columns) }

  @Test func aNameMeansAColumnOrWhatIsMadeOfOne() throws {
    #expect(try names.column("max(jet_pt)")?.isNumeric == true)
    #expect(try names.column("max(jet_pt)")?.unit == "GeV" && names.column("max(jet_pt)")?.missing == [-9])
    #expect(try names.column("count(jet_pt)")?.unit == nil && names.column("count(jet_pt)")?.missing == [])
    #expect(try names.column("jet_n[0]")?.kind == .float(bits: 64), "a missing element needs a float")
    #expect(try names.column("odd name[3]")?.kind == .integer(bits: 8, signed: false))
    #expect(try names.column("image[1,2]")?.name == "image[1,2]" && names.column("image[5]") != nil)
    #expect(try names.column("max(pt)")?.kind == .float(bits: 64), "a column of that name comes first")
    #expect(try names.column("nothing[0]") == nil && names.column("median(jet_pt)") == nil)
  }

  @Test(arguments: ["image[2,0]", "image[6]", "image[0,0,0]", "jet_pt[0,1]", "mean(pt)", "pt[0]"])
  func whatIsNotThereIsRefused(name: String) {
    #expect(throws: ReductionError.self) { _ = try names.column(name) }
  }

  @Test func paddingIsNoValue() {
    func reduce(_ reduction: Reduction, _ values: [Double]) -> Double {
      values.withUnsafeBufferPointer { reduction($0, missing: [-9]) }
    }
    let padded = [2.0, 5, -9, -9]
    #expect(reduce(.count, padded) == 2 && reduce(.sum, padded) == 7 && reduce(.mean, padded) == 3.5)
    #expect(reduce(.min, padded) == 2 && reduce(.max, padded) == 5 && reduce(.last, padded) == 5)
    #expect(reduce(.element([2]), padded) == -9, "a place is a place; the column declares it missing")
    #expect(reduce(.count, [-9, -9]) == 0 && reduce(.min, [-9]).isNaN)
  }

  @Test func patternsStandForElementsAndColumns() {
    func reductions(_ text: String) -> [String] {
      names.reductions(text) { pattern, name in
        let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
        return parts.count < 2 ? pattern == name : name.hasPrefix(parts[0]) && name.hasSuffix(parts[1])
      }.map(\.name)
    }
    #expect(reductions("max(jet_*)") == ["max(jet_pt)", "max(jet_n)"])
    #expect(reductions("image[*]").count == 6 && reductions("image[*]").last == "image[1,2]")
    #expect(reductions("image[1,*]") == ["image[1,0]", "image[1,1]", "image[1,2]"])
    #expect(reductions("jet_pt[0]") == ["jet_pt[0]"] && reductions("jet_pt[*]") == [])
    #expect(reductions("pt") == [] && reductions("max(pt)") == [] && reductions("image[9,9]") == [])
  }

  @Test func expressionsReadThem() throws {
    let expression = try ColumnExpression(
      "count(jet_pt) > 1 && image[0, 1] < max(`odd name`) + `odd name`[2]", columns: columns)
    #expect(expression.columns == ["count(jet_pt)", "image[0,1]", "max(odd name)", "odd name[2]"])
  }

  @Test func aTextThatIsANameMeansTheColumn() throws {
    let odd = [
      ColumnInfo(name: "w (nlo) - 1", kind: .float(bits: 32)), ColumnInfo(name: "w", kind: .float(bits: 32)),
    ]
    #expect(try ColumnExpression("w (nlo) - 1", columns: odd).columns == ["w (nlo) - 1"])
  }

  @Test(arguments: [
    ("jet-pt > 3", "jet-pt"), ("4jets + 1", "4jets"), ("w (nlo) * 2", "w (nlo)"), ("a + jetpt", "jet-pt"),
  ])
  func oddNamesAreToStandInBackTicks(text: String, name: String) {
    let odd = ["jet-pt", "4jets", "w (nlo)", "a"].map { ColumnInfo(name: $0, kind: .float(bits: 32)) }
    let error = #expect(throws: ExpressionError.self) { try ColumnExpression(text, columns: odd) }
    #expect(
      error?.description.hasSuffix("stands in back-ticks: `\(name)`") == true, "\(error?.description ?? "")")
  }
}
