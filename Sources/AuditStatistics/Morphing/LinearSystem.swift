/// Small dense systems of linear equations.
enum LinearSystem {
  /// L with L Lᵀ the symmetric matrix, lower triangular (Cholesky); a direction whose variance is not above `smallest` has
  /// no column. O(n³).
  static func root(_ matrix: [[Double]], smallest: Double = 0) -> [[Double]] {
    var root = matrix.map { $0.map { _ in 0.0 } }
    for row in matrix.indices {
      for column in 0...row {
        var rest = matrix[row][column]
        for k in 0..<column { rest -= root[row][k] * root[column][k] }
        if row == column {
          root[row][row] = rest > smallest ? rest.squareRoot() : 0
        } else {
          root[row][column] = root[column][column] > 0 ? rest / root[column][column] : 0
        }
      }
    }
    return root
  }

  /// The inverse of a matrix, by Gauss-Jordan elimination with pivots; nil where it is singular to rounding. O(n³).
  static func inverse(_ matrix: [[Double]]) -> [[Double]]? {
    let size = matrix.count
    // Scaled to a unit diagonal, so that units of parameters do not matter.
    let scales = (0..<size).map { index in
      let diagonal = abs(matrix[index][index])
      return diagonal > 0 ? 1 / diagonal.squareRoot() : 0
    }
    guard !scales.contains(0) else { return nil }
    var left = (0..<size).map { row in (0..<size).map { matrix[row][$0] * scales[row] * scales[$0] } }
    var right = (0..<size).map { row in (0..<size).map { $0 == row ? 1.0 : 0 } }
    for column in 0..<size {
      guard let pivot = (column..<size).max(by: { abs(left[$0][column]) < abs(left[$1][column]) }),
        abs(left[pivot][column]) > 1e-9
      else { return nil }
      left.swapAt(column, pivot)
      right.swapAt(column, pivot)
      let factor = 1 / left[column][column]
      for place in 0..<size {
        left[column][place] *= factor
        right[column][place] *= factor
      }
      for row in 0..<size where row != column && left[row][column] != 0 {
        let multiple = left[row][column]
        for place in 0..<size {
          left[row][place] -= multiple * left[column][place]
          right[row][place] -= multiple * right[column][place]
        }
      }
    }
    return (0..<size).map { row in (0..<size).map { right[row][$0] * scales[row] * scales[$0] } }
  }
}
