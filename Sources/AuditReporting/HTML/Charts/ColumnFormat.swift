import AuditReport

/// How the numbers of one column of a table are written: alike, so that they can be compared from row to row.
struct ColumnFormat {
  private static let style = NumberStyle.typeset
  /// Decimals of all; nil where the numbers span too much for that, or are whole.
  private let decimals: Int?

  /// Four digits for the largest number, at least two for the smallest that is not 0.
  init(_ numbers: some Sequence<Double>) {
    let sizes = numbers.map(abs)
    let nonzero = sizes.filter { $0 > 0 }
    guard !sizes.allSatisfy({ $0 == $0.rounded() }), let smallest = nonzero.min(),
      let largest = nonzero.max(),
      largest < 1e5, largest < 1000 * smallest
    else {
      decimals = nil
      return
    }
    var decimals = max(
      0, 3 - PowerOfTen.exponent(of: largest), min(1 - PowerOfTen.exponent(of: smallest), 5))
    // No zeros that all of them end with: who measured did not claim so many digits.
    while decimals > 0, sizes.allSatisfy({ Self.isExact($0, decimals: decimals - 1) }) { decimals -= 1 }
    self.decimals = decimals
  }

  private static func isExact(_ size: Double, decimals: Int) -> Bool {
    let scaled = size * PowerOfTen[decimals]
    return abs(scaled - scaled.rounded()) < 1e-6
  }

  /// A number of the column.
  func text(_ number: Double) -> String {
    if number == 0 { return "0" }
    guard let decimals else {
      // Numbers of rows and the like, without spaces: they are looked up.
      return number == number.rounded() && abs(number) < 1e15
        ? NumberStyle.plain.count(Int(number)) : Self.style.rounded(number, digits: 4)
    }
    return Self.style.fixed(number, decimals: decimals)
  }
}
