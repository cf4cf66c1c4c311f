/// Rows are looked at in blocks that stay in the first-level cache; a clean block (all values usable, all weights
/// finite and not zero) takes a path without branches per row.
extension DistributionBuilder {
  static let blockSize = 1024

  mutating func appendFloats(
    _ values: UnsafeBufferPointer<Float>, weights: UnsafeBufferPointer<Float>?
  ) {
    var start = 0
    while start < values.count {
      let end = min(values.count, start + Self.blockSize)
      let block = UnsafeBufferPointer(rebasing: values[start..<end])
      let blockWeights = weights.map { UnsafeBufferPointer(rebasing: $0[start..<end]) }
      if isClean(block, blockWeights) {
        appendClean(block, weights: blockWeights)
      } else {
        appendFiltered(block, weights: blockWeights)
      }
      start = end
    }
  }

  /// Keeps the arrays as they are if the builder does so and all rows are usable.
  mutating func keep(_ values: [Float], weights: [Float]?, negativeRows: Int?) -> Bool {
    guard pending.form == .rows, values.count >= RowBlocks.keptLength,
      pending.count + values.count < capacity
    else { return false }
    return values.withUnsafeBufferPointer { buffer in
      if let weights, negativeRows == nil {
        guard weights.withUnsafeBufferPointer({ isClean(buffer, $0) }) else { return false }
        self.negativeRows += weights.reduce(0) { $0 + ($1 < 0 ? 1 : 0) }
      } else {
        guard isClean(buffer, nil) else { return false }
        self.negativeRows += negativeRows ?? 0
      }
      noteOrder(of: buffer)
      pending.rows.append(values, weights: weights)
      return true
    }
  }

  private func isClean(
    _ values: UnsafeBufferPointer<Float>, _ weights: UnsafeBufferPointer<Float>?
  ) -> Bool {
    let infinity: UInt32 = 0x7F80_0000
    var bad: UInt32 = 0
    for value in values { bad |= value.bitPattern & infinity == infinity ? 1 : 0 }
    for sentinel in sentinelFloats {
      for value in values { bad |= value == sentinel ? 1 : 0 }
    }
    if let weights {
      for weight in weights {
        bad |= weight.bitPattern & infinity == infinity ? 1 : 0
        bad |= weight == 0 ? 1 : 0
      }
    }
    return bad == 0
  }

  /// Tallies the rows that are not usable and appends the others.
  private mutating func appendFiltered(
    _ values: UnsafeBufferPointer<Float>, weights: UnsafeBufferPointer<Float>?
  ) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * Self.blockSize) { kept in
      var count = 0
      for (index, value) in values.enumerated() {
        let weight = weights.map { $0[index] } ?? 1
        guard accepts(weight: Double(weight)) else { continue }
        if !value.isFinite || sentinelFloats.contains(value) {
          missing.add(Double(value), weight: Double(weight))
          continue
        }
        kept[count] = value
        kept[count + Self.blockSize] = weight
        count += 1
      }
      let weightsStart = Self.blockSize
      appendClean(
        UnsafeBufferPointer(rebasing: kept[0..<count]),
        weights: weights == nil
          ? nil : UnsafeBufferPointer(rebasing: kept[weightsStart..<(weightsStart + count)]))
    }
  }

  private mutating func accepts(weight: Double) -> Bool {
    if weight == 0 {
      zeroWeightRows += 1
      return false
    }
    if !weight.isFinite {
      invalidWeightRows += 1
      return false
    }
    return true
  }

  private mutating func appendClean(
    _ values: UnsafeBufferPointer<Float>, weights: UnsafeBufferPointer<Float>?
  ) {
    noteOrder(of: values)
    if let weights {
      var negative: Int32 = 0
      for weight in weights { negative &+= weight < 0 ? 1 : 0 }
      negativeRows += Int(negative)
    }
    pending.append(values, weights: weights)
    if pending.count >= capacity { settlePending(SortScratch()) }
  }

  private mutating func noteOrder(of values: UnsafeBufferPointer<Float>) {
    order.append(values)
    if holdsOnlyIntegers {
      // Adding 2²³ rounds a smaller number to an integer; larger ones are integers.
      var fractional: UInt32 = 0
      for value in values {
        let size = abs(value)
        fractional |= size < 0x1p23 && (size + 0x1p23) - 0x1p23 != size ? 1 : 0
      }
      holdsOnlyIntegers = fractional == 0
    }
  }

  @inline(__always)
  mutating func appendDoubles(
    _ values: UnsafeBufferPointer<Double>, sentinels: [Double], weight: (Int) -> Double
  ) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * Self.blockSize) { kept in
      var start = 0
      while start < values.count {
        let end = min(values.count, start + Self.blockSize)
        var count = 0
        for index in start..<end {
          let value = values[index]
          let weight = weight(index)
          guard accepts(weight: weight) else { continue }
          if !value.isFinite || sentinels.contains(value) {
            missing.add(value, weight: weight)
            continue
          }
          kept[count] = value
          kept[count + Self.blockSize] = weight
          count += 1
        }
        appendCleanDoubles(
          UnsafeBufferPointer(rebasing: kept[0..<count]),
          weights: UnsafeBufferPointer(rebasing: kept[Self.blockSize..<(Self.blockSize + count)]))
        start = end
      }
    }
  }

  private mutating func appendCleanDoubles(
    _ values: UnsafeBufferPointer<Double>, weights: UnsafeBufferPointer<Double>
  ) {
    var isNarrow = true
    for index in 0..<values.count {
      let value = values[index]
      let weight = weights[index]
      isNarrow = isNarrow && Double(Float(value)) == value && Double(Float(weight)) == weight
    }
    if isNarrow && !pending.isWide {
      // Half the memory and a faster sort where single precision loses nothing.
      withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * Self.blockSize) { narrow in
        for index in 0..<values.count {
          narrow[index] = Float(values[index])
          narrow[index + Self.blockSize] = Float(weights[index])
        }
        let count = values.count
        appendClean(
          UnsafeBufferPointer(rebasing: narrow[0..<count]),
          weights: UnsafeBufferPointer(rebasing: narrow[Self.blockSize..<(Self.blockSize + count)]))
      }
      return
    }
    order.append(values)
    if holdsOnlyIntegers {
      holdsOnlyIntegers = values.allSatisfy { abs($0) >= 0x1p52 || (abs($0) + 0x1p52) - 0x1p52 == abs($0) }
    }
    for weight in weights where weight < 0 { negativeRows += 1 }
    pending.append(values, weights: weights)
    if pending.count >= capacity { settlePending(SortScratch()) }
  }
}
