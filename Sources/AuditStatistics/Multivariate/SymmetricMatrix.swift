import Glibc

/// A symmetric matrix of a few dozen rows, by rows.
struct SymmetricMatrix: Sendable {
  let size: Int
  var values: [Double]

  init(size: Int) {
    self.size = size
    values = Array(repeating: 0, count: size * size)
  }

  subscript(_ row: Int, _ column: Int) -> Double {
    get { values[row * size + column] }
    set { values[row * size + column] = newValue }
  }

  var trace: Double { (0..<size).reduce(0) { $0 + self[$1, $1] } }

  /// Eigenvalues and eigenvectors (vectors[k · size + i] is component i of vector k).
  ///
  /// Cyclic Jacobi rotations (Golub and Van Loan, "Matrix computations" (2013), 8.5). O(size³), about eight sweeps.
  func eigensystem() -> (values: [Double], vectors: [Double]) {
    var a = values
    var vectors = [Double](repeating: 0, count: size * size)
    for i in 0..<size { vectors[i * size + i] = 1 }
    let scale = max(a.reduce(0) { max($0, abs($1)) }, .leastNormalMagnitude)
    for _ in 0..<60 {
      var off = 0.0
      for i in 0..<size { for j in 0..<i { off = max(off, abs(a[i * size + j])) } }
      if off <= 1e-15 * scale { break }
      for p in 0..<size {
        for q in (p + 1)..<max(size, p + 1) {
          let apq = a[p * size + q]
          guard abs(apq) > 1e-300 else { continue }
          let theta = (a[q * size + q] - a[p * size + p]) / (2 * apq)
          let t = (theta < 0 ? -1 : 1) / (abs(theta) + (theta * theta + 1).squareRoot())
          let c = 1 / (t * t + 1).squareRoot()
          let s = t * c
          for k in 0..<size {
            let (x, y) = (a[k * size + p], a[k * size + q])
            a[k * size + p] = c * x - s * y
            a[k * size + q] = s * x + c * y
          }
          for k in 0..<size {
            let (x, y) = (a[p * size + k], a[q * size + k])
            a[p * size + k] = c * x - s * y
            a[q * size + k] = s * x + c * y
            let (v, w) = (vectors[p * size + k], vectors[q * size + k])
            vectors[p * size + k] = c * v - s * w
            vectors[q * size + k] = s * v + c * w
          }
        }
      }
    }
    return ((0..<size).map { a[$0 * size + $0] }, vectors)
  }

  /// Eigenvalues alone, in no order: Householder's tridiagonal form, then the implicit QR step with Wilkinson's shift.
  ///
  /// Source: Golub and Van Loan (2013), algorithms 8.3.1 and 8.3.3. O(size³), twenty times faster than Jacobi.
  func eigenvalues() -> [Double] {
    guard size > 1 else { return values }
    var (diagonal, side) = tridiagonal()
    side.append(0)
    var last = size - 1
    var steps = 0
    while last > 0, steps < 60 * size {
      let small = 1e-15 * (abs(diagonal[last]) + abs(diagonal[last - 1]))
      if abs(side[last - 1]) <= small || side[last - 1] == 0 {
        last -= 1
        continue
      }
      var first = last - 1
      while first > 0, abs(side[first - 1]) > 1e-15 * (abs(diagonal[first]) + abs(diagonal[first - 1])) {
        first -= 1
      }
      steps += 1
      let half = (diagonal[last - 1] - diagonal[last]) / 2
      let e = side[last - 1]
      let shift = diagonal[last] - e * e / (half + (half < 0 ? -1 : 1) * (half * half + e * e).squareRoot())
      var x = diagonal[first] - shift
      var z = side[first]
      for k in first..<last {
        let radius = (x * x + z * z).squareRoot()
        let (c, s) = radius > 0 ? (x / radius, -z / radius) : (1, 0)
        if k > first { side[k - 1] = radius }
        let (a, b, d) = (diagonal[k], side[k], diagonal[k + 1])
        diagonal[k] = c * c * a - 2 * c * s * b + s * s * d
        diagonal[k + 1] = s * s * a + 2 * c * s * b + c * c * d
        side[k] = c * s * (a - d) + (c * c - s * s) * b
        if k + 1 < last {
          x = side[k]
          z = -s * side[k + 1]
          side[k + 1] *= c
        }
      }
    }
    return diagonal
  }

  /// Diagonal and side diagonal of a similar tridiagonal matrix.
  private func tridiagonal() -> ([Double], [Double]) {
    var a = values
    var v = [Double](repeating: 0, count: size)
    var w = v
    for k in 0..<max(size - 2, 0) {
      var norm = 0.0
      for i in (k + 1)..<size { norm += a[i * size + k] * a[i * size + k] }
      norm = norm.squareRoot()
      guard norm > 0 else { continue }
      let alpha = a[(k + 1) * size + k] > 0 ? -norm : norm
      var square = 0.0
      for i in (k + 1)..<size {
        v[i] = a[i * size + k] - (i == k + 1 ? alpha : 0)
        square += v[i] * v[i]
      }
      guard square > 0 else { continue }
      let beta = 2 / square
      var dot = 0.0
      for i in (k + 1)..<size {
        var sum = 0.0
        for j in (k + 1)..<size { sum += a[i * size + j] * v[j] }
        w[i] = beta * sum
        dot += w[i] * v[i]
      }
      for i in (k + 1)..<size { w[i] -= beta * dot / 2 * v[i] }
      for i in (k + 1)..<size {
        for j in (k + 1)..<size { a[i * size + j] -= v[i] * w[j] + w[i] * v[j] }
      }
      a[(k + 1) * size + k] = alpha
    }
    return ((0..<size).map { a[$0 * size + $0] }, (0..<(size - 1)).map { a[($0 + 1) * size + $0] })
  }

  /// tr (A^½ B A^½)^½ = Σ √λ(Lᵀ B L) with A = L Lᵀ; what is not positive counts as zero. O(size³).
  static func fidelity(_ a: SymmetricMatrix, _ b: SymmetricMatrix) -> Double {
    let size = a.size
    // Cholesky's factor; a direction without variance has no column.
    var factor = [Double](repeating: 0, count: size * size)
    let scale = (0..<size).reduce(0) { max($0, a[$1, $1]) }
    for j in 0..<size {
      var pivot = a[j, j]
      for k in 0..<j { pivot -= factor[j * size + k] * factor[j * size + k] }
      guard pivot > 1e-13 * scale else { continue }
      let root = pivot.squareRoot()
      factor[j * size + j] = root
      for i in (j + 1)..<max(size, j + 1) {
        var sum = a[i, j]
        for k in 0..<j { sum -= factor[i * size + k] * factor[j * size + k] }
        factor[i * size + j] = sum / root
      }
    }
    var half = [Double](repeating: 0, count: size * size)
    for i in 0..<size {
      for k in 0..<size {
        let f = factor[k * size + i]
        guard f != 0 else { continue }
        for j in 0..<size { half[i * size + j] += f * b.values[k * size + j] }
      }
    }
    var product = SymmetricMatrix(size: size)
    for i in 0..<size {
      for k in 0..<size {
        let h = half[i * size + k]
        for j in 0...min(i, k) { product.values[i * size + j] += h * factor[k * size + j] }
      }
      for j in 0..<i { product.values[j * size + i] = product.values[i * size + j] }
    }
    return product.eigenvalues().reduce(0) { $0 + max(0, $1).squareRoot() }
  }
}
