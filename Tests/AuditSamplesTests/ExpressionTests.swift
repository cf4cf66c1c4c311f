import AuditSamples
import Foundation
import Testing

/// Rows of a small sample in every storage, longer than two blocks of the machine, with awkward values.
private struct Rows {
  let count = 2500
  var pt: [Float] = []
  var eta: [Double] = []
  var n: [Int64] = []
  var process: [Int32] = []
  let levels = ["ttbar", "wjets", "data"]

  init() {
    let awkward: [Double] = [
      .nan, 0, -0.0, 1, -1, .infinity, -.infinity, 1e300, .leastNonzeroMagnitude, 20, 30,
    ]
    for row in 0..<count {
      // A low-discrepancy sequence: no generator to seed, every region visited.
      let u = Double((row &* 2_654_435_761) & 0xffff_ffff) / 4_294_967_296
      pt.append(row % 17 == 3 ? Float(awkward[row % awkward.count]) : Float(100 * u))
      eta.append(row % 13 == 5 ? awkward[(row / 13) % awkward.count] : 8 * u * u - 4)
      n.append(Int64(row % 7) - 2)
      process.append(Int32(row % 4) - 1)
    }
  }

  let kinds: [String: ColumnExpression.Column] = [
    "pt": .number, "eta": .number, "n": .number, "process": .category,
  ]

  func values(of name: String) -> Values {
    switch name {
    case "pt": .float32(pt)
    case "eta": .float64(eta)
    case "n": .int64(n)
    default: .category(codes: process, levels: levels)
    }
  }

  func expression(_ text: String) throws -> ColumnExpression {
    try ColumnExpression(text, names: kinds.keys.sorted()) { kinds[$0] }
  }
}

private struct Row {
  var pt: Double
  var eta: Double
  var n: Double
  var process: String?
}

private func bit(_ truth: Bool) -> Double { truth ? 1 : 0 }
private func holds(_ x: Double) -> Bool { x != 0 && !x.isNaN }
private func smaller(_ a: Double, _ b: Double) -> Double { a.isNaN || b.isNaN ? .nan : Swift.min(a, b) }
private func larger(_ a: Double, _ b: Double) -> Double { a.isNaN || b.isNaN ? .nan : Swift.max(a, b) }

@Suite struct ExpressionTests {
  private static let rows = Rows()

  private static let oracle: [(String, @Sendable (Row) -> Double)] = [
    ("pt", { $0.pt }), ("-pt", { -$0.pt }), ("+pt", { $0.pt }), ("1e3", { _ in 1000 }),
    (".5 + 5.", { _ in 5.5 }), ("pi", { _ in .pi }), ("true + false", { _ in 1 }),
    ("1 + 2 * 3", { _ in 7 }), ("(1 + 2) * 3", { _ in 9 }), ("7 - 2 - 1", { _ in 4 }),
    ("16 / 4 / 2", { _ in 2 }), ("2 ^ 3 ^ 2", { _ in 512 }), ("2 ** 3 ** 2", { _ in 512 }),
    ("-2 ^ 2", { _ in -4 }), ("2 ^ -1", { _ in 0.5 }), ("- - 3", { _ in 3 }),
    ("pt + eta * n - 3", { $0.pt + $0.eta * $0.n - 3 }), ("pt / n", { $0.pt / $0.n }),
    ("n % 3", { fmod($0.n, 3) }), ("pt % eta", { fmod($0.pt, $0.eta) }), ("eta ^ 2", { $0.eta * $0.eta }),
    ("eta ^ 3", { pow($0.eta, 3) }), ("pt ^ eta", { pow($0.pt, $0.eta) }),
    ("3 - eta", { 3 - $0.eta }), ("3 / eta", { 3 / $0.eta }),
    ("abs(eta)", { Swift.abs($0.eta) }), ("sqrt(pt)", { sqrt($0.pt) }), ("exp(eta)", { exp($0.eta) }),
    ("log(pt)", { log($0.pt) }), ("log10(pt)", { log10($0.pt) }), ("log2(pt)", { log2($0.pt) }),
    ("sin(eta)", { sin($0.eta) }), ("cos(eta)", { cos($0.eta) }), ("tan(eta)", { tan($0.eta) }),
    ("asin(eta)", { asin($0.eta) }), ("acos(eta)", { acos($0.eta) }), ("atan(eta)", { atan($0.eta) }),
    ("sinh(eta)", { sinh($0.eta) }), ("cosh(eta)", { cosh($0.eta) }), ("tanh(eta)", { tanh($0.eta) }),
    ("asinh(eta)", { asinh($0.eta) }), ("acosh(pt)", { acosh($0.pt) }), ("atanh(eta)", { atanh($0.eta) }),
    ("floor(eta)", { floor($0.eta) }), ("ceil(eta)", { ceil($0.eta) }),
    ("round(eta)", { ($0.eta).rounded() }),
    ("round(0.5) + round(-0.5)", { _ in 0 }),
    ("atan2(eta, n)", { atan2($0.eta, $0.n) }), ("atan2(eta, 2)", { atan2($0.eta, 2) }),
    ("hypot(pt, eta)", { hypot($0.pt, $0.eta) }),
    ("hypot(pt, eta, n)", { hypot(hypot($0.pt, $0.eta), $0.n) }),
    ("min(pt, eta, 3)", { smaller(smaller($0.pt, $0.eta), 3) }), ("max(3, pt)", { larger(3, $0.pt) }),
    ("max(pt, 3)", { larger($0.pt, 3) }), ("min(n, eta)", { smaller($0.n, $0.eta) }),
    ("hypot(eta, 1)", { hypot($0.eta, 1) }),
    ("sqrt(2*pt*30*(cosh(eta-n)-cos(eta)))", { sqrt(2 * $0.pt * 30 * (cosh($0.eta - $0.n) - cos($0.eta))) }),
    ("pt > 20", { bit($0.pt > 20) }), ("pt >= 20", { bit($0.pt >= 20) }), ("pt < 20", { bit($0.pt < 20) }),
    ("pt <= 20", { bit($0.pt <= 20) }), ("n == 2", { bit($0.n == 2) }), ("20 < pt", { bit(20 < $0.pt) }),
    ("pt > eta", { bit($0.pt > $0.eta) }), ("pt == eta", { bit($0.pt == $0.eta) }),
    ("pt != 20", { bit(!$0.pt.isNaN && $0.pt != 20) }),
    ("pt != eta", { bit(!$0.pt.isNaN && !$0.eta.isNaN && $0.pt != $0.eta) }),
    ("20 < pt < 30", { bit(20 < $0.pt && $0.pt < 30) }),
    ("1 < n <= pt / 10 < 5", { bit(1 < $0.n && $0.n <= $0.pt / 10 && $0.pt / 10 < 5) }),
    ("pt > 20 && abs(eta) < 2.5", { bit($0.pt > 20 && Swift.abs($0.eta) < 2.5) }),
    ("pt > 20 and eta < 1 or n == 0", { bit(($0.pt > 20 && $0.eta < 1) || $0.n == 0) }),
    ("pt > 20 and (eta < 1 or n == 0)", { bit($0.pt > 20 && ($0.eta < 1 || $0.n == 0)) }),
    ("n == 0 || n == 1 && pt > 50", { bit($0.n == 0 || ($0.n == 1 && $0.pt > 50)) }),
    ("!(pt > 20)", { bit(!($0.pt > 20)) }), ("not pt > 20", { bit(!($0.pt > 20)) }),
    ("!n", { bit(!holds($0.n)) }), ("!!n", { bit(holds($0.n)) }), ("not not n", { bit(holds($0.n)) }),
    ("!n + 1", { bit(!holds($0.n)) + 1 }), ("pt && eta", { bit(holds($0.pt) && holds($0.eta)) }),
    ("isnan(pt)", { bit($0.pt.isNaN) }), ("isfinite(pt)", { bit($0.pt.isFinite) }),
    ("pt - pt != 0", { _ in 0 }), ("sqrt(-1) == sqrt(-1)", { _ in 0 }),
    ("n in [1, 2, -2]", { bit([1, 2, -2].contains($0.n)) }),
    ("n not in [1,2]", { bit(![1, 2].contains($0.n)) }),
    ("pt in [20, 30]", { bit($0.pt == 20 || $0.pt == 30) }),
    ("pt not in [20]", { bit(!$0.pt.isNaN && $0.pt != 20) }),
    ("if(pt > 20, eta, n)", { $0.pt > 20 ? $0.eta : $0.n }),
    (
      "if(eta < 0, if(n > 0, 1, 2), pt > 3) + n",
      { ($0.eta < 0 ? ($0.n > 0 ? 1 : 2) : bit($0.pt > 3)) + $0.n }
    ),
    ("(pt > 20) + (pt > 50) * 2", { bit($0.pt > 20) + bit($0.pt > 50) * 2 }),
    ("process == \"ttbar\"", { bit($0.process == "ttbar") }),
    ("'data' == process", { bit($0.process == "data") }),
    ("process != 'ttbar'", { bit($0.process != nil && $0.process != "ttbar") }),
    ("process == 'unknown'", { _ in 0 }),
    ("process in ['ttbar', \"data\"]", { bit($0.process == "ttbar" || $0.process == "data") }),
    ("process not in ['ttbar']", { bit($0.process != nil && $0.process != "ttbar") }),
    ("if(process == 'ttbar', 0.5, 1) * pt", { ($0.process == "ttbar" ? 0.5 : 1) * $0.pt }),
  ]

  @Test(arguments: oracle.indices)
  func equalsPlainSwift(_ index: Int) throws {
    let rows = Self.rows
    let (text, expected) = Self.oracle[index]
    let expression = try rows.expression(text)
    let values = expression.columns.map { rows.values(of: $0) }
    let result = try expression.evaluate(values, rows: rows.count)
    let mask = try expression.mask(values, rows: rows.count)
    #expect(result.count == rows.count && mask.count == rows.count)
    for row in 0..<rows.count {
      let code = Int(rows.process[row])
      let oracle = expected(
        Row(
          pt: Double(rows.pt[row]), eta: rows.eta[row], n: Double(rows.n[row]),
          process: code < 0 ? nil : rows.levels[code]))
      let isSame = result[row] == oracle || (result[row].isNaN && oracle.isNaN)
      #expect(isSame, "\(text), row \(row): \(result[row]), not \(oracle)")
      #expect(mask[row] == holds(oracle), "\(text), row \(row)")
      if !isSame || mask[row] != holds(oracle) { break }
    }
  }

  @Test(arguments: oracle.indices)
  func cuttingIntoChunksChangesNothing(_ index: Int) throws {
    let rows = Self.rows
    let expression = try rows.expression(Self.oracle[index].0)
    let values = expression.columns.map { rows.values(of: $0) }
    let whole = try expression.evaluate(values, rows: rows.count)
    var parts: [Double] = []
    for range in [0..<1, 1..<1, 1..<1024, 1024..<2049, 2049..<2500] {
      parts += try expression.evaluate(values.map { $0[range] }, rows: range.count)
    }
    #expect(whole.map(\.bitPattern) == parts.map(\.bitPattern))
  }

  @Test func readsColumnsOnceInOrderOfUse() throws {
    #expect(try Self.rows.expression("eta * pt + eta > n").columns == ["eta", "pt", "n"])
    #expect(try Self.rows.expression("1 + 2").columns.isEmpty)
    #expect(try Self.rows.expression("3").evaluate([], rows: 2) == [3, 3])
  }

  @Test func noRowsGiveNoValues() throws {
    let expression = try Self.rows.expression("pt > 20")
    #expect(try expression.evaluate([.float32([])], rows: 0).isEmpty)
    #expect(try expression.mask([.float32([])], rows: 0).isEmpty)
  }

  @Test func valuesMustFitTheExpression() throws {
    let expression = try Self.rows.expression("pt > 20")
    #expect(throws: ExpressionError(position: nil, problem: "'pt' has 2 values where there are 3 rows")) {
      try expression.mask([.float32([1, 2])], rows: 3)
    }
    #expect(
      throws: ExpressionError(position: nil, problem: "the expression reads 1 column, 0 were given")
    ) { try expression.mask([], rows: 3) }
    #expect(throws: ExpressionError(position: nil, problem: "'pt' has no single number a row")) {
      try expression.mask([.category(codes: [0], levels: ["a"])], rows: 1)
    }
    let category = try Self.rows.expression("process == 'a'")
    #expect(
      throws: ExpressionError(
        position: nil, problem: "'process' holds numbers; it cannot be compared with texts")
    ) { try category.mask([.float32([1])], rows: 1) }
  }
}

extension Values {
  fileprivate subscript(range: Range<Int>) -> Values {
    switch self {
    case .float32(let values): .float32(Array(values[range]))
    case .float64(let values): .float64(Array(values[range]))
    case .int64(let values): .int64(Array(values[range]))
    case .uint64(let values): .uint64(Array(values[range]))
    case .category(let codes, let levels): .category(codes: Array(codes[range]), levels: levels)
    case .tensor(let values, let shape): .tensor(values, shape: shape)
    }
  }
}
