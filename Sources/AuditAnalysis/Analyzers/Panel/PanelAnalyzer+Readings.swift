import AuditReport
import AuditStatistics

extension PanelAnalyzer {
  /// Readings of all comparisons: who saw what, then each view.
  public func conclude(_ measured: [Measured], in context: AuditContext) throws -> [Reading] {
    measured.flatMap { comparison -> [Reading] in
      let shared = comparison.shared.readings(by: Self.kind, of: comparison.subject)
      return switch comparison.outcome {
      case .success(let findings): shared + readings(of: findings, comparison.subject, in: context)
      case .failure(let fault):
        shared
          + PanelView.allCases.map { view in
            .unmeasured(
              by: Self.kind, view.rawValue, of: comparison.subject, because: fault.reason,
              message: "The \(view.title) could not be measured: \(fault.reason).")
          }
      }
    }
  }

  private func readings(
    of findings: PanelFindings, _ subject: Subject, in context: AuditContext
  ) -> [Reading] {
    let views = PanelView.allCases.map { view -> Reading in
      guard let estimate = findings.estimate(view) else {
        let reason = reasonForNoNumber(view, findings)
        return .unmeasured(
          by: Self.kind, view.rawValue, of: subject, because: reason,
          message: "The \(view.title) could not be measured: \(reason).")
      }
      return .measured(
        by: Self.kind, view.rawValue, of: subject, estimate, confidence: estimate.confidence,
        pValue: estimate.pValue,
        message: "\(sentence(view, findings, estimate)) It cannot see \(view.blindness).",
        evidence: evidence(view, findings, subject))
    }
    return [summary(findings, subject, in: context)]
      + views.deciding([
        ("'\(subject.simulation ?? "")'", findings.rows.simulation.table.effectiveRows),
        ("'\(subject.data ?? "")'", findings.rows.data.table.effectiveRows),
      ])
  }

  private func reasonForNoNumber(_ view: PanelView, _ findings: PanelFindings) -> String {
    switch view {
    case .pearson,
      .spearman where findings.rows.names.count < 2:
      "it needs two features that vary"
    case .frechet: "it needs two effective rows for each of \(findings.rows.names.count) features"
    default: "a sample or half of it has too few effective rows"
    }
  }

  /// What a view found, in one sentence.
  private func sentence(_ view: PanelView, _ findings: PanelFindings, _ estimate: IntervalEstimate) -> String
  {
    let rows = findings.rows
    let value = Wording.short(estimate.value)
    switch view {
    case .marginal:
      let feature = rows.names[findings.slices?.marginalFeature ?? 0]
      return
        "Of \(Wording.count(rows.names.count, "feature")) '\(feature)' has the largest KS distance, \(value)."
    case .pearson: return sentence(findings.moments?.pearson, "correlation", rows.names)
    case .spearman: return sentence(findings.moments?.spearman, "rank correlation", rows.names)
    case .energy:
      return "The energy distance is \(value), "
        + (findings.slices?.isEnergyExact == true
          ? "summed over all pairs of rows." : "the mean over \(directionCount(rows)) directions.")
    case .discrepancy:
      let width = Wording.number(findings.discrepancy?.kernelWidth ?? 0, digits: 2)
      let way =
        findings.discrepancy?.frequencies.map { "by \($0) random Fourier features" }
        ?? "summed over all pairs of rows"
      return
        "With a Gaussian kernel of \(width) widths, the median distance of two events, the MMD is \(value), \(way)."
    case .sliced:
      return
        "Seen along \(directionCount(rows)) directions, an event must be shifted by \(value) widths on average."
    case .direction: return directionSentence(findings, value)
    case .frechet:
      return "Between Gaussians with the samples' means and covariances the squared Fréchet distance is "
        + "\(value) widths², bias subtracted."
    }
  }

  private func directionCount(_ rows: PanelRows) -> Int { rows.names.count == 1 ? 1 : max(2, directions) }

  private func sentence(
    _ found: CorrelationDifference?, _ what: String, _ names: [String]
  ) -> String {
    guard let found, let pair = found.pairs.max(by: { abs($0.difference) < abs($1.difference) }) else {
      return ""
    }
    let error = Wording.short(found.margin * pair.error)
    return
      "Of \(Wording.count(found.pairs.count, "pair")) of features the \(what) of '\(names[pair.first])' and "
      + "'\(names[pair.second])' changes most: \(Wording.decimal(pair.simulation)) in simulation, "
      + "\(Wording.decimal(pair.data)) in data (± \(error) for all pairs at once)."
  }

  private func directionSentence(_ findings: PanelFindings, _ value: String) -> String {
    guard let direction = findings.direction else { return "" }
    let ks = direction.kolmogorovSmirnov
    let relation = ks.difference < 0 ? "more" : "less"
    return
      "Along \(PanelWords.direction(direction, findings.rows.names)), found on one half of the rows, the other half "
      + "differs by \(value) widths; a cut on it at \(Wording.number(ks.position, digits: 3)) keeps "
      + "\(Wording.percent(ks.distance)) \(relation) of simulation than of data."
  }

  /// Who saw what: a table, and a sentence about the rows that it is made from.
  private func summary(_ findings: PanelFindings, _ subject: Subject, in context: AuditContext) -> Reading {
    let views = PanelView.allCases.compactMap { view in findings.estimate(view).map { (view, $0) } }
    let adjusted = MultipleTesting.holm(views.map { $0.1.pValue ?? 1 })
    let level = 1 - context.confidence
    let seers = zip(views, adjusted).filter { $1 <= level }.map(\.0.0.title)
    let blind = zip(views, adjusted).filter { $1 > level }.map(\.0.0.title)
    let said =
      seers.isEmpty
      ? "None of \(views.count) views of all features together sees a difference"
      : blind.isEmpty
        ? "All \(views.count) views of the features together see a difference"
        : "A difference is seen by: \(seers.joined(separator: ", ")); it is not seen by: \(blind.joined(separator: ", "))"
    let table = Table(
      title: "Who sees what", columns: PanelSummary.columns,
      rows: zip(views, adjusted).map { item, adjusted in
        PanelSummary.row(
          title: item.0.title, value: item.1.value, low: item.1.low, high: item.1.high,
          pValue: item.1.pValue, isSeen: adjusted <= level, blindness: item.0.shortBlindness)
      },
      caption:
        "A view sees a difference where its p-value holds against all \(views.count) views (Holm, "
        + "\(Wording.percent(level))). The smallest p-value that \(resamples) resamples can give is "
        + "\(Wording.number(1 / Double(resamples + 1), digits: 2)). Distances of different views do not compare with each other."
    )
    return .noted(
      by: Self.kind, "panel", of: subject, message: "\(said). \(account(findings.rows))",
      evidence: [.table(table)] + evidence(.direction, findings, subject))
  }

  /// Which rows and features were looked at.
  private func account(_ rows: PanelRows) -> String {
    func side(_ side: PanelRows.Side, _ name: String) -> String {
      let lost = side.takenRows - side.completeRows
      let missing = lost == 0 ? "" : ", \(Wording.count(lost)) others left out for a missing value"
      return "\(Wording.count(side.completeRows, "row")) of \(name)"
        + (side.isThinned ? " (thinned by a hash of the row number)" : "") + missing
    }
    var text =
      "Looked at: \(Wording.count(rows.names.count, "feature")) in units of simulation's width (IQR/1.349); "
      + "\(side(rows.simulation, "simulation")); \(side(rows.data, "data"))"
    let clipped = rows.simulation.table.clippedValues + rows.data.table.clippedValues
    if clipped > 0 {
      text +=
        "; \(Wording.count(clipped, "value")) beyond \(Wording.number(clip)) widths from the median were put there"
    }
    for (names, why) in [
      (rows.oftenMissing, "missing in more than \(Wording.percent(mostMissing)) of a sample"),
      (rows.constant, "not varying in simulation"),
      (rows.beyond, "beyond the \(features) features that are compared"),
    ] where !names.isEmpty {
      text += "; left out since \(why): \(Wording.names(names))"
    }
    return text + "."
  }
}

/// Words for directions.
enum PanelWords {
  /// `0.72·'pt' − 0.69·'m'`
  static func direction(_ direction: WorstDirection, _ names: [String]) -> String {
    var text = ""
    for (place, term) in direction.terms.enumerated() {
      let size = Wording.decimal(abs(term.coefficient), 2)
      let sign = term.coefficient < 0 ? "−" : "+"
      text += place == 0 ? (term.coefficient < 0 ? "−" : "") : " \(sign) "
      text += "\(size)·'\(names[term.feature])'"
    }
    return text
  }
}
