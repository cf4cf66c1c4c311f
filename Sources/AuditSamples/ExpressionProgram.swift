/// An expression as operations on whole vectors of rows, for a machine with two stacks: numbers and masks.
///
/// `Int` operands are positions in a stack: `number` those of float64 vectors, `mask` those of 0/1 byte vectors.
struct ExpressionProgram: Sendable {
  enum Operation: Sendable {
    case load(column: Int, number: Int)
    /// number ← column − constant, exact for 64 bit integers before it is rounded
    case difference(column: Int, Double, number: Int)
    case constant(Double, number: Int)
    case unary(UnaryFunction, number: Int)
    /// number ← number ∘ (number + 1)
    case binary(BinaryFunction, number: Int)
    /// number ← number ∘ constant
    case binaryConstant(BinaryFunction, number: Int, Double)
    case test(TestFunction, number: Int, mask: Int)
    /// mask ← number ∘ (number + 1)
    case compare(Comparison, number: Int, mask: Int)
    case compareConstant(Comparison, number: Int, Double, mask: Int)
    case member(number: Int, [Double], isNegated: Bool, mask: Int)
    case category(Int, mask: Int)
    /// mask ← mask ∧ (mask + 1)
    case and(mask: Int)
    case or(mask: Int)
    case not(mask: Int)
    case truth(number: Int, mask: Int)
    case value(mask: Int, number: Int)
    /// number ← mask ? number : (number + 1)
    case choose(mask: Int, number: Int)
  }

  /// A comparison of a category column with texts.
  struct CategoryTest: Sendable {
    var column: Int
    var texts: [String]
    var isNegated: Bool
  }

  var operations: [Operation] = []
  var categoryTests: [CategoryTest] = []
  var numbers = 0
  var masks = 0
  /// True when the outermost operation leaves a mask.
  let isLogical: Bool

  init(_ tree: ExpressionSyntax) {
    isLogical = tree.isLogical
    if isLogical {
      compileMask(tree, number: 0, mask: 0)
    } else {
      compileNumber(tree, number: 0, mask: 0)
    }
  }

  /// Leaves the value of the tree in `number`, using only stack positions from `number` and `mask` on.
  private mutating func compileNumber(_ tree: ExpressionSyntax, number: Int, mask: Int) {
    numbers = max(numbers, number + 1)
    switch tree {
    case .number(let value): operations.append(.constant(value, number: number))
    case .column(let index, _, _): operations.append(.load(column: index, number: number))
    case .unary(let function, let operand):
      compileNumber(operand, number: number, mask: mask)
      operations.append(.unary(function, number: number))
    case .binary(.subtract, .column(let index, _, _), .number(let value)) where Self.isWide(value):
      operations.append(.difference(column: index, value, number: number))
    case .binary(.add, .column(let index, _, _), .number(let value)) where Self.isWide(value):
      operations.append(.difference(column: index, -value, number: number))
    case .binary(let function, let left, .number(let value)):
      compileNumber(left, number: number, mask: mask)
      operations.append(.binaryConstant(function, number: number, value))
    case .binary(let function, let left, let right):
      compileNumber(left, number: number, mask: mask)
      compileNumber(right, number: number + 1, mask: mask)
      operations.append(.binary(function, number: number))
    case .choice(let condition, let yes, let no):
      compileMask(condition, number: number, mask: mask)
      compileNumber(yes, number: number, mask: mask + 1)
      compileNumber(no, number: number + 1, mask: mask + 1)
      operations.append(.choose(mask: mask, number: number))
    case .text, .test, .chain, .member, .category, .and, .or, .not:
      compileMask(tree, number: number, mask: mask)
      operations.append(.value(mask: mask, number: number))
    }
  }

  /// Leaves the truth of the tree in `mask`.
  private mutating func compileMask(_ tree: ExpressionSyntax, number: Int, mask: Int) {
    masks = max(masks, mask + 1)
    switch tree {
    case .test(let function, let operand):
      compileNumber(operand, number: number, mask: mask)
      operations.append(.test(function, number: number, mask: mask))
    case .chain(let operands, let comparisons): compile(operands, comparisons, number: number, mask: mask)
    case .member(.column(let index, _, _), let list, let isNegated) where list.contains(where: Self.isWide):
      for (offset, value) in list.enumerated() {
        masks = max(masks, mask + 2)
        compare(index, isNegated ? .unequal : .equal, value, number, offset == 0 ? mask : mask + 1)
        if offset > 0 { operations.append(isNegated ? .and(mask: mask) : .or(mask: mask)) }
      }
    case .member(let operand, let list, let isNegated):
      compileNumber(operand, number: number, mask: mask)
      operations.append(.member(number: number, list, isNegated: isNegated, mask: mask))
    case .category(let column, let texts, let isNegated):
      operations.append(.category(categoryTests.count, mask: mask))
      categoryTests.append(CategoryTest(column: column, texts: texts, isNegated: isNegated))
    case .and(let left, let right):
      compileMask(left, number: number, mask: mask)
      compileMask(right, number: number, mask: mask + 1)
      operations.append(.and(mask: mask))
    case .or(let left, let right):
      compileMask(left, number: number, mask: mask)
      compileMask(right, number: number, mask: mask + 1)
      operations.append(.or(mask: mask))
    case .not(let operand):
      compileMask(operand, number: number, mask: mask)
      operations.append(.not(mask: mask))
    case .number, .text, .column, .unary, .binary, .choice:
      compileNumber(tree, number: number, mask: mask)
      operations.append(.truth(number: number, mask: mask))
    }
  }

  // Whole numbers around which float64 no longer holds all of them.
  private static func isWide(_ value: Double) -> Bool { abs(value) >= 0x1p53 && abs(value) < 0x1p100 }

  // The difference has the right sign where the number itself would be rounded.
  private mutating func compare(
    _ column: Int, _ comparison: Comparison, _ value: Double, _ number: Int, _ mask: Int
  ) {
    numbers = max(numbers, number + 1)
    masks = max(masks, mask + 1)
    operations.append(.difference(column: column, value, number: number))
    operations.append(.compareConstant(comparison, number: number, 0, mask: mask))
  }

  private mutating func compile(
    _ operands: [ExpressionSyntax], _ comparisons: [Comparison], number: Int, mask: Int
  ) {
    if operands.contains(where: { if case .number(let value) = $0 { Self.isWide(value) } else { false } }) {
      if operands.count > 2 {
        for (offset, comparison) in comparisons.enumerated() {
          masks = max(masks, mask + 2)
          compile(
            Array(operands[offset...offset + 1]), [comparison], number: number,
            mask: offset == 0 ? mask : mask + 1)
          if offset > 0 { operations.append(.and(mask: mask)) }
        }
        return
      }
      if case .column(let index, _, _) = operands[0], case .number(let value) = operands[1] {
        return compare(index, comparisons[0], value, number, mask)
      }
      if case .number(let value) = operands[0], case .column(let index, _, _) = operands[1] {
        return compare(index, comparisons[0].reversed, value, number, mask)
      }
    }
    if operands.count == 2, case .number(let value) = operands[1] {
      compileNumber(operands[0], number: number, mask: mask)
      operations.append(.compareConstant(comparisons[0], number: number, value, mask: mask))
      return
    }
    for (offset, operand) in operands.enumerated() {
      compileNumber(operand, number: number + offset, mask: mask)
    }
    for (offset, comparison) in comparisons.enumerated() {
      masks = max(masks, mask + 2)
      operations.append(
        .compare(comparison, number: number + offset, mask: offset == 0 ? mask : mask + 1))
      if offset > 0 { operations.append(.and(mask: mask)) }
    }
  }
}
