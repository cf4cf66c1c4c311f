extension Process {
  /// Values of the named columns (of the file or derived) for the kept rows of a block, with their weights.
  ///
  /// Errors: what the source throws; an expression on a column of text.
  public func batch(of names: [String], in block: SampleRows.Block) throws -> Batch {
    let lacking = names.filter { block.columns[$0] == nil }
    let stored = lacking.filter { derived[$0] == nil }
    let expressions = lacking.compactMap { derived[$0] }
    let inputs = self.inputs(of: expressions)
    let reading = stored + inputs.filter { !stored.contains($0) }
    let columns = try evaluator(rows: block.rows, reading: reading)
    let values = try names.map { name in
      try block.columns[name] ?? self.values(of: name, in: columns, kept: block.kept)
    }
    let keptRows = block.kept.map { $0.map { block.rows.lowerBound + Int($0) } }
    var batch = Batch(rows: block.rows, keptRows: keptRows, weights: block.weights, columns: values)
    batch.negativeRows = block.negativeRows
    return batch
  }

  /// A column of the file or a derived one for the kept rows of what was read.
  func values(of name: String, in columns: BlockColumns, kept: [Int32]?) throws -> Values {
    let values =
      if let expression = derived[name] {
        Values.float64(try columns.evaluate(expression))
      } else {
        columns.values[name] ?? .float64([])
      }
    return kept.map { values.selecting($0) } ?? values
  }

  /// Columns of the file that the expressions need, through derived columns.
  func inputs(of expressions: [ColumnExpression]) -> [String] {
    var needed: [String] = []
    var visited: Set<String> = []
    func visit(_ expression: ColumnExpression) {
      for name in expression.columns where visited.insert(name).inserted {
        if let inner = derived[name] { visit(inner) } else { needed.append(name) }
      }
    }
    expressions.forEach(visit)
    return needed
  }

  /// The columns read for some rows, ready for expressions.
  func evaluator(rows: Range<Int>, reading names: [String]) throws -> BlockColumns {
    let stored = names.filter { constants[$0] == nil }
    let read = stored.isEmpty ? [] : try source.read(stored, rows: rows)
    var values = Dictionary(zip(stored, read)) { first, _ in first }
    for name in names {
      if let constant = constants[name] {
        values[name] = .category(codes: [Int32](repeating: 0, count: rows.count), levels: [constant])
      }
    }
    return BlockColumns(sample: name, count: rows.count, values: values, derived: derived)
  }

  /// Weights of the kept rows, in float32 when that is what the file holds and nothing changes them.
  func weights(rows: Range<Int>, kept: [Int32]?, columns: BlockColumns) throws -> Batch.Weights? {
    guard let weight else {
      return scale == 1
        ? nil : .float64([Double](repeating: scale, count: kept?.count ?? rows.count))
    }
    if scale == 1, weight.columns == [weight.text], let name = weight.columns.first,
      case .float32(let values)? = columns.values[name]
    {
      return .float32(kept.map { $0.map { values[Int($0)] } } ?? values)
    }
    let values = try columns.evaluate(weight)
    let chosen = kept.map { $0.map { values[Int($0)] } } ?? values
    return .float64(scale == 1 ? chosen : chosen.map { $0 * scale })
  }
}

/// Columns of a block of rows by name, with the derived ones computed on demand.
struct BlockColumns {
  let sample: String
  let count: Int
  let values: [String: Values]
  let derived: [String: ColumnExpression]

  /// The expression for each row.
  func evaluate(_ expression: ColumnExpression) throws -> [Double] {
    let inputs = try expression.columns.map { name -> Values in
      if let values = values[name] { return values }
      guard let inner = derived[name] else {
        throw SampleError.noSuchColumn(
          name: name, sample: sample, nearest: nearestNames(to: name, among: Array(values.keys)))
      }
      return .float64(try evaluate(inner))
    }
    return try expression.evaluate(inputs, rows: count)
  }
}

extension Values {
  /// The rows at the given offsets.
  func selecting(_ offsets: [Int32]) -> Values {
    switch self {
    case .float32(let values): .float32(offsets.map { values[Int($0)] })
    case .float64(let values): .float64(offsets.map { values[Int($0)] })
    case .int64(let values): .int64(offsets.map { values[Int($0)] })
    case .uint64(let values): .uint64(offsets.map { values[Int($0)] })
    case .category(let codes, let levels):
      .category(codes: offsets.map { codes[Int($0)] }, levels: levels)
    case .tensor(let values, let shape):
      .tensor(
        offsets.flatMap { offset -> ArraySlice<Float> in
          let size = shape.reduce(1, *)
          return values[Int(offset) * size..<(Int(offset) + 1) * size]
        }, shape: shape)
    }
  }
}
