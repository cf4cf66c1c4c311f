/// Powers of ten, each the double nearest to it, and the decimal exponent of a number.
package enum PowerOfTen {
  private static let lowest = -323
  private static let table: [Double] = (lowest...308).map { Double("1e\($0)") ?? 0 }

  /// 10^exponent, for exponents of finite numbers.
  package static subscript(exponent: Int) -> Double { table[min(max(exponent - lowest, 0), table.count - 1)] }

  /// The largest exponent with 10^exponent ≤ |value|; 0 for zero and for what is not finite.
  package static func exponent(of value: Double) -> Int {
    let magnitude = abs(value)
    guard magnitude > 0, magnitude.isFinite else { return 0 }
    var exponent = Int((Double(magnitude.exponent) * 0.301_029_995_663_981_2).rounded(.down))
    while exponent < 308, self[exponent + 1] <= magnitude { exponent += 1 }
    while exponent > lowest, self[exponent] > magnitude { exponent -= 1 }
    return exponent
  }
}
