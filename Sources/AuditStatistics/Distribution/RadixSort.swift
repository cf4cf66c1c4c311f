/// Least-significant-digit radix sort of words by a 32-bit key: three passes of 11 bits, stable.
enum RadixSort {
  private static let digits = 3
  private static let radix = 2048

  /// Sorts words that are keys. O(n); leaves the result in `words` and something in `spare`.
  static func sort(_ words: inout [UInt32], count: Int, spare: inout [UInt32]) {
    sort(&words, count: count, spare: &spare, shift: 0)
  }

  /// Sorts words whose upper half is the key. O(n); leaves the result in `words` and something in `spare`.
  static func sort(_ words: inout [UInt64], count: Int, spare: inout [UInt64]) {
    sort(&words, count: count, spare: &spare, shift: 32)
  }

  @inline(__always)
  private static func sort<Word: FixedWidthInteger & UnsignedInteger>(
    _ words: inout [Word], count: Int, spare: inout [Word], shift: Word
  ) {
    precondition(words.count >= count && spare.count >= count)
    let isSwapped = words.withUnsafeMutableBufferPointer { words in
      spare.withUnsafeMutableBufferPointer { spare in
        guard let source = words.baseAddress, let target = spare.baseAddress else { return false }
        return sort(source, target, count: count, shift: shift)
      }
    }
    if isSwapped { swap(&words, &spare) }
  }

  /// Returns whether the result is in `second`.
  @inline(__always)
  private static func sort<Word: FixedWidthInteger & UnsignedInteger>(
    _ first: UnsafeMutablePointer<Word>, _ second: UnsafeMutablePointer<Word>, count: Int, shift: Word
  ) -> Bool {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: digits * radix) { table in
      let counts = table.baseAddress.unsafelyUnwrapped
      counts.initialize(repeating: 0, count: digits * radix)
      for index in 0..<count {
        let key = UInt32(truncatingIfNeeded: first[index] &>> shift)
        counts[Int(key & 0x7FF)] &+= 1
        counts[radix &+ Int(key &>> 11 & 0x7FF)] &+= 1
        counts[2 &* radix &+ Int(key &>> 22)] &+= 1
      }
      var source = first
      var target = second
      var isSwapped = false
      for digit in 0..<digits {
        let offsets = counts + digit * radix
        let digitShift = shift &+ Word(truncatingIfNeeded: 11 * digit)
        // A digit that all keys share moves nothing.
        if count > 0 && Int(offsets[Int(truncatingIfNeeded: source[0] &>> digitShift & 0x7FF)]) == count {
          continue
        }
        var sum: UInt32 = 0
        for value in 0..<radix {
          let size = offsets[value]
          offsets[value] = sum
          sum &+= size
        }
        for index in 0..<count {
          let word = source[index]
          let value = Int(truncatingIfNeeded: word &>> digitShift & 0x7FF)
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
