import CHDF5
import Glibc

/// LZF, h5py's second compression filter, for libhdf5 and for our own decoding.
///
/// Debian's plug-in for it cannot be loaded (it is not linked to liblzf). Format: LibLZF's (M. Lehmann): a control
/// byte below 32 starts that many + 1 literal bytes, any other a copy of `length` bytes from `distance` back.
enum LZF {
  /// Filter number in the registry of The HDF Group.
  static let filter: H5Z_filter_t = 32000

  /// Decodes `input` into `output`; returns the number of bytes written, nil if the input is damaged or too long.
  static func decode(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> Int? {
    var read = 0
    var written = 0
    while read < input.count {
      let control = Int(input[read])
      read += 1
      if control < 32 {
        let count = control + 1
        guard read + count <= input.count, written + count <= output.count else { return nil }
        for index in 0..<count { output[written + index] = input[read + index] }
        read += count
        written += count
        continue
      }
      var length = control >> 5
      if length == 7 {
        guard read < input.count else { return nil }
        length += Int(input[read])
        read += 1
      }
      guard read < input.count else { return nil }
      let distance = (control & 0x1f) << 8 | Int(input[read])
      read += 1
      length += 2
      var source = written - distance - 1
      guard source >= 0, written + length <= output.count else { return nil }
      // Byte by byte: the copy may overlap itself, that is how runs are encoded.
      for _ in 0..<length {
        output[written] = output[source]
        written += 1
        source += 1
      }
    }
    return written
  }

  /// Makes libhdf5 use `decode`, unless a working plug-in is already there.
  static func register() {
    name.withUTF8Buffer { bytes in
      bytes.withMemoryRebound(to: CChar.self) { characters in
        var filterClass = H5Z_class2_t(
          version: H5Z_CLASS_T_VERS, id: filter, encoder_present: 0, decoder_present: 1,
          name: characters.baseAddress, can_apply: nil, set_local: nil, filter: run)
        _ = H5Zregister(&filterClass)
      }
    }
  }

  private static let name: StaticString = "lzf"

  private static let run: H5Z_func_t = { flags, count, values, byteCount, bufferSize, buffer in
    guard flags & UInt32(H5Z_FLAG_REVERSE) != 0, let buffer, let bufferSize, let input = buffer.pointee else {
      return 0
    }
    // h5py stores the size of a chunk as the third client value; without it, grow until it fits.
    var capacity = count >= 3 ? Int(values?[2] ?? 0) : 0
    if capacity <= 0 { capacity = max(bufferSize.pointee, byteCount) * 4 }
    while capacity <= 1 << 32 {
      guard let output = malloc(capacity) else { return 0 }
      if let written = decode(
        UnsafeRawBufferPointer(start: input, count: byteCount),
        into: UnsafeMutableRawBufferPointer(start: output, count: capacity))
      {
        free(input)
        buffer.pointee = output
        bufferSize.pointee = capacity
        return written
      }
      free(output)
      if count >= 3 { return 0 }
      capacity *= 2
    }
    return 0
  }
}
