import AuditReport
import AuditStatistics

extension NuisanceModelAnalyzer {
  /// Readings of everything measured, in the order of the columns.
  public func conclude(_ measured: [[Answered]], in context: AuditContext) throws -> [Reading] {
    let isAsked = context.label != nil && !context.nuisance.isEmpty || context.simulationIndices.count > 1
    if context.trainer == nil, isAsked {
      return [
        Reading(
          id: "\(Self.kind)/left-out", analyzer: Self.kind, metric: "left-out", subject: Subject(),
          outcome: .noted, message: "No tree trainer is at hand, so nothing was learned from nuisances.")
      ]
    }
    return measured.flatMap { $0 }.map { reading($0, in: context) }
  }

  private func reading(_ answered: Answered, in context: AuditContext) -> Reading {
    var result = Reading(
      id: "\(Self.kind)/\(answered.metric)/\(answered.id)", analyzer: Self.kind, metric: answered.metric,
      subject: answered.subject, outcome: .inconclusive(reason: "one side has fewer than \(5 * folds) rows"),
      message: "There are too few rows to learn to separate \(answered.target).")
    guard let answer = answered.answer else { return result }
    let ends = answer.area.interval(confidence: context.confidence)
    result.outcome = Reading.Outcome(
      IntervalEstimate(
        value: answer.area.value, low: ends.low, high: ends.high, confidence: context.confidence,
        pValue: answer.area.pValue))
    result.message = sentence(answered, answer, ends)
    result.evidence = evidence(answered, answer)
    let folds = answer.area.folds
    return [result].deciding([
      ("what is to be recognised", folds.reduce(0) { $0 + $1.effectivePositives }),
      ("the rest", folds.reduce(0) { $0 + $1.effectiveNegatives }),
    ])[0]
  }

  private func sentence(
    _ answered: Answered, _ answer: ModelTask.Answer, _ ends: (low: Double, high: Double)
  ) -> String {
    let area = Wording.area(answer.area.value, ends.low, ends.high)
    let best = answer.inputs.prefix(3).map { "'\(answered.inputs[$0.index])'" }.joined(separator: ", ")
    let trained =
      answer.rows < answered.totalRows && answered.totalRows > rows
      ? "; trained on \(answer.rows) rows, thinned by a hash of the row number to at most \(rows) a sample"
      : ""
    let thinned = trained + answered.leftOut
    var null = ""
    if let least = answer.null.min(), let most = answer.null.max() {
      null =
        ", where permuted labels give \(Wording.decimal(least)) to \(Wording.decimal(most))"
    }
    let isSilent = ends.low <= 0.5
    switch answered.metric {
    case "nuisance-auc":
      let columns = answered.inputs.count == 1 ? "the nuisance" : "the \(answered.inputs.count) nuisances"
      return isSilent
        ? "Trees on \(columns) \(best) alone cannot separate \(answered.target): \(area)\(null)\(thinned)."
        : "Trees on \(columns) alone, most of all \(best), separate \(answered.target) with \(area)\(null): this much can "
          + "be learned without physics, so balance the classes in them or keep what reveals them out\(thinned)."
    case "process-auc":
      return isSilent
        ? "Trees on the features cannot separate \(answered.target): \(area)\(thinned)."
        : "Trees on the features separate \(answered.target) with \(area), most of all by \(best): a classifier will "
          + "answer differently for it, so its share in the mix matters\(thinned)."
    default:
      return isSilent
        ? "Trees on the features cannot separate \(answered.target): \(area)\(thinned)."
        : "Trees on the features separate \(answered.target) with \(area), most of all by \(best): do not mix them "
          + "between classes, and find out which is right\(thinned)."
    }
  }

  private func evidence(_ answered: Answered, _ answer: ModelTask.Answer) -> [Evidence] {
    func point(_ x: Double, _ y: Double) -> Curve.Point { Curve.Point(x: x, y: y, low: y, high: y) }
    var result: [Evidence] = [
      .bars(
        Bars(
          title: "Inputs alone", label: "AUC of one input",
          items: answer.inputs.prefix(15).map {
            Bars.Item(name: answered.inputs[$0.index], value: $0.area, low: $0.area, high: $0.area)
          }, caption: "How well a cut on each input alone separates \(answered.target); 0.5 means not at all."
        ))
    ]
    if let curve = answer.curve {
      result.insert(
        .curve(
          Curve(
            title: "ROC of the trees, out of fold", xLabel: "efficiency of the others",
            yLabel: "efficiency of what is to be recognised",
            series: [
              Curve.Series(name: "trees", points: curve.points.map { point($0.background, $0.signal) }),
              Curve.Series(name: "nothing learned", points: [point(0, 0), point(1, 1)]),
            ],
            caption:
              "Telling \(answered.target) by \(Wording.count(answered.inputs.count, "column")): on the diagonal nothing was learned."
          )), at: 0)
    }
    return result
  }
}
