extension Finding {
  /// How many times the limit the estimate is: above 1 outside; 0 without estimate or limit.
  ///
  /// value/max for a limit from above, min/value for one from below, the larger of both for a range; infinite
  /// where a limit of zero is exceeded.
  public var excess: Double {
    guard let estimate, let limit else { return 0 }
    func ratio(_ a: Double, _ b: Double) -> Double { b > 0 ? Swift.max(0, a / b) : a > b ? .infinity : 0 }
    let above = limit.max.map { ratio(estimate.value, $0) } ?? 0
    let below = limit.min.map { ratio($0, estimate.value) } ?? 0
    return Swift.max(above, below)
  }
}

extension Sequence<Finding> {
  /// The findings in the order in which a reader needs them: by ``Finding/rank``, then by how far they exceed
  /// their limit, then by id.
  public func worstFirst() -> [Finding] {
    sorted { a, b in
      if a.rank != b.rank { return a.rank < b.rank }
      let (excessA, excessB) = (a.excess, b.excess)
      return excessA != excessB ? excessA > excessB : a.id < b.id
    }
  }
}
