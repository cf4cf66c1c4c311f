import CDeflate
import CHDF5

/// Undoes gzip, shuffle, fletcher32 and lzf of whole chunks. One per reading thread: it owns its buffers.
final class ChunkDecoder {
  private let inflater: OpaquePointer?
  private var stages: [Bytes] = []

  init() { inflater = libdeflate_alloc_decompressor() }
  deinit { if let inflater { libdeflate_free_decompressor(inflater) } }

  /// Undoes `filters` (in the order of writing, those in `skipped` were left out for this chunk).
  ///
  /// Returns nil when `output` holds exactly its size of decoded bytes, else what is wrong with the chunk.
  func decode(
    _ input: UnsafeRawBufferPointer, filters: [Filter], skipped: UInt32,
    into output: UnsafeMutableRawBufferPointer
  ) -> String? {
    var current = input
    let active = filters.enumerated().filter { skipped & (1 << UInt32($0.offset)) == 0 }.map(\.element)
    for (index, filter) in active.enumerated().reversed() {
      // Checksums only shorten; the other stages write to the output if no later one needs another buffer.
      if filter.identifier == Filter.fletcher32 {
        guard current.count >= 4 else { return "too short for its checksum" }
        let data = UnsafeRawBufferPointer(rebasing: current[..<(current.count - 4)])
        let stored = current.loadUnaligned(fromByteOffset: current.count - 4, as: UInt32.self).littleEndian
        guard Fletcher32.matches(stored, data) else { return "its checksum does not fit its content" }
        current = data
        continue
      }
      let isLast = !active[..<index].contains { $0.identifier != Filter.fletcher32 }
      // A checksum below compression adds four bytes to what comes out of it.
      let room = output.count + (isLast && active[..<index].isEmpty ? 0 : 4 * index)
      let target = isLast && room == output.count ? output : buffer(index, room)
      var written = 0
      switch filter.identifier {
      case Filter.deflate:
        let result = libdeflate_zlib_decompress(
          inflater, current.baseAddress, current.count, target.baseAddress, target.count, &written)
        guard result == LIBDEFLATE_SUCCESS else { return "its gzip data is damaged" }
      case LZF.filter:
        guard let count = LZF.decode(current, into: target) else { return "its lzf data is damaged" }
        written = count
      case Filter.shuffle:
        guard current.count <= target.count else { return "it is longer than declared" }
        unshuffle(current, size: Int(filter.values.first ?? 1), into: target)
        written = current.count
      default: return "filter \(filter.name) cannot be undone"
      }
      current = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(target)[..<written])
    }
    guard current.count == output.count else {
      return "it holds \(current.count) bytes, expected \(output.count)"
    }
    if current.baseAddress != UnsafeRawPointer(output.baseAddress) { output.copyMemory(from: current) }
    return nil
  }

  /// A buffer of at least `size` bytes for what comes from the file.
  func input(_ size: Int) -> UnsafeMutableRawBufferPointer { buffer(0, size, offset: 1) }

  private func buffer(_ index: Int, _ size: Int, offset: Int = 0) -> UnsafeMutableRawBufferPointer {
    let slot = offset == 1 ? 0 : index + 1
    while stages.count <= slot { stages.append(Bytes(0)) }
    if stages[slot].count < size { stages[slot] = Bytes(size) }
    return UnsafeMutableRawBufferPointer(rebasing: stages[slot].buffer[..<size])
  }
}

/// Bytes of its own.
final class Bytes: @unchecked Sendable {
  let buffer: UnsafeMutableRawBufferPointer
  var count: Int { buffer.count }

  init(_ count: Int) { buffer = .allocate(byteCount: count, alignment: 16) }
  deinit { buffer.deallocate() }
}

/// HDF5's checksum of a chunk: Fletcher's sums over big-endian 16 bit words, modulo 65535.
enum Fletcher32 {
  static func matches(_ stored: UInt32, _ data: UnsafeRawBufferPointer) -> Bool {
    let sum = checksum(data)
    // Libraries before 1.6.3 stored the bytes of each half the other way round.
    let old = (sum & 0x00ff_00ff) << 8 | (sum & 0xff00_ff00) >> 8
    return stored == sum || stored == old
  }

  static func checksum(_ data: UnsafeRawBufferPointer) -> UInt32 {
    var first: UInt32 = 0
    var second: UInt32 = 0
    let words = data.count / 2
    var word = 0
    while word < words {
      // 360 words are the most that cannot overflow the second sum.
      let end = min(word + 360, words)
      while word < end {
        first &+= UInt32(data.loadUnaligned(fromByteOffset: 2 * word, as: UInt16.self).bigEndian)
        second &+= first
        word += 1
      }
      first = (first & 0xffff) + (first >> 16)
      second = (second & 0xffff) + (second >> 16)
    }
    if data.count % 2 == 1, let last = data.last {
      first &+= UInt32(last) << 8
      second &+= first
      first = (first & 0xffff) + (first >> 16)
      second = (second & 0xffff) + (second >> 16)
    }
    first = (first & 0xffff) + (first >> 16)
    second = (second & 0xffff) + (second >> 16)
    return second << 16 | first
  }
}

/// Undoes HDF5's shuffle: the k-th bytes of all values lie together. O(n).
func unshuffle(_ input: UnsafeRawBufferPointer, size: Int, into output: UnsafeMutableRawBufferPointer) {
  guard let source = input.baseAddress, let target = output.baseAddress else { return }
  let count = size > 0 ? input.count / size : 0
  guard size > 1, count > 1 else {
    target.copyMemory(from: source, byteCount: input.count)
    return
  }
  let bytes = source.assumingMemoryBound(to: UInt8.self)
  switch size {
  case 2:
    let values = target.assumingMemoryBound(to: UInt16.self)
    for index in 0..<count {
      values[index] = UInt16(bytes[index]) | UInt16(bytes[count + index]) << 8
    }
  case 4:
    let values = target.assumingMemoryBound(to: UInt32.self)
    let (second, third, fourth) = (bytes + count, bytes + 2 * count, bytes + 3 * count)
    for index in 0..<count {
      values[index] =
        UInt32(bytes[index]) | UInt32(second[index]) << 8 | UInt32(third[index]) << 16
        | UInt32(fourth[index]) << 24
    }
  default:
    // Blocks of rows, so that the written lines stay in cache while every byte plane is visited.
    let values = target.assumingMemoryBound(to: UInt8.self)
    let rows = max(64, 16384 / size)
    var start = 0
    while start < count {
      let end = min(start + rows, count)
      for byte in 0..<size {
        let plane = bytes + byte * count
        var position = start * size + byte
        for row in start..<end {
          values[position] = plane[row]
          position += size
        }
      }
      start = end
    }
  }
  let rest = input.count - count * size
  if rest > 0 { (target + count * size).copyMemory(from: source + count * size, byteCount: rest) }
}
