/// The same rows with other numbers in some columns, e.g. one input scaled by 1.02.
public struct InputVariation: Sendable, Equatable {
  /// Numbers of the columns, each at most once.
  public var columns: [Int]
  /// Values of each of these columns: one for every row, float32, NaN for missing.
  public var values: [[Float]]

  /// Other numbers for some columns.
  public init(columns: [Int], values: [[Float]]) {
    self.columns = columns
    self.values = values
  }

  /// Errors: a column that the rows do not have, another number of values than rows.
  func check(for rows: InputRows, model: String) throws {
    for column in columns where !(0..<rows.width).contains(column) {
      throw ModelError.noSuchPlace(model: model, place: column, inputs: rows.width)
    }
    for (place, column) in columns.enumerated() {
      let count = place < values.count ? values[place].count : 0
      guard count == rows.count else {
        throw ModelError.valueCount(
          model: model, column: "input \(column)", expected: rows.count, found: count)
      }
    }
  }

  /// Rows in which it differs from `rows` in any bit; all missing values are the same. O(rows × columns).
  func changedRows(of rows: InputRows) -> [Int] {
    let isSame = sameRows(of: rows)
    return isSame.indices.filter { isSame[$0] == 0 }
  }

  /// 1 for each row in which it does not differ from `rows` in any bit, else 0. O(rows × columns).
  func sameRows(of rows: InputRows) -> [UInt8] {
    var isSame = [UInt8](repeating: 1, count: rows.count)
    rows.values.withUnsafeBufferPointer { old in
      isSame.withUnsafeMutableBufferPointer { isSame in
        for (column, values) in zip(columns, values) {
          values.withUnsafeBufferPointer { values in
            for row in 0..<values.count {
              let before = old[row &* rows.width &+ column]
              let after = values[row]
              // Without choices: which rows change is not to be guessed.
              let isEqual = before.bitPattern == after.bitPattern
              let areMissing = before != before && after != after
              isSame[row] &= (isEqual ? 1 : 0) | (areMissing ? 1 : 0)
            }
          }
        }
      }
    }
    return isSame
  }
}
