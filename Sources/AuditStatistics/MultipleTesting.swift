/// Corrections of p-values for the number of tests made.
public enum MultipleTesting {
  /// Benjamini-Hochberg q-values, in the order of the p-values: qᵢ = min over pⱼ ≥ pᵢ of m pⱼ/rank(j), at most 1.
  ///
  /// Rejecting where q ≤ α keeps the expected share of false rejections below α for independent and positively
  /// dependent tests. Source: J. R. Statist. Soc. B 57 (1995) 289. O(m log m).
  public static func benjaminiHochberg(_ pValues: [Double]) -> [Double] {
    let order = pValues.indices.sorted { pValues[$0] < pValues[$1] }
    let count = Double(pValues.count)
    var result = pValues
    var smallest = 1.0
    for (rank, index) in order.enumerated().reversed() {
      smallest = min(smallest, pValues[index] * count / Double(rank + 1))
      result[index] = smallest
    }
    return result
  }

  /// Holm's adjusted p-values, in the order of the p-values: max over pⱼ ≤ pᵢ of (m − rank(j) + 1) pⱼ, at most 1.
  ///
  /// Rejecting where it is ≤ α keeps the probability of any false rejection below α, whatever the dependence.
  /// Source: Scand. J. Statist. 6 (1979) 65. O(m log m).
  public static func holm(_ pValues: [Double]) -> [Double] {
    let order = pValues.indices.sorted { pValues[$0] < pValues[$1] }
    var result = pValues
    var largest = 0.0
    for (rank, index) in order.enumerated() {
      largest = max(largest, min(1, pValues[index] * Double(pValues.count - rank)))
      result[index] = largest
    }
    return result
  }
}
