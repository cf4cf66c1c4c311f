import CHDF5

/// One stage of a dataset's filter pipeline.
struct Filter: Sendable, Equatable {
  var identifier: Int32
  /// Name that the file gives, if any.
  var nameInFile: String
  /// Settings of the writer.
  var values: [UInt32]

  static let deflate = Int32(H5Z_FILTER_DEFLATE)
  static let shuffle = Int32(H5Z_FILTER_SHUFFLE)
  static let fletcher32 = Int32(H5Z_FILTER_FLETCHER32)

  /// True for the stages that we undo ourselves, outside the library's lock.
  var isDecodedHere: Bool {
    identifier == Self.deflate || identifier == Self.shuffle || identifier == Self.fletcher32
      || identifier == LZF.filter
  }

  /// Name as users know it; numbers are those of The HDF Group's registry of filters.
  var name: String {
    switch identifier {
    case 1: "gzip"
    case 2: "shuffle"
    case 3: "fletcher32"
    case 4: "szip"
    case 5: "nbit"
    case 6: "scaleoffset"
    case 307: "bzip2"
    case 32000: "lzf"
    case 32001: "blosc"
    case 32004: "lz4"
    case 32008: "bitshuffle"
    case 32013: "zfp"
    case 32015: "zstd"
    case 32017: "sz"
    case 32019: "fcidecomp"
    case 32024: "sz3"
    case 32026: "blosc2"
    default: nameInFile.isEmpty ? "filter \(identifier)" : "\(nameInFile) (filter \(identifier))"
    }
  }

  /// What brings the plug-in.
  var remedy: String {
    let wheel =
      "install it (pip install hdf5plugin) and set HDF5_PLUGIN_PATH=$(python3 -c 'import hdf5plugin; print(hdf5plugin.PLUGIN_PATH)')"
    switch identifier {
    case 307, 32004: return "install Debian's package hdf5-filter-plugin, or \(wheel)"
    case 32001: return "install Debian's package hdf5-filter-plugin-blosc-serial, or \(wheel)"
    case 32013: return "install Debian's package hdf5-filter-plugin-zfp-serial, or \(wheel)"
    case 4: return "install an HDF5 library that is built with szip, or write the file with gzip"
    case 32008, 32015, 32017, 32019, 32024, 32026: return "\(wheel)"
    default: return "install its plug-in into the folder that HDF5_PLUGIN_PATH names, or write the file with gzip"
    }
  }
}
