import AuditTestSupport
import Testing

@testable import AuditModels

/// The own evaluator of dense networks against ONNX Runtime, on networks with random weights.
@Suite struct DenseChainTests {
  struct Form: Sendable, CustomTestStringConvertible {
    var widths: [Int]
    var activations: [String]
    /// MatMul and Add instead of Gemm.
    var isSplit = false
    var isTransposed = false
    var testDescription: String { "\(widths) \(activations) \(isSplit) \(isTransposed)" }
  }

  static let forms = [
    Form(widths: [28, 64, 64, 1], activations: ["Relu", "Relu", "Sigmoid"]),
    Form(widths: [5, 17, 33, 2], activations: ["Tanh", "Sigmoid", "Identity"], isSplit: true),
    Form(widths: [3, 70, 1, 9, 1], activations: ["Relu", "Tanh", "Relu", "Sigmoid"], isTransposed: true),
    Form(widths: [7, 1], activations: ["Sigmoid"]),
    Form(widths: [4, 16, 1], activations: ["Sigmoid", "Tanh"], isSplit: true),
    Form(widths: [1, 6, 3, 1], activations: ["Relu", "Relu", "Identity"], isTransposed: true),
  ]

  private static func numbers(_ count: Int, _ seed: UInt64, scale: Double = 1) -> [Float] {
    var random = SplitMix(seed: seed)
    return (0..<count).map { _ in Float(scale * (2 * Double.random(in: 0..<1, using: &random) - 1)) }
  }

  private static func model(_ form: Form, seed: UInt64) -> [UInt8] {
    var writer = OnnxWriter()
    var value = "x"
    for layer in form.activations.indices {
      let (inputs, outputs) = (form.widths[layer], form.widths[layer + 1])
      let shape = form.isTransposed ? [outputs, inputs] : [inputs, outputs]
      let seed = 100 * seed + UInt64(layer)
      writer.add(
        "w\(layer)", shape: shape,
        numbers(inputs * outputs, seed, scale: 1.5 / Double(inputs).squareRoot()), isRaw: layer % 2 == 0)
      writer.add("b\(layer)", shape: form.isSplit ? [1, outputs] : [outputs], numbers(outputs, seed + 50))
      if form.isSplit {
        writer.add("MatMul", [value, "w\(layer)"], "p\(layer)")
        writer.add(
          "Add", layer % 2 == 0 ? ["p\(layer)", "b\(layer)"] : ["b\(layer)", "p\(layer)"], "s\(layer)")
      } else {
        writer.add(
          "Gemm", [value, "w\(layer)", "b\(layer)"], "s\(layer)",
          [("transB", .integer(form.isTransposed ? 1 : 0)), ("alpha", .float(0.75)), ("beta", .float(0.5))])
      }
      writer.add(form.activations[layer], ["s\(layer)"], "a\(layer)")
      value = "a\(layer)"
    }
    let outputs = form.widths[form.widths.count - 1]
    writer.add("shape", integers: [-1, outputs])
    writer.add("Flatten", [value], "flat", [("axis", .integer(1))])
    writer.add("Cast", ["flat"], "cast", [("to", .integer(1))])
    writer.add("Reshape", ["cast", "shape"], "score")
    return writer.model(inputs: form.widths[0], output: "score", outputs: outputs)
  }

  private func open(_ form: Form, seed: UInt64 = 1) throws -> OnnxClassifier {
    try ModelFixtures.withFile(Self.model(form, seed: seed), ending: ".onnx") { path in
      try OnnxClassifier(path: path, output: OutputSelection(class: form.widths.last == 2 ? .number(1) : nil))
    }
  }

  @Test(arguments: forms) func scoresEqualTheLibrarys(_ form: Form) throws {
    let model = try open(form)
    let chain = try #require(model.chain)
    #expect(chain.layers.map(\.outputs) == Array(form.widths.dropFirst()))
    let width = form.widths[0]
    for (rows, scale) in [(1, 1.0), (5, 3.0), (500, 1.0), (191, 10.0)] {
      let rows = InputRows(width: width, values: Self.numbers(rows * width, 7, scale: scale))
      let expected = try model.libraryScores(of: rows)
      let own = chain.scores(of: rows, place: form.widths.last == 2 ? 1 : 0)
      #expect(try ModelFixtures.largestDifference(own, expected) <= 1e-6)
      #expect(try model.scores(of: rows) == own)
    }
    #expect(model.remark == nil)
  }

  @Test(arguments: forms) func aRowsScoreDoesNotDependOnTheOthers(_ form: Form) throws {
    let model = try open(form)
    let width = form.widths[0]
    let rows = InputRows(width: width, values: Self.numbers(400 * width, 3))
    let whole = try model.scores(of: rows)
    for size in [1, 7, 193] {
      var parts: [Float] = []
      for start in stride(from: 0, to: rows.count, by: size) {
        let part = rows.values[width * start..<width * min(rows.count, start + size)]
        parts += try model.scores(of: InputRows(width: width, values: Array(part)))
      }
      #expect(parts == whole)
    }
  }

  @Test(arguments: forms) func variationsEqualTheLibrarys(_ form: Form) throws {
    let model = try open(form)
    let width = form.widths[0]
    let rows = InputRows(width: width, values: Self.numbers(300 * width, 5))
    let last = width - 1
    var variations = [0.5, 2, 300, 0].map { factor in
      InputVariation(
        columns: [last], values: [(0..<300).map { rows.values[$0 * width + last] * Float(factor) }])
    }
    // Few rows, no row, other columns.
    var few = variations[0]
    for row in 9..<300 { few.values[0][row] = rows.values[row * width + last] }
    variations.append(few)
    variations.append(
      InputVariation(columns: [last], values: [(0..<300).map { rows.values[$0 * width + last] }]))
    if width > 1 {
      variations.append(
        InputVariation(columns: [1, 0], values: [Self.numbers(300, 8), Self.numbers(300, 9)]))
    }
    let nominal = try model.scored(rows)
    let scores = try model.scores(of: variations, from: nominal)
    for (variation, found) in zip(variations, scores) {
      var patched = rows
      patched.write(variation)
      let expected = try model.libraryScores(of: patched)
      // Where sums of large numbers nearly cancel, float32 itself is no better than 10⁻⁷ of these.
      let size = form.activations.last == "Identity" ? max(1, patched.values.largestSize) : 1
      #expect(try ModelFixtures.largestDifference(found, expected) <= 1e-6 * size)
    }
    #expect(scores[4].dropFirst(9) == nominal.scores.dropFirst(9) && scores[5] == nominal.scores)
  }

  /// What is not finite is the library's, bit for bit.
  @Test(arguments: [Float.nan, .infinity, -.infinity]) func whatIsNotFiniteIsLeftToTheLibrary(_ value: Float)
    throws
  {
    let model = try open(Self.forms[0])
    var rows = InputRows(width: 28, values: Self.numbers(50 * 28, 4))
    let variation = InputVariation(columns: [2], values: [Array(repeating: value, count: 50)])
    let varied = try model.scores(of: [variation], from: model.scored(rows))[0]
    rows.values[28 * 7 + 3] = value
    let expected = try model.libraryScores(of: rows)
    #expect(try model.scores(of: rows).map(\.bitPattern) == expected.map(\.bitPattern))
    rows.values[28 * 7 + 3] = 0
    rows.write(variation)
    #expect(try varied.map(\.bitPattern) == model.libraryScores(of: rows).map(\.bitPattern))
  }

  @Test func aDifferentResultIsFoundAndSaid() throws {
    var model = try open(Self.forms[0])
    model.chain = try open(Self.forms[0], seed: 2).chain
    let rows = InputRows(width: 28, values: Self.numbers(200 * 28, 6))
    let variation = InputVariation(columns: [0], values: [Self.numbers(200, 11)])
    let expected = try model.libraryScores(of: rows)
    #expect(try model.scores(of: rows) == expected)
    let varied = try model.scores(of: [variation], from: model.scored(rows))[0]
    var patched = rows
    patched.write(variation)
    #expect(try varied == model.libraryScores(of: patched))
    let remark = try #require(model.remark)
    #expect(remark.contains("differed from ONNX Runtime by up to") && remark.contains("ONNX Runtime scored"))
  }

  /// Graphs that are no chains of dense layers have no own evaluation.
  @Test(arguments: ["two_inputs", "image", "trees_plain", "trees_zipmap"])
  func otherGraphsAreTheLibrarys(_ name: String) throws {
    #expect(try OnnxClassifier(path: ModelFixtures.path("\(name).onnx")).chain == nil)
  }

  @Test func whatIsNotInTheListIsNotEvaluated() throws {
    for (kind, inputs) in [("Softplus", ["s"]), ("Mul", ["s", "b"]), ("Add", ["s", "s"])] {
      var writer = OnnxWriter()
      writer.add("w", shape: [2, 1], [1, -1])
      writer.add("b", shape: [1], [0.5])
      writer.add("Gemm", ["x", "w", "b"], "s")
      writer.add(kind, inputs, "score")
      let model = try ModelFixtures.withFile(
        writer.model(inputs: 2, output: "score", outputs: 1), ending: ".onnx"
      ) { try OnnxClassifier(path: $0) }
      #expect(model.chain == nil)
      #expect(try model.scores(of: InputRows(width: 2, values: [1, 2, 3, 4])).count == 2)
    }
  }

  /// A file that ends early, or is something else, has no graph and crashes nothing.
  @Test func damagedFilesHaveNoGraph() {
    let bytes = Self.model(Self.forms[1], seed: 1)
    for end in stride(from: 0, to: bytes.count, by: 7) { _ = OnnxGraph(Array(bytes[..<end])) }
    #expect(OnnxGraph([]) == nil && OnnxGraph(Array("no model".utf8)) == nil)
    var random = SplitMix(seed: 3)
    for _ in 0..<300 {
      var damaged = bytes
      for _ in 0..<4 {
        damaged[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      if let graph = OnnxGraph(damaged) { _ = DenseChain(graph, inputs: 5, output: "score") }
    }
  }
}
