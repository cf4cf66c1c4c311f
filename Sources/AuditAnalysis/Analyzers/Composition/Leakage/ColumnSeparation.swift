import AuditStatistics

/// How well one column alone tells a class from the rest: by a cut on it, or by any function of it.
struct ColumnSeparation: Sendable {
  /// Separation of the class that is separated best, at least ½: of a cut, or of the bins where they say more than the
  /// interval of the cut allows.
  ///
  /// The larger of the two would be an extreme of two fluctuations: of a column that separates nothing it lies beyond
  /// the error of a cut too often.
  var value: Double
  /// Ends of an interval that covers the largest true separation.
  var low: Double
  var high: Double
  /// Probability of so much separation in a column without any, corrected for the number of separations tried.
  var pValue: Double
  /// Class that is separated best.
  var classIndex: Int
  /// n_eff of that class and of the rest.
  var effective: (inside: Double, outside: Double)
  /// True when a cut does as well as any function of the bins, to within its interval.
  var isMonotone: Bool
  /// AUC of a cut for the class separated best, and its interval; nil for categories.
  var area: (value: Double, low: Double, high: Double)?
  /// Cross-fitted AUC of the binned likelihood ratio for that class; nil for too few events.
  var binned: (value: Double, low: Double, high: Double)?
  /// ROC curve of the column for that class.
  var curve: ReceiverCurve?
  /// True when every level of a category lies in one class only.
  var isDefining = false

  /// Separation of numeric values.
  ///
  /// For two classes the second is told from the first; for more, each of `classes` from the rest. Lower ends hold for
  /// all separations at once (Bonferroni), of the upper ends that of the largest true separation, whichever it is. O(n · classes).
  init?(_ events: RankedEvents, classCount: Int, classes: [Int], bins: Int, confidence: Double) {
    let contents = ClassBins(events, classCount: classCount, maximum: bins)
    self.init(
      events, contents, classes: classCount == 2 ? [1] : classes, confidence: confidence)
  }

  /// Separation by the levels of a category.
  init?(levels contents: ClassBins, classes: [Int], confidence: Double) {
    self.init(nil, contents, classes: contents.classCount == 2 ? [1] : classes, confidence: confidence)
    isDefining =
      low > 0.9
      && (0..<contents.count).allSatisfy { bin in
        (0..<contents.classCount).filter { contents.sums(of: $0, in: bin).second > 0 }.count <= 1
      }
  }

  private init?(_ events: RankedEvents?, _ contents: ClassBins, classes: [Int], confidence: Double) {
    let trials = Double(classes.count * (events == nil ? 1 : 2))
    let level = 1 - (1 - confidence) / trials
    var candidates: [(value: Double, low: Double, high: Double, p: Double, label: Int, isArea: Bool)] = []
    for label in classes {
      if let area = events?.areaUnderCurve(positive: UInt8(label)) {
        let (strict, interval) = (area.interval(confidence: level), area.interval(confidence: confidence))
        // Above ½ whichever way the cut goes; an interval that contains ½ says "at least nothing".
        let straddles = strict.low <= 0.5 && strict.high >= 0.5
        candidates.append(
          (
            0.5 + min(0.5, abs(area.value - 0.5)),
            straddles ? 0.5 : 0.5 + min(abs(strict.low - 0.5), abs(strict.high - 0.5)),
            0.5 + max(abs(interval.low - 0.5), abs(interval.high - 0.5)), area.pValue, label, true
          ))
      }
      if let binned = BinnedSeparation(contents, positive: label) {
        candidates.append(
          (
            min(1, max(0.5, binned.value)), max(0.5, binned.interval(confidence: level).low),
            max(0.5, binned.interval(confidence: confidence).high), binned.pValue, label, false
          ))
      }
    }
    // Of each class the cut, unless the bins see what no cut can.
    let headlines = classes.compactMap { label in
      let ofClass = candidates.filter { $0.label == label }
      guard let cut = ofClass.first(where: \.isArea), let ratio = ofClass.first(where: { !$0.isArea }) else {
        return ofClass.first
      }
      return ratio.value > cut.high || ratio.low > cut.value ? ratio : cut
    }
    guard let best = headlines.max(by: { $0.value < $1.value }) else { return nil }
    effective = contents.effectiveCounts(of: best.label)
    value = best.value
    low = candidates.map(\.low).max() ?? best.low
    high = candidates.map(\.high).max() ?? best.high
    pValue = min(1, trials * (candidates.map(\.p).min() ?? 1))
    classIndex = best.label
    let ofClass = candidates.filter { $0.label == best.label }
    let cut = ofClass.first { $0.isArea }.map { ($0.value, $0.low, $0.high) }
    let ratio = ofClass.first { !$0.isArea }.map { ($0.value, $0.low, $0.high) }
    area = cut
    binned = ratio
    isMonotone = best.isArea
    curve = events.flatMap { ReceiverCurve($0, positive: UInt8(best.label), maximum: 61) }
  }
}
