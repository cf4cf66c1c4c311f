import AuditTestSupport
import Testing

@testable import AuditStatistics

@Suite("Radix sort")
struct RadixSortTests {
  /// Keys of one shape; the sizes lie below and above what is sorted without parting.
  static let shapes: [(name: String, key: @Sendable (UInt64) -> UInt32)] = [
    ("uniform", { UInt32(truncatingIfNeeded: $0) }),
    ("all equal", { _ in 0x8123_4567 }),
    ("two values", { $0 % 2 == 0 ? 1 : .max - 1 }),
    ("few values", { UInt32($0 % 7) &* 0x2000_0001 }),
    ("one octave", { SortKey.key(1 + Float($0 >> 40) / Float(1 << 24)) }),
    (
      "narrow, and far outliers",
      { $0 % 1000 == 0 ? UInt32(truncatingIfNeeded: $0 >> 20) : 0xC000_0000 | UInt32($0 >> 44) }
    ),
    (
      "spanning decades",
      { SortKey.key(Float(bitPattern: UInt32(truncatingIfNeeded: $0 >> 8) & 0xBFFF_FFFF)) }
    ),
    ("extreme keys", { [0, 1, 0x7FFF_FFFF, 0x8000_0000, .max][Int($0 % 5)] }),
  ]

  @Test(
    "as a stable sort by comparison", arguments: shapes.indices, [0, 1, 2, 1000, 40_000, 70_001, 200_003])
  func stable(shape: Int, count: Int) {
    var random = SplitMix(state: UInt64(shape) << 32 | UInt64(count))
    let words = (0..<count).map { UInt64(Self.shapes[shape].key(random.next())) << 32 | UInt64($0) }
    // Row numbers in the lower half: the stable order by key is the order of the words.
    let expected = words.sorted()

    var sorted = words
    var spare = [UInt64](repeating: 0, count: count)
    RadixSort.sort(&sorted, count: count, spare: &spare)
    #expect(sorted == expected)

    var keys = words.map { UInt32($0 >> 32) }
    var spareKeys = [UInt32](repeating: 0, count: count)
    RadixSort.sort(&keys, count: count, spare: &spareKeys)
    #expect(keys == expected.map { UInt32($0 >> 32) })
  }
}
