/// A column of 64 bit integers that float64, in which samples are compared, cannot tell apart.
public struct RoundedIntegers: Sendable, Equatable {
  /// Name of the column.
  public var name: String
  /// A number near its smallest value that float64 holds: differences to it are exact.
  public var origin: Int128

  /// Columns among `names` in which float64 rounds more than one row in a thousand to the same number as a row with
  /// another integer, in all samples together.
  ///
  /// Reads the columns of 64 bit integers once. A hash over all 64 bits or a time in nanoseconds is rounded, too, but its
  /// values stay different. Counts among the first 2¹⁸ different numbers. O(rows).
  public static func columns(among names: [String], of samples: [Sample]) throws -> [RoundedIntegers] {
    var counts: [String: Count] = [:]
    for process in samples.flatMap(\.processes) {
      let wide = process.source.columns.filter { column in
        guard case .integer(bits: 64, _) = column.kind, column.isNumeric else { return false }
        return names.contains(column.name) && process.derived[column.name] == nil
      }.map(\.name)
      guard !wide.isEmpty else { continue }
      for rows in SampleRows.ranges(of: process.source) {
        for (name, values) in zip(wide, try process.source.read(wide, rows: rows)) {
          switch values {
          case .int64(let integers): counts[name, default: Count()].add(integers)
          case .uint64(let integers): counts[name, default: Count()].add(integers)
          default: break
          }
        }
      }
    }
    return names.compactMap { name in
      guard let count = counts[name], count.merged * 1000 > count.rows else { return nil }
      return RoundedIntegers(name: name, origin: count.origin)
    }
  }

  private struct Count {
    var rows = 0
    var merged = 0
    var smallest = Int128.max
    private var seen: [Double: Int128] = [:]

    mutating func add<Integer: FixedWidthInteger>(_ integers: [Integer]) {
      rows += integers.count
      for integer in integers where integer.magnitude > 1 << 53 {
        let exact = Int128(integer)
        smallest = min(smallest, exact)
        if let known = seen[Double(integer)] {
          if known != exact { merged += 1 }
        } else if seen.count < 1 << 18 {
          seen[Double(integer)] = exact
        }
      }
    }

    var origin: Int128 {
      let bits = max(0, 128 - smallest.magnitude.leadingZeroBitCount - 53)
      return (smallest >> bits) << bits
    }
  }
}
