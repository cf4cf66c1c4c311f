/// The rows of one process that are used, with their weights: what is read once and needed by every pass.
///
/// Memory: 4 bytes a kept row for float32 weights, 8 for float64, none for unit weights; 4 more where a selection
/// drops rows, and those of the columns that are kept.
public struct SampleRows: Sendable {
  /// Consecutive rows that are read together.
  public struct Block: Sendable {
    /// Row numbers in the source.
    public var rows: Range<Int>
    /// Offsets in `rows` of the rows that passed the selection; nil: all did.
    public var kept: [Int32]?
    /// Weights of the kept rows; nil: all are 1.
    public var weights: Batch.Weights?
    /// Number of negative weights if all are finite and none is zero; nil: not known.
    public var negativeRows: Int?
    /// Columns that most passes need, for the kept rows: read and computed once.
    public var columns: [String: Values] = [:]

    /// Number of kept rows.
    public var count: Int { kept?.count ?? rows.count }
  }

  /// Blocks in row order, together all rows of the source.
  public let blocks: [Block]
  /// Rows that passed the selection.
  public let count: Int
  /// Σw over kept rows.
  public let sumOfWeights: Double
  /// Σw² over kept rows.
  public let sumOfSquaredWeights: Double
  /// Kept rows with a negative weight.
  public let negativeRows: Int
  /// Rows that passed the selection and have no label.
  public let unlabelledRows: Int

  /// n_eff = (Σw)² / Σw²; 0 without rows.
  public var effectiveRows: Double {
    sumOfSquaredWeights > 0 ? sumOfWeights * sumOfWeights / sumOfSquaredWeights : 0
  }

  /// Reads weights and selection of a process, and the columns among `names` that it has, block by block. O(rows).
  ///
  /// Rows without a value of `label`, one of `names`, are counted, and left out where every row `needsLabel`.
  /// Errors: what the source throws, and ``SampleError`` for weights that are not finite.
  public init(
    of process: Process, keeping names: [String] = [], label: String? = nil, needsLabel: Bool = false
  ) throws {
    var blocks: [Block] = []
    var count = 0
    var negative = 0
    var unlabelled = 0
    var sum = 0.0
    var squares = 0.0
    let stored = Set(process.source.columns.map(\.name)).union(process.constants.keys)
    let keeping = names.filter { process.derived[$0] != nil || stored.contains($0) }
    let expressions = [process.weight, process.selection].compactMap(\.self)
    var inputs = process.inputs(of: expressions + keeping.compactMap { process.derived[$0] })
    inputs += keeping.filter { process.derived[$0] == nil && !inputs.contains($0) }
    for rows in SampleRows.ranges(of: process.source) {
      let columns = try process.evaluator(rows: rows, reading: inputs)
      var kept = try process.selection.map { selection in
        let mask = try columns.evaluate(selection)
        return (0..<Int32(rows.count)).filter { mask[Int($0)] != 0 && !mask[Int($0)].isNaN }
      }
      if let label, keeping.contains(label) {
        let labels = try process.values(of: label, in: columns, kept: kept)
        let lacking = labels.offsetsWithoutValue
        unlabelled += lacking.count
        if needsLabel, !lacking.isEmpty {
          let all = kept ?? Array(0..<Int32(rows.count))
          let without = Set(lacking)
          kept = all.indices.filter { !without.contains($0) }.map { all[$0] }
        }
      }
      let all = kept?.count == rows.count
      let weights = try process.weights(rows: rows, kept: all ? nil : kept, columns: columns)
      var block = Block(rows: rows, kept: all ? nil : kept, weights: weights)
      for name in keeping {
        block.columns[name] = try process.values(of: name, in: columns, kept: block.kept)
      }
      let negativeBefore = negative
      var zeros = 0
      switch weights {
      case nil:
        sum += Double(block.count)
        squares += Double(block.count)
      case .float32(let values):
        for weight in values {
          sum += Double(weight)
          squares += Double(weight) * Double(weight)
          if weight < 0 { negative += 1 }
          if weight == 0 { zeros += 1 }
        }
      case .float64(let values):
        for weight in values {
          sum += weight
          squares += weight * weight
          if weight < 0 { negative += 1 }
          if weight == 0 { zeros += 1 }
        }
      }
      if zeros == 0, sum.isFinite { block.negativeRows = negative - negativeBefore }
      count += block.count
      blocks.append(block)
    }
    // Only where the sums are suspicious are weights looked at one by one.
    let limits = SampleError.weightLimits
    let usual = Double(count) * limits.lowerBound * limits.lowerBound...limits.upperBound * limits.upperBound
    if !sum.isFinite || !usual.contains(squares) {
      try Self.check(blocks, of: process, limits)
    }
    self.blocks = blocks
    self.count = count
    sumOfWeights = sum
    sumOfSquaredWeights = squares
    negativeRows = negative
    unlabelledRows = unlabelled
  }

  /// Errors: a weight that is not finite; a largest one whose powers are not.
  private static func check(_ blocks: [Block], of process: Process, _ limits: ClosedRange<Double>) throws {
    let weights = blocks.lazy.flatMap { $0.weights?.doubles ?? [] }
    let name = process.weight?.text ?? "1"
    guard weights.allSatisfy(\.isFinite) else {
      throw SampleError.weightNotFinite(process: process.name, weight: name)
    }
    let largest = weights.reduce(0) { max($0, abs($1)) }
    guard largest == 0 || limits.contains(largest) else {
      throw SampleError.weightOutOfRange(process: process.name, weight: name, largest: largest)
    }
  }

  /// Ranges of about 65,536 rows that begin and end at the chunks of the file.
  static func ranges(of source: any SampleSource) -> [Range<Int>] {
    let target = 65_536
    let chunk = max(1, source.layout.chunkRows ?? target)
    let step = chunk >= target ? chunk : target / chunk * chunk
    return stride(from: 0, to: source.rowCount, by: step).map { $0..<min($0 + step, source.rowCount) }
  }
}
