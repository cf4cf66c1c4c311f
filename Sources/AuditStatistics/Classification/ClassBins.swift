/// Weighted contents of bins with (about) equal numbers of events, for each class and each of eight parts of the rows.
///
/// Bins hold whole groups of ties, so a column with few values gets a bin for each. Events without a value have a bin
/// of their own, the last. Which part an event belongs to is a hash of its row number.
public struct ClassBins: Sendable {
  /// First ordered event of each bin with values, and the number of ordered events at the end.
  public let starts: [Int]
  /// Number of bins, with the one of missing values.
  public var count: Int { starts.count }
  /// Number of classes.
  public let classCount: Int
  /// Parts of the rows, from which halves are put together.
  static let partCount = 8
  /// contents[part][class][bin]
  let contents: [[[PowerSums]]]

  /// At most `maximum` bins of the events (one more for missing values). O(n).
  public init(_ events: RankedEvents, classCount: Int, maximum: Int) {
    self.classCount = classCount
    var starts = [0]
    let target = max(1, (events.count + maximum - 1) / max(1, maximum))
    var next = target
    for index in 0..<events.count where index >= next && events.startsGroup(index) {
      starts.append(index)
      next = index + target
    }
    starts.append(events.count)
    if events.count == 0 { starts = [0] }
    self.starts = starts
    let size = starts.count
    var flat = [PowerSums](repeating: PowerSums(), count: Self.partCount * classCount * size)
    func place(_ row: UInt32, _ label: UInt8, _ bin: Int) -> Int {
      ((Self.part(of: row) * classCount) + Int(label)) * size + bin
    }
    for bin in 0..<max(0, size - 1) {
      for index in starts[bin]..<starts[bin + 1] where Int(events.classOfEvent(index)) < classCount {
        flat[place(events.order[index], events.classOfEvent(index), bin)].add(events.weights[index])
      }
    }
    for (index, row) in events.missing.enumerated() where Int(events.missingClasses[index]) < classCount {
      flat[place(row, events.missingClasses[index], size - 1)].add(events.missingWeights[index])
    }
    contents = (0..<Self.partCount).map { part in
      (0..<classCount).map { label in
        let first = (part * classCount + label) * size
        return Array(flat[first..<first + size])
      }
    }
  }

  /// Bins of a category column: one for each code below `levels`, events with other codes in the last.
  public init(
    codes: [Int32], levels: Int, classes: [UInt8], weights: [Double]? = nil, classCount: Int
  ) {
    self.classCount = classCount
    starts = Array(0...levels)
    var table = (0..<Self.partCount).map { _ in
      (0..<classCount).map { _ in [PowerSums](repeating: PowerSums(), count: levels + 1) }
    }
    for row in codes.indices where Int(classes[row]) < classCount {
      let code = Int(codes[row])
      let bin = code >= 0 && code < levels ? code : levels
      table[Self.part(of: UInt32(row))][Int(classes[row])][bin].add(weights?[row] ?? 1)
    }
    contents = table
  }

  /// Contents of a bin for a class.
  public func sums(of label: Int, in bin: Int) -> PowerSums {
    contents.reduce(into: PowerSums()) { $0.add($1[label][bin]) }
  }

  /// n_eff of a class and of the rest. O(bins · classes).
  public func effectiveCounts(of label: Int) -> (inside: Double, outside: Double) {
    var (inside, outside) = (PowerSums(), PowerSums())
    for other in 0..<classCount {
      if other == label { inside.add(total(of: other)) } else { outside.add(total(of: other)) }
    }
    return (inside.effectiveCount, outside.effectiveCount)
  }

  /// Contents of a class over all bins.
  public func total(of label: Int) -> PowerSums {
    (0..<count).reduce(into: PowerSums()) { $0.add(sums(of: label, in: $1)) }
  }

  /// 0 to 7: bits of the output function of SplitMix64, so that no period of the file is mistaken for a part.
  @inline(__always)
  static func part(of row: UInt32) -> Int {
    var z = (UInt64(row) &+ 1) &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ (z >> 31)) >> 61)
  }
}
