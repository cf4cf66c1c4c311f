extension Finding {
  /// How far the estimate lies beyond its limit, in units of the limit: 1 on the limit, 2 at twice a limit from
  /// above, less than 1 inside; 0 without estimate or limit.
  ///
  /// 1 + (value − max)/|max| or 1 + (min − value)/|min|, the larger of both for a range; infinite where a limit of
  /// zero is exceeded.
  public var excess: Double {
    guard let estimate, let limit else { return 0 }
    func beyond(_ distance: Double, _ limit: Double) -> Double {
      limit == 0 ? (distance > 0 ? .infinity : 1) : 1 + distance / abs(limit)
    }
    let above = limit.max.map { beyond(estimate.value - $0, $0) }
    let below = limit.min.map { beyond($0 - estimate.value, $0) }
    return Swift.max(above ?? below ?? 0, below ?? above ?? 0)
  }
}

extension Sequence<Finding> {
  /// What failed or could not be decided, in the order of ``worstFirst()``: what is accepted comes last.
  public func openWorstFirst() -> [Finding] { filter(\.isOpen).worstFirst() }

  /// The findings in the order in which a reader mends them: by ``Finding/rank``, then by analyzer in the order of the
  /// glossary (an overlap of splits before a drift of the mix), then by how far they exceed their limit, then by id.
  public func worstFirst() -> [Finding] {
    sorted { a, b in
      if a.rank != b.rank { return a.rank < b.rank }
      if a.analyzer != b.analyzer {
        let places = (AnalyzerGlossary.position(of: a.analyzer), AnalyzerGlossary.position(of: b.analyzer))
        if places.0 != places.1 { return places.0 < places.1 }
      }
      let (excessA, excessB) = (a.excess, b.excess)
      return excessA != excessB ? excessA > excessB : a.id < b.id
    }
  }
}
