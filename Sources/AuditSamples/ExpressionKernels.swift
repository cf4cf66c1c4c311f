#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

// One loop a function: which function it is gets decided once a block, not once a row. Free functions, because inside the
// enums `exp` would mean their case.

typealias Vector = UnsafeMutablePointer<Double>

/// values ← function(values)
func apply(_ function: UnaryFunction, to values: Vector, _ count: Int) {
  switch function {
  case .abs: replace(values, count) { $0.magnitude }
  case .sqrt: replace(values, count) { $0.squareRoot() }
  case .exp: replace(values, count) { exp($0) }
  case .log: replace(values, count) { log($0) }
  case .log10: replace(values, count) { log10($0) }
  case .log2: replace(values, count) { log2($0) }
  case .sin: replace(values, count) { sin($0) }
  case .cos: replace(values, count) { cos($0) }
  case .tan: replace(values, count) { tan($0) }
  case .asin: replace(values, count) { asin($0) }
  case .acos: replace(values, count) { acos($0) }
  case .atan: replace(values, count) { atan($0) }
  case .sinh: replace(values, count) { sinh($0) }
  case .cosh: replace(values, count) { cosh($0) }
  case .tanh: replace(values, count) { tanh($0) }
  case .asinh: replace(values, count) { asinh($0) }
  case .acosh: replace(values, count) { acosh($0) }
  case .atanh: replace(values, count) { atanh($0) }
  case .floor: replace(values, count) { $0.rounded(.down) }
  case .ceil: replace(values, count) { $0.rounded(.up) }
  case .round: replace(values, count) { $0.rounded(.toNearestOrAwayFromZero) }
  case .negate: replace(values, count) { -$0 }
  case .square: replace(values, count) { $0 * $0 }
  }
}

/// left ← left ∘ right
func apply(_ function: BinaryFunction, to left: Vector, _ right: Vector, _ count: Int) {
  switch function {
  case .add: replace(left, right, count) { $0 + $1 }
  case .subtract: replace(left, right, count) { $0 - $1 }
  case .multiply: replace(left, right, count) { $0 * $1 }
  case .divide: replace(left, right, count) { $0 / $1 }
  case .remainder: replace(left, right, count) { fmod($0, $1) }
  case .power: replace(left, right, count) { pow($0, $1) }
  case .atan2: replace(left, right, count) { atan2($0, $1) }
  case .hypot: replace(left, right, count) { hypot($0, $1) }
  case .min: replace(left, right, count) { $0 < $1 || $0.isNaN ? $0 : $1 }
  case .max: replace(left, right, count) { $0 > $1 || $0.isNaN ? $0 : $1 }
  }
}

/// left ← left ∘ constant
func apply(_ function: BinaryFunction, to left: Vector, constant: Double, _ count: Int) {
  switch function {
  case .add: replace(left, count) { $0 + constant }
  case .subtract: replace(left, count) { $0 - constant }
  case .multiply: replace(left, count) { $0 * constant }
  case .divide: replace(left, count) { $0 / constant }
  case .remainder: replace(left, count) { fmod($0, constant) }
  case .power: replace(left, count) { pow($0, constant) }
  case .atan2: replace(left, count) { atan2($0, constant) }
  case .hypot: replace(left, count) { hypot($0, constant) }
  case .min: replace(left, count) { $0 < constant || $0.isNaN ? $0 : constant }
  case .max: replace(left, count) { $0 > constant || $0.isNaN ? $0 : constant }
  }
}

/// mask ← test(values)
func apply(_ test: TestFunction, _ values: Vector, into mask: UnsafeMutablePointer<UInt8>, _ count: Int) {
  switch test {
  case .isnan: fill(mask, values, values, count) { value, _ in value.isNaN }
  case .isfinite: fill(mask, values, values, count) { value, _ in value.isFinite }
  }
}

/// mask ← left ∘ right
func apply(
  _ comparison: Comparison, _ left: Vector, _ right: Vector, into mask: UnsafeMutablePointer<UInt8>,
  _ count: Int
) {
  switch comparison {
  case .less: fill(mask, left, right, count) { $0 < $1 }
  case .lessOrEqual: fill(mask, left, right, count) { $0 <= $1 }
  case .greater: fill(mask, left, right, count) { $0 > $1 }
  case .greaterOrEqual: fill(mask, left, right, count) { $0 >= $1 }
  case .equal: fill(mask, left, right, count) { $0 == $1 }
  // Not `!=`, which holds for NaN.
  case .unequal: fill(mask, left, right, count) { $0 < $1 || $0 > $1 }
  }
}

/// mask ← left ∘ constant
func apply(
  _ comparison: Comparison, _ left: Vector, constant: Double, into mask: UnsafeMutablePointer<UInt8>,
  _ count: Int
) {
  switch comparison {
  case .less: fill(mask, left, left, count) { value, _ in value < constant }
  case .lessOrEqual: fill(mask, left, left, count) { value, _ in value <= constant }
  case .greater: fill(mask, left, left, count) { value, _ in value > constant }
  case .greaterOrEqual: fill(mask, left, left, count) { value, _ in value >= constant }
  case .equal: fill(mask, left, left, count) { value, _ in value == constant }
  case .unequal: fill(mask, left, left, count) { value, _ in value < constant || value > constant }
  }
}

@inline(__always)
private func replace(_ values: Vector, _ count: Int, by function: (Double) -> Double) {
  for row in 0..<count { values[row] = function(values[row]) }
}

@inline(__always)
private func replace(_ left: Vector, _ right: Vector, _ count: Int, by function: (Double, Double) -> Double) {
  for row in 0..<count { left[row] = function(left[row], right[row]) }
}

@inline(__always)
private func fill(
  _ mask: UnsafeMutablePointer<UInt8>, _ left: Vector, _ right: Vector, _ count: Int,
  by test: (Double, Double) -> Bool
) {
  for row in 0..<count { mask[row] = test(left[row], right[row]) ? 1 : 0 }
}
