extension ColumnExpression {
  /// The value of the expression for each row; a truth value gives 1 or 0.
  ///
  /// `values` are those of ``columns``, in that order, `rows` values each. Thread-safe. O(rows × operations), in blocks of
  /// 1024 rows that stay in the first-level cache; memory beyond the result does not depend on the number of rows.
  public func evaluate(_ values: [Values], rows: Int) throws(ExpressionError) -> [Double] {
    let machine = try ExpressionMachine(program, columns: columns, values: values, rows: rows)
    return [Double](unsafeUninitializedCapacity: rows) { result, count in
      machine.run { numbers, masks, range in
        if program.isLogical {
          for (offset, row) in range.enumerated() { result[row] = Double(masks[offset]) }
        } else {
          for (offset, row) in range.enumerated() { result[row] = numbers[offset] }
        }
      }
      count = rows
    }
  }

  /// Whether the expression holds, for each row: a number holds when it is neither 0 nor NaN.
  ///
  /// Faster than ``evaluate(_:rows:)``: comparisons stay masks of one byte a row.
  public func mask(_ values: [Values], rows: Int) throws(ExpressionError) -> [Bool] {
    let machine = try ExpressionMachine(program, columns: columns, values: values, rows: rows)
    return [Bool](unsafeUninitializedCapacity: rows) { result, count in
      machine.run { numbers, masks, range in
        if program.isLogical {
          for (offset, row) in range.enumerated() { result[row] = masks[offset] != 0 }
        } else {
          for (offset, row) in range.enumerated() {
            let number = numbers[offset]
            result[row] = number < 0 || number > 0
          }
        }
      }
      count = rows
    }
  }
}

/// Runs a program over the rows, block by block.
struct ExpressionMachine {
  static let blockRows = 1024

  let program: ExpressionProgram
  let values: [Values]
  let rows: Int
  /// For each category test: 1 for the codes that pass.
  let passingCodes: [[UInt8]]

  init(
    _ program: ExpressionProgram, columns: [String], values: [Values], rows: Int
  ) throws(ExpressionError) {
    guard values.count == columns.count else {
      throw ExpressionError(
        position: nil,
        problem:
          "the expression reads \(columns.count) column\(columns.count == 1 ? "" : "s"), \(values.count) were given"
      )
    }
    for (name, column) in zip(columns, values) where column.count != rows {
      throw ExpressionError(
        position: nil, problem: "'\(name)' has \(column.count) values where there are \(rows) rows")
    }
    for operation in program.operations {
      let index: Int
      switch operation {
      case .load(let column, _), .difference(let column, _, _): index = column
      default: continue
      }
      switch values[index] {
      case .float32, .float64, .int64, .uint64: break
      case .category, .tensor:
        throw ExpressionError(position: nil, problem: "'\(columns[index])' has no single number a row")
      }
    }
    var passing: [[UInt8]] = []
    for test in program.categoryTests {
      guard case .category(_, let levels) = values[test.column] else {
        throw ExpressionError(
          position: nil, problem: "'\(columns[test.column])' holds numbers; it cannot be compared with texts")
      }
      passing.append(levels.map { test.texts.contains($0) != test.isNegated ? 1 : 0 })
    }
    self.program = program
    self.values = values
    self.rows = rows
    passingCodes = passing
  }

  typealias Numbers = UnsafeMutablePointer<Double>
  typealias Masks = UnsafeMutablePointer<UInt8>

  /// Calls `use` with the bottom of both stacks for each block of rows.
  func run(_ use: (Numbers, Masks, Range<Int>) -> Void) {
    let size = Self.blockRows
    withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, program.numbers) * size) { numbers in
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: max(1, program.masks) * size) { masks in
        guard let numbers = numbers.baseAddress, let masks = masks.baseAddress else { return }
        for start in stride(from: 0, to: rows, by: size) {
          let range = start..<min(rows, start + size)
          for operation in program.operations { perform(operation, range, numbers, masks) }
          use(numbers, masks, range)
        }
      }
    }
  }

  private func perform(
    _ operation: ExpressionProgram.Operation, _ range: Range<Int>, _ numbers: Numbers, _ masks: Masks
  ) {
    let size = Self.blockRows
    let count = range.count
    switch operation {
    case .load(let column, let number): load(values[column], range, into: numbers + number * size)
    case .difference(let column, let value, let number):
      let result = numbers + number * size
      switch values[column] {
      case .int64(let integers): difference(integers, value, range, into: result)
      case .uint64(let integers): difference(integers, value, range, into: result)
      default:
        load(values[column], range, into: result)
        apply(.subtract, to: result, constant: value, count)
      }
    case .constant(let value, let number): (numbers + number * size).update(repeating: value, count: count)
    case .unary(let function, let number): apply(function, to: numbers + number * size, count)
    case .binary(let function, let number):
      let left = numbers + number * size
      apply(function, to: left, left + size, count)
    case .binaryConstant(let function, let number, let value):
      apply(function, to: numbers + number * size, constant: value, count)
    case .test(let function, let number, let mask):
      apply(function, numbers + number * size, into: masks + mask * size, count)
    case .compare(let comparison, let number, let mask):
      let left = numbers + number * size
      apply(comparison, left, left + size, into: masks + mask * size, count)
    case .compareConstant(let comparison, let number, let value, let mask):
      apply(comparison, numbers + number * size, constant: value, into: masks + mask * size, count)
    case .member(let number, let list, let isNegated, let mask):
      member(numbers + number * size, list, isNegated, masks + mask * size, count)
    case .category(let test, let mask): category(test, range, masks + mask * size)
    case .and(let mask):
      let left = masks + mask * size
      for row in 0..<count { left[row] &= left[size + row] }
    case .or(let mask):
      let left = masks + mask * size
      for row in 0..<count { left[row] |= left[size + row] }
    case .not(let mask):
      let operand = masks + mask * size
      for row in 0..<count { operand[row] ^= 1 }
    case .truth(let number, let mask):
      let operand = numbers + number * size
      let result = masks + mask * size
      for row in 0..<count { result[row] = operand[row] < 0 || operand[row] > 0 ? 1 : 0 }
    case .value(let mask, let number):
      let result = numbers + number * size
      let operand = masks + mask * size
      for row in 0..<count { result[row] = Double(operand[row]) }
    case .choose(let mask, let number):
      let yes = numbers + number * size
      let condition = masks + mask * size
      for row in 0..<count { yes[row] = condition[row] != 0 ? yes[row] : yes[size + row] }
    }
  }

  private func difference<Integer: FixedWidthInteger>(
    _ integers: [Integer], _ value: Double, _ range: Range<Int>, into result: Numbers
  ) {
    let subtrahend = Int128(value)
    for (offset, row) in range.enumerated() { result[offset] = Double(Int128(integers[row]) - subtrahend) }
  }

  private func load(_ values: Values, _ range: Range<Int>, into result: Numbers) {
    switch values {
    case .float32(let source):
      source.withUnsafeBufferPointer { source in
        for (offset, row) in range.enumerated() { result[offset] = Double(source[row]) }
      }
    case .float64(let source):
      source.withUnsafeBufferPointer { source in
        if let base = source.baseAddress {
          result.update(from: base + range.lowerBound, count: range.count)
        }
      }
    case .int64(let source):
      source.withUnsafeBufferPointer { source in
        for (offset, row) in range.enumerated() { result[offset] = Double(source[row]) }
      }
    case .uint64(let source):
      source.withUnsafeBufferPointer { source in
        for (offset, row) in range.enumerated() { result[offset] = Double(source[row]) }
      }
    case .category, .tensor: result.update(repeating: .nan, count: range.count)  // refused by init
    }
  }

  private func category(_ test: Int, _ range: Range<Int>, _ result: Masks) {
    guard case .category(let codes, _) = values[program.categoryTests[test].column] else { return }
    passingCodes[test].withUnsafeBufferPointer { passing in
      codes.withUnsafeBufferPointer { codes in
        for (offset, row) in range.enumerated() {
          let code = Int(codes[row])
          // No text (−1) passes no comparison, not even a negated one.
          result[offset] = passing.indices.contains(code) ? passing[code] : 0
        }
      }
    }
  }

  private func member(_ operand: Numbers, _ list: [Double], _ isNegated: Bool, _ result: Masks, _ count: Int)
  {
    result.update(repeating: 0, count: count)
    for value in list { for row in 0..<count { result[row] |= operand[row] == value ? 1 : 0 } }
    guard isNegated else { return }
    for row in 0..<count { result[row] = result[row] == 0 && operand[row] == operand[row] ? 1 : 0 }
  }
}
