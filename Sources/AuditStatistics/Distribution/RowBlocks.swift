/// Usable single-precision events in row order, in the arrays in which they came: nothing is copied, and nothing is
/// sorted before somebody asks for order.
struct RowBlocks: Sendable {
  /// Consecutive rows; without weights each row has weight 1.
  struct Block: Sendable {
    var values: [Float]
    var weights: [Float]?
  }

  /// Arrays from here on are kept as they are, shorter ones are gathered.
  static let keptLength = 4096
  private static let gatheredLength = 1 << 16

  private var whole: [Block] = []
  /// Rows of short arrays, until they are many.
  private var gathered = Block(values: [], weights: nil)
  private(set) var count = 0
  /// Smallest and largest value; +∞ and −∞ without rows.
  private(set) var extremes = Extremes()

  /// All rows, in order.
  var blocks: [Block] { gathered.values.isEmpty ? whole : whole + [gathered] }

  /// Appends rows whose arrays are kept.
  mutating func append(_ values: [Float], weights: [Float]?) {
    settle()
    values.withUnsafeBufferPointer { extremes.include($0) }
    whole.append(Block(values: values, weights: weights))
    count += values.count
  }

  /// Appends rows that are copied.
  mutating func append(_ values: UnsafeBufferPointer<Float>, weights: UnsafeBufferPointer<Float>?) {
    let hasOtherForm = !gathered.values.isEmpty && (gathered.weights == nil) != (weights == nil)
    if hasOtherForm || gathered.values.count >= Self.gatheredLength { settle() }
    if weights != nil, gathered.weights == nil { gathered.weights = [] }
    gathered.values.append(contentsOf: values)
    if let weights { gathered.weights?.append(contentsOf: weights) }
    extremes.include(values)
    count += values.count
  }

  private mutating func settle() {
    guard !gathered.values.isEmpty else { return }
    whole.append(gathered)
    gathered = Block(values: [], weights: nil)
  }

  /// Sort keys of about `size` rows at equal distances, whichever blocks they are in. Not sorted.
  func sketch(_ size: Int) -> [UInt32] {
    let step = max(1, count / size)
    var keys: [UInt32] = []
    keys.reserveCapacity(count / step + 1)
    var next = 0
    for block in blocks {
      while next < block.values.count {
        keys.append(SortKey.key(block.values[next]))
        next += step
      }
      next -= block.values.count
    }
    return keys
  }

  /// The events in row order as keys, or as words where a weight is not 1.
  var unsorted: Points {
    let blocks = blocks
    let isWeighted = blocks.contains { $0.weights?.contains { $0 != 1 } ?? false }
    guard isWeighted else {
      var keys: [UInt32] = []
      keys.reserveCapacity(count)
      for block in blocks { keys.append(contentsOf: block.values.lazy.map(SortKey.key)) }
      return .unit(keys: keys)
    }
    let words = [UInt64](unsafeUninitializedCapacity: count) { target, initialized in
      for block in blocks {
        for index in block.values.indices {
          let weight = block.weights.map { $0[index] } ?? 1
          target.initializeElement(
            at: initialized + index, to: SortKey.pack(SortKey.key(block.values[index]), weight: weight))
        }
        initialized += block.values.count
      }
    }
    return .packed(words: words)
  }

  /// The events in increasing order; equal values keep their row order. O(n).
  func sorted(scratch: SortScratch) -> Points {
    switch unsorted {
    case .unit(var keys):
      scratch.sort(&keys)
      return .unit(keys: keys)
    case .packed(var words):
      scratch.sort(&words)
      return .packed(words: words)
    case .wide(let points): return .wide(points)
    }
  }
}

/// Smallest and largest of finite values.
struct Extremes: Sendable {
  private(set) var minimum = Float.infinity
  private(set) var maximum = -Float.infinity

  /// Takes in more values. O(n).
  mutating func include(_ values: UnsafeBufferPointer<Float>) {
    guard let base = values.baseAddress else { return }
    var low = SIMD8<Float>(repeating: minimum)
    var high = SIMD8<Float>(repeating: maximum)
    var index = 0
    let raw = UnsafeRawPointer(base)
    while index + 8 <= values.count {
      let next = raw.loadUnaligned(fromByteOffset: 4 * index, as: SIMD8<Float>.self)
      low.replace(with: next, where: next .< low)
      high.replace(with: next, where: next .> high)
      index += 8
    }
    for lane in 0..<8 {
      if low[lane] < minimum { minimum = low[lane] }
      if high[lane] > maximum { maximum = high[lane] }
    }
    while index < values.count {
      if values[index] < minimum { minimum = values[index] }
      if values[index] > maximum { maximum = values[index] }
      index += 1
    }
  }
}
