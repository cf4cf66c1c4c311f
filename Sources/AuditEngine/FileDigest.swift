import AuditReport
import CCrypto
import FoundationEssentials

#if canImport(Glibc)
  import Glibc
#endif

/// SHA-256 of a file, so that a report says exactly what it was made from. O(bytes).
enum FileDigest {
  /// Size and digest of a file, read in blocks of 256 KiB, which stay in cache.
  ///
  /// Errors: ``EngineError/unreadable(path:reason:)``.
  static func summary(of path: String) throws -> SampleSummary.File {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else {
      throw EngineError.unreadable(path: path, reason: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    guard let context = EVP_MD_CTX_new() else {
      throw EngineError.unreadable(path: path, reason: "out of memory")
    }
    defer { EVP_MD_CTX_free(context) }
    EVP_DigestInit_ex(context, EVP_sha256(), nil)
    let size = 256 << 10
    let buffer = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
    defer { buffer.deallocate() }
    var bytes = 0
    while true {
      let count = read(descriptor, buffer, size)
      if count == 0 { break }
      guard count > 0 else {
        throw EngineError.unreadable(path: path, reason: String(cString: strerror(errno)))
      }
      EVP_DigestUpdate(context, buffer, count)
      bytes += count
    }
    var digest = [UInt8](repeating: 0, count: 32)
    EVP_DigestFinal_ex(context, &digest, nil)
    return SampleSummary.File(path: path, bytes: bytes, sha256: hexadecimal(digest))
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
