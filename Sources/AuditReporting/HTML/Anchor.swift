/// Where a link leads: an element's id made of a finding's or a column's name, the same in every run.
enum Anchor {
  /// Letters, digits, `/`, `-`, `_` and `.` stay; other bytes become `~xx`. A name that is too long ends in its
  /// 64-bit FNV-1a hash.
  static func id(_ name: String) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var bytes: [UInt8] = []
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in name.utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
      guard bytes.count < 120 else { continue }
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "_"),
        UInt8(ascii: "."):
        bytes.append(byte)
      default: bytes += [UInt8(ascii: "~"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    let text = String(decoding: bytes, as: UTF8.self)
    return bytes.count < 120 ? text : text + "~" + String(hash, radix: 16)
  }
}
