import AuditSamples
import Testing

@testable import AuditHDF5

/// The parts of decoding against plain versions and known answers.
@Suite struct DecodingTests {
  /// Values published with the definition of Fletcher's checksum, for big-endian words.
  @Test func fletcher32() {
    func checksum(_ bytes: [UInt8]) -> UInt32 { bytes.withUnsafeBytes { Fletcher32.checksum($0) } }
    // One word w: both sums are w. Two words v, w: v + w and 2v + w.
    #expect(checksum([0x01, 0x02]) == 0x0102_0102)
    #expect(checksum([0x01, 0x02, 0x03, 0x04]) == 0x0508_0406)
    // The last odd byte is the upper half of a word.
    #expect(checksum([0x01, 0x02, 0x03]) == 0x0504_0402)
    // Many words: against the definition, modulo 65535.
    let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 * 31) }
    var (first, second): (UInt64, UInt64) = (0, 0)
    for word in stride(from: 0, to: bytes.count, by: 2) {
      first = (first + UInt64(bytes[word]) << 8 + UInt64(bytes[word + 1])) % 65535
      second = (second + first) % 65535
    }
    let sum = checksum(bytes)
    #expect(UInt64(sum & 0xffff) % 65535 == first && UInt64(sum >> 16) % 65535 == second)
  }

  @Test(arguments: [1, 2, 3, 4, 8, 12, 33]) func unshuffleUndoesShuffle(_ size: Int) {
    let count = 777
    let original = (0..<(count * size + 1)).map { UInt8(truncatingIfNeeded: $0 * 7 + $0 / 256) }
    var shuffled = original
    for value in 0..<count {
      for byte in 0..<size { shuffled[byte * count + value] = original[value * size + byte] }
    }
    // A byte that fills no value stays where it is; with size 1 every byte is a value.
    var output = [UInt8](repeating: 0, count: original.count)
    shuffled.withUnsafeBytes { input in
      output.withUnsafeMutableBytes { unshuffle(input, size: size, into: $0) }
    }
    #expect(output == original)
  }

  @Test func lzfCopiesOverlap() {
    // Three literals, then 7 bytes from 3 back: a run that reads what it writes.
    let input: [UInt8] = [2, 1, 2, 3, 5 << 5, 2]
    var output = [UInt8](repeating: 0, count: 20)
    let count = input.withUnsafeBytes { input in
      output.withUnsafeMutableBytes { LZF.decode(input, into: $0) }
    }
    #expect(count == 10)
    #expect(Array(output.prefix(10)) == [1, 2, 3, 1, 2, 3, 1, 2, 3, 1])
  }

  @Test(arguments: [[5, 1], [2, 1, 2, 3, 160, 9], [224], [32], [32, 0]] as [[UInt8]])
  func damagedLzfIsNoticed(_ input: [UInt8]) {
    var output = [UInt8](repeating: 0, count: 20)
    let count = input.withUnsafeBytes { input in
      output.withUnsafeMutableBytes { LZF.decode(input, into: $0) }
    }
    #expect(count == nil)
  }

  @Test func picklesOfNames() {
    // pickle.dumps(["a", "b"], protocol) for protocols 0, 2 and 4, and Python 2's protocol 0 with a number.
    let old = Array("(lp0\nVa\np1\naVb\np2\na.".utf8)
    #expect(Pickle.value(old)?.names == ["a", "b"])
    let two: [UInt8] =
      [0x80, 2] + Array("]q".utf8) + [0] + Array("(X".utf8) + [1, 0, 0, 0] + Array("aq".utf8) + [1]
      + Array("X".utf8) + [1, 0, 0, 0] + Array("bq".utf8) + [2] + Array("e.".utf8)
    #expect(Pickle.value(two)?.names == ["a", "b"])
    let four: [UInt8] =
      [0x80, 4, 0x95, 13, 0, 0, 0, 0, 0, 0, 0] + Array("]".utf8) + [0x94] + Array("(".utf8)
      + [0x8c, 1] + Array("a".utf8) + [0x94, 0x8c, 1] + Array("b".utf8) + [0x94] + Array("e.".utf8)
    #expect(Pickle.value(four)?.names == ["a", "b"])
    #expect(Pickle.value(Array("(lp1\nS'x'\naI3\na.".utf8))?.names == ["x", "3"])
    #expect(Pickle.value(Array("cos\nsystem\n(S'true'\ntR.".utf8)) == .unknown)
    #expect(Pickle.value([0x80]) == nil)
  }

  @Test func reductionsInNames() {
    #expect(Reduction.parse("max(jet_pt)")?.reduction == .max)
    #expect(Reduction.parse("jets/pt[2]")?.column == "jets/pt")
    #expect(Reduction.parse("image[1,2]")?.reduction == .element([1, 2]))
    #expect(Reduction.parse("plain") == nil)
    #expect(Reduction.parse("x[-1]") == nil)
    #expect(Reduction.parse("median(x)") == nil)
  }

  @Test func reductionsOfNothingAndOfNaN() {
    func reduce(_ reduction: Reduction, _ values: [Double]) -> Double {
      values.withUnsafeBufferPointer { reduction($0) }
    }
    #expect(reduce(.max, []).isNaN && reduce(.mean, []).isNaN && reduce(.first, []).isNaN)
    #expect(reduce(.sum, []) == 0 && reduce(.count, []) == 0)
    #expect(reduce(.max, [1, .nan, 3]) == 3 && reduce(.min, [.nan, 2, 1]) == 1)
    #expect(reduce(.element([1]), [4, 5]) == 5 && reduce(.element([2]), [4, 5]).isNaN)
  }
}
