/// An expression as a tree; operands of numeric nodes are numeric, checked by the parser.
indirect enum ExpressionSyntax {
  case number(Double)
  case text(String, position: Int)
  case column(Int, kind: ColumnExpression.Column?, position: Int)
  case unary(UnaryFunction, ExpressionSyntax)
  case binary(BinaryFunction, ExpressionSyntax, ExpressionSyntax)
  case test(TestFunction, ExpressionSyntax)
  /// Neighbouring operands compared pairwise, all of which must hold.
  case chain([ExpressionSyntax], [Comparison])
  case member(ExpressionSyntax, [Double], isNegated: Bool)
  case category(column: Int, [String], isNegated: Bool)
  case and(ExpressionSyntax, ExpressionSyntax)
  case or(ExpressionSyntax, ExpressionSyntax)
  case not(ExpressionSyntax)
  case choice(ExpressionSyntax, ExpressionSyntax, ExpressionSyntax)

  /// True when the value is 0 or 1 by nature.
  var isLogical: Bool {
    switch self {
    case .test, .chain, .member, .category, .and, .or, .not: true
    case .number, .text, .column, .unary, .binary, .choice: false
    }
  }
}

/// Functions of one number; the raw value is the name in an expression.
enum UnaryFunction: String, CaseIterable {
  case abs, sqrt, exp, log, log10, log2, sin, cos, tan, asin, acos, atan, sinh, cosh, tanh, asinh, acosh,
    atanh
  case floor, ceil, round
  case negate = "-"
  case square = "^2"
}

/// Functions of two numbers; the raw value is the name or operator in an expression.
enum BinaryFunction: String, CaseIterable {
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case remainder = "%"
  case power = "^"
  case atan2, hypot, min, max
}

/// Questions about one number that are answered by true or false.
enum TestFunction: String, CaseIterable { case isnan, isfinite }

/// Comparisons; all are false when a side is NaN.
enum Comparison: String, CaseIterable {
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case equal = "=="
  case unequal = "!="

  /// The same comparison with its sides exchanged.
  var reversed: Comparison {
    switch self {
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    case .equal, .unequal: self
    }
  }
}

/// What can be called in an expression.
enum ExpressionFunction {
  case unary(UnaryFunction)
  case binary(BinaryFunction)
  case test(TestFunction)
  case choice

  static let all: [String: ExpressionFunction] = {
    var functions: [String: ExpressionFunction] = ["if": .choice]
    for function in UnaryFunction.allCases where function != .negate && function != .square {
      functions[function.rawValue] = .unary(function)
    }
    for function in [BinaryFunction.atan2, .hypot, .min, .max] {
      functions[function.rawValue] = .binary(function)
    }
    for function in TestFunction.allCases { functions[function.rawValue] = .test(function) }
    return functions
  }()

  /// Fewest and most arguments.
  var arity: ClosedRange<Int> {
    switch self {
    case .unary, .test: 1...1
    case .binary(.min), .binary(.max), .binary(.hypot): 2...64
    case .binary: 2...2
    case .choice: 3...3
    }
  }
}
