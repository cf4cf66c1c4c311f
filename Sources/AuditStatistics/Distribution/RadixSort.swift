/// Stable radix sort of words by a 32-bit key.
///
/// Few words are sorted by their least significant digit first, three passes of 11 bits. Such a pass writes to 2048
/// places at once, and stores that miss the second-level cache cost ten times those that hit it: many words are first
/// parted by their most significant digits into about 40 ranges of keys, which are then sorted one after the other
/// inside the cache.
enum RadixSort {
  /// Most bits of a digit.
  private static let digitBits = 11
  private static let radix = 2048
  /// Words and their spare copy stay inside the second-level cache up to this many bytes.
  private static let cachedBytes = 1 << 18
  /// Ranges that are written at the same time without missing the cache.
  private static let ranges = 40

  /// Sorts words that are keys. O(n); leaves the result in `words` and something in `spare`.
  static func sort(_ words: inout [UInt32], count: Int, spare: inout [UInt32]) {
    sort(&words, count: count, spare: &spare, shift: 0)
  }

  /// Sorts words whose upper half is the key. O(n); leaves the result in `words` and something in `spare`.
  static func sort(_ words: inout [UInt64], count: Int, spare: inout [UInt64]) {
    sort(&words, count: count, spare: &spare, shift: 32)
  }

  /// Sorts words whose upper half is a key of a range, in place. O(n); `spare` has room for as many.
  static func sort(
    _ words: UnsafeMutablePointer<UInt64>, count: Int, keys: ClosedRange<UInt32>,
    spare: UnsafeMutablePointer<UInt64>
  ) {
    let span = keys.upperBound - keys.lowerBound
    let range = KeyRange(base: keys.lowerBound, bits: UInt32.bitWidth - span.leadingZeroBitCount)
    if sort(words, spare, count: count, keys: range, shift: 32) { words.update(from: spare, count: count) }
  }

  @inline(__always)
  private static func sort<Word: FixedWidthInteger & UnsignedInteger>(
    _ words: inout [Word], count: Int, spare: inout [Word], shift: Word
  ) {
    precondition(words.count >= count && spare.count >= count)
    let isSwapped = words.withUnsafeMutableBufferPointer { words in
      spare.withUnsafeMutableBufferPointer { spare in
        guard let source = words.baseAddress, let target = spare.baseAddress else { return false }
        return sort(source, target, count: count, keys: KeyRange(base: 0, bits: 32), shift: shift)
      }
    }
    if isSwapped { swap(&words, &spare) }
  }

  /// The keys base ..< base + 2^bits.
  private struct KeyRange {
    var base: UInt32
    var bits: Int

    /// The smallest range above the base that holds the digits `first...last` of `width` bits.
    func narrowed(to first: Int, _ last: Int, width: Int) -> KeyRange {
      let span = last - first
      return KeyRange(
        base: base &+ UInt32(truncatingIfNeeded: first) << UInt32(width),
        bits: width + (Int.bitWidth - span.leadingZeroBitCount))
    }
  }

  /// Sorts words whose keys are in the range; returns whether the result is in `second`.
  private static func sort<Word: FixedWidthInteger & UnsignedInteger>(
    _ first: UnsafeMutablePointer<Word>, _ second: UnsafeMutablePointer<Word>, count: Int, keys: KeyRange,
    shift: Word
  ) -> Bool {
    if keys.bits <= digitBits || count * MemoryLayout<Word>.size <= cachedBytes {
      return sortByLeastSignificant(first, second, count: count, keys: keys, shift: shift)
    }
    return withUnsafeTemporaryAllocation(of: UInt32.self, capacity: radix) { table in
      let counts = table.baseAddress.unsafelyUnwrapped
      return sortParted(first, second, count: count, keys: keys, shift: shift, counts: counts)
    }
  }

  @inline(__always)
  private static func sortParted<Word: FixedWidthInteger & UnsignedInteger>(
    _ first: UnsafeMutablePointer<Word>, _ second: UnsafeMutablePointer<Word>, count: Int, keys: KeyRange,
    shift: Word, counts: UnsafeMutablePointer<UInt32>
  ) -> Bool {
    let width = keys.bits - digitBits
    counts.initialize(repeating: 0, count: radix)
    for index in 0..<count {
      let key = UInt32(truncatingIfNeeded: first[index] &>> shift) &- keys.base
      counts[Int(key &>> UInt32(width))] &+= 1
    }
    let parts = parted(counts, count: count)
    if parts.count == 1 {
      let narrower = keys.narrowed(to: parts[0].first, parts[0].last, width: width)
      return sort(first, second, count: count, keys: narrower, shift: shift)
    }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: radix) { partOfDigit in
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: parts.count) { places in
        for (number, part) in parts.enumerated() {
          for digit in part.first...part.last { partOfDigit[digit] = UInt8(number) }
          places[number] = UInt32(part.start)
        }
        let partOfDigit = partOfDigit.baseAddress.unsafelyUnwrapped
        let places = places.baseAddress.unsafelyUnwrapped
        for index in 0..<count {
          let word = first[index]
          let key = UInt32(truncatingIfNeeded: word &>> shift) &- keys.base
          let part = Int(partOfDigit[Int(key &>> UInt32(width))])
          let place = places[part]
          places[part] = place &+ 1
          second[Int(place)] = word
        }
      }
    }
    for part in parts {
      let (from, other) = (second + part.start, first + part.start)
      let isSwapped = sort(
        from, other, count: part.count, keys: keys.narrowed(to: part.first, part.last, width: width),
        shift: shift)
      if isSwapped { from.update(from: other, count: part.count) }
    }
    return true
  }

  /// Consecutive digits that are sorted together.
  private struct Part {
    var first: Int
    var last: Int
    var start: Int
    var count: Int
  }

  /// About `ranges` parts of about equal size; digits without words are in none, or inside one.
  private static func parted(_ counts: UnsafePointer<UInt32>, count: Int) -> [Part] {
    let largest = count / ranges + 1
    var parts: [Part] = []
    var start = 0
    for digit in 0..<radix where counts[digit] > 0 {
      let size = Int(counts[digit])
      if let last = parts.last, last.count + size <= largest {
        parts[parts.count - 1].last = digit
        parts[parts.count - 1].count += size
      } else {
        parts.append(Part(first: digit, last: digit, start: start, count: size))
      }
      start += size
    }
    return parts
  }

  /// Returns whether the result is in `second`.
  private static func sortByLeastSignificant<Word: FixedWidthInteger & UnsignedInteger>(
    _ first: UnsafeMutablePointer<Word>, _ second: UnsafeMutablePointer<Word>, count: Int, keys: KeyRange,
    shift: Word
  ) -> Bool {
    let digits = (keys.bits + digitBits - 1) / digitBits
    guard digits > 0 && count > 1 else { return false }
    let width = (keys.bits + digits - 1) / digits
    let size = 1 << width
    let mask = UInt32(size - 1)
    return withUnsafeTemporaryAllocation(of: UInt32.self, capacity: size) { table in
      let offsets = table.baseAddress.unsafelyUnwrapped
      var source = first
      var target = second
      var isSwapped = false
      for digit in 0..<digits {
        let digitShift = UInt32(width * digit)
        offsets.initialize(repeating: 0, count: size)
        for index in 0..<count {
          let key = UInt32(truncatingIfNeeded: source[index] &>> shift) &- keys.base
          offsets[Int(key &>> digitShift & mask)] &+= 1
        }
        // A digit that all keys share moves nothing.
        let firstKey = UInt32(truncatingIfNeeded: source[0] &>> shift) &- keys.base
        if Int(offsets[Int(firstKey &>> digitShift & mask)]) == count { continue }
        var sum: UInt32 = 0
        for value in 0..<size {
          let size = offsets[value]
          offsets[value] = sum
          sum &+= size
        }
        for index in 0..<count {
          let word = source[index]
          let key = UInt32(truncatingIfNeeded: word &>> shift) &- keys.base
          let value = Int(key &>> digitShift & mask)
          let place = offsets[value]
          offsets[value] = place &+ 1
          target[Int(place)] = word
        }
        swap(&source, &target)
        isSwapped.toggle()
      }
      return isSwapped
    }
  }
}
