import AuditSamples

extension TablePart {
  /// Values of the columns for rows of this file, in the order asked for.
  func read(_ requests: [Request], rows: Range<Int>, from file: OpenFile, cache: ChunkCache) throws
    -> [Values]
  {
    var results = [Values?](repeating: nil, count: requests.count)
    var together: [String: [Int]] = [:]
    for (index, request) in requests.enumerated() {
      if case .field = request.column.access, request.reduction == nil {
        together[request.column.dataset, default: []].append(index)
      } else {
        results[index] = try readAlone(request, rows, file, cache)
      }
    }
    for name in together.keys.sorted() {
      let group = together[name] ?? []
      let dataset = try Library.locked(path, name) { try file.dataset(name) }
      if group.count == 1, let index = group.first {
        results[index] = try readField(requests[index], rows, dataset, cache)
      } else {
        for (index, values) in try readFields(group.map { ($0, requests[$0]) }, rows, dataset, cache) {
          results[index] = values
        }
      }
    }
    for (index, request) in requests.enumerated() {
      // Reductions were made of values that are decoded.
      guard let decoding = request.column.decoding, request.reduction == nil, let stored = results[index]
      else { continue }
      let isMasked = try decoding.mask.map { try flags($0, rows, file, cache) } ?? []
      results[index] = decoding.apply(to: stored, isMasked: isMasked)
    }
    return results.compactMap { $0 }
  }

  private func flags(_ mask: Decoding.Mask, _ rows: Range<Int>, _ file: OpenFile, _ cache: ChunkCache) throws
    -> [Bool]
  {
    let dataset = try Library.locked(path, mask.dataset) { try file.dataset(mask.dataset) }
    let assembler = FieldAssembler(
      mask.field, .float32, shape: [], rows: rows, path: path, name: mask.dataset)
    try dataset.read([mask.field], rows: rows, cache: cache) { try assembler.take($1, at: $2) }
    guard case .float32(let values) = assembler.values() else { return [] }
    return values.map { $0 != 0 }
  }

  // Columns that lie in the same rows of bytes are read together.
  private func readFields(
    _ requests: [(Int, Request)], _ rows: Range<Int>, _ dataset: Dataset, _ cache: ChunkCache
  ) throws -> [(Int, Values)] {
    var fields: [Field] = []
    var assemblers: [FieldAssembler] = []
    for (_, request) in requests {
      guard case .field(let field, let storage) = request.column.access else { continue }
      fields.append(field)
      assemblers.append(
        FieldAssembler(
          field, storage, shape: request.info.shape, rows: rows, path: path, name: request.info.name))
    }
    try dataset.read(fields, rows: rows, cache: cache) { try assemblers[$0].take($1, at: $2) }
    return zip(requests, assemblers).map { ($0.0, $1.values()) }
  }

  // One column of one dataset goes straight into the memory of its array.
  private func readField(
    _ request: Request, _ rows: Range<Int>, _ dataset: Dataset, _ cache: ChunkCache
  ) throws -> Values {
    guard case .field(let field, let storage) = request.column.access,
      case .element(let element) = field.content,
      request.info.shape.isEmpty, storage != .category, !rows.isEmpty
    else { return try readFields([(0, request)], rows, dataset, cache).first?.1 ?? .float32([]) }
    let isSameBytes =
      !element.isBigEndian && element.meaning == .number && dataset.info.rowBytes == field.size
      && [.float32, .float64, .int64, .uint64].contains(element.number)
    switch storage {
    case .float32:
      return .float32(
        try array(rows, dataset, field, cache, isSameBytes) { field.decode($0, element, into: $1) })
    case .float64:
      return .float64(
        try array(rows, dataset, field, cache, isSameBytes) { field.decode($0, element, into: $1) })
    case .int64, .uint64, .category:
      let values: [Int64] = try array(rows, dataset, field, cache, isSameBytes) {
        field.decode($0, element, into: $1)
      }
      return storage == .uint64 ? .uint64(values.map(UInt64.init(bitPattern:))) : .int64(values)
    }
  }

  private func array<Value: BitwiseCopyable>(
    _ rows: Range<Int>, _ dataset: Dataset, _ field: Field, _ cache: ChunkCache, _ isSameBytes: Bool,
    _ decode: (RowBlock, UnsafeMutablePointer<Value>) -> Void
  ) throws -> [Value] {
    try [Value](unsafeUninitializedCapacity: rows.count) { buffer, count in
      guard let start = buffer.baseAddress else { return }
      let bytes = UnsafeMutableRawBufferPointer(
        start: start, count: rows.count * MemoryLayout<Value>.stride)
      let isDone = try isSameBytes && dataset.readDirectly(rows: rows, into: bytes)
      if !isDone {
        try dataset.read([field], rows: rows, cache: cache) { _, block, row in decode(block, start + row) }
      }
      count = rows.count
    }
  }

  private func readAlone(
    _ request: Request, _ rows: Range<Int>, _ file: OpenFile, _ cache: ChunkCache
  ) throws -> Values {
    let column = request.column
    // As declared, and as a float32 column holds it.
    let missing = Set(column.info.missing + column.info.missing.map { Double(Float($0)) })
    let dataset = try Library.locked(path, column.dataset) { try file.dataset(column.dataset) }
    switch column.access {
    case .converted(let members):
      return .float64(try dataset.convertedNumbers(members, rows: rows))
    case .variableText(let members):
      var levels = Levels()
      var codes: [Int32] = []
      codes.reserveCapacity(rows.count)
      try dataset.texts(members, rows: rows) { codes.append($0.map { levels.code(of: $0) } ?? -1) }
      return .category(codes: codes, levels: levels.names)
    case .list(let members, let element):
      let reduction = try required(request)
      var reduced: [Double] = []
      reduced.reserveCapacity(rows.count)
      try dataset.lists(members, element, name: request.info.name, rows: rows) { list in
        guard let decoding = column.decoding else { return reduced.append(reduction(list, missing: missing)) }
        list.map(decoding.value).withUnsafeBufferPointer { reduced.append(reduction($0, missing: missing)) }
      }
      return stored(reduced, request)
    case .flat(let field, let element, let flatRows):
      let reduction = try required(request)
      let range = flatRows.values(of: rows)
      let values = try numbers(field, element, range, dataset, cache, request)
      return stored(
        values.withUnsafeBufferPointer { buffer in
          rows.map { row in
            let own = flatRows.starts[row] - range.lowerBound..<flatRows.starts[row + 1] - range.lowerBound
            return reduction(UnsafeBufferPointer(rebasing: buffer[own]), missing: missing)
          }
        }, request)
    case .field(let field, _):
      guard case .element(let element) = field.content, let reduction = request.reduction else {
        return .float32([])
      }
      let values = try numbers(field, element, rows, dataset, cache, request)
      return stored(
        values.withUnsafeBufferPointer { buffer in
          (0..<rows.count).map { row in
            reduction(
              UnsafeBufferPointer(rebasing: buffer[row * field.count..<(row + 1) * field.count]),
              missing: missing)
          }
        }, request)
    }
  }

  private func required(_ request: Request) throws -> Reduction {
    guard let reduction = request.reduction else {
      throw HDF5Error.needsReduction(path: path, column: request.info.name)
    }
    return reduction
  }

  // All values of a field as float64, refusing integers that it would round.
  private func numbers(
    _ field: Field, _ element: ElementType, _ rows: Range<Int>, _ dataset: Dataset, _ cache: ChunkCache,
    _ request: Request
  ) throws -> [Double] {
    guard !rows.isEmpty else { return [] }
    var values = [Double](repeating: 0, count: rows.count * field.count)
    let is64Bit = element.isInteger && element.number.size == 8
    try dataset.read([field], rows: rows, cache: cache) { _, block, row in
      try values.withUnsafeMutableBufferPointer { buffer in
        guard let start = buffer.baseAddress.map({ $0 + row * field.count }) else { return }
        guard is64Bit else { return field.decode(block, element, into: start) }
        let count = block.rows * field.count
        try withUnsafeTemporaryAllocation(of: Int64.self, capacity: count) { integers in
          guard let source = integers.baseAddress else { return }
          field.decode(block, element, into: source)
          try element.convert(
            source, count, to: start, path, request.info.name, firstRow: rows.lowerBound + row)
        }
      }
    }
    return request.column.decoding.map { values.map($0.value) } ?? values
  }

  // A selected float32 is a float32.
  private func stored(_ values: [Double], _ request: Request) -> Values {
    switch request.info.kind {
    case .float(let bits) where bits <= 32: .float32(values.map(Float.init))
    case .boolean: .float32(values.map(Float.init))
    default: .float64(values)
    }
  }
}

extension ElementType {
  /// Converts 64 bit integers, refusing those beyond 2⁵³ that float64 would round.
  func convert(
    _ source: UnsafePointer<Int64>, _ count: Int, to output: UnsafeMutablePointer<Double>, _ path: String,
    _ name: String, firstRow: Int
  ) throws {
    for index in 0..<count {
      guard source[index].magnitude <= 1 << 53, number != .uint64 || source[index] >= 0 else {
        let isUnsigned = number == .uint64
        throw HDF5Error.integerTooLarge(
          path: path, column: name, row: firstRow,
          value: isUnsigned ? "\(UInt64(bitPattern: source[index]))" : "\(source[index])")
      }
      output[index] = Double(source[index])
    }
  }
}
