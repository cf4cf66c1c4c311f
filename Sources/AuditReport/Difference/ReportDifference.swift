/// What changed between two result documents, finding by finding.
///
/// Documents may be of different schema versions; findings are matched by id.
public struct ReportDifference: Sendable, Equatable {
  /// What became of a finding.
  public enum Change: String, Sendable, CaseIterable {
    /// Its interval lies wholly on the bad side of the old one.
    case worse
    /// The old document does not have it.
    case new
    /// The new document does not have it.
    case gone
    /// It had an estimate and has none now.
    case lost
    /// The intervals do not touch, and nobody knows which is worse; or as far away on the other side.
    case moved
    /// Its interval lies wholly on the good side of the old one.
    case better
    /// The intervals overlap, or there is nothing to compare.
    case same
  }

  /// One finding in both documents.
  public struct Item: Sendable, Equatable {
    /// Id of the finding.
    public var id: String
    /// As it was.
    public var old: Finding?
    /// As it is.
    public var new: Finding?
    /// What became of it.
    public var change: Change
    /// True when it makes the difference fail.
    public var isRegression: Bool

    /// True when both documents have it and judge it differently.
    public var isVerdictChanged: Bool {
      guard let old, let new else { return false }
      return old.verdict != new.verdict || old.isAccepted != new.isAccepted
        || old.verdict == .fail && old.limit?.severity != new.limit?.severity
    }
    /// True when both are judged with one severity by different limits; another severity is another verdict, not another limit.
    public var isLimitChanged: Bool {
      guard let old = old?.limit, let new = new?.limit else { return false }
      return old.severity == new.severity && (old.min != new.min || old.max != new.max)
    }
    /// True when there is something to tell.
    public var isNotable: Bool { change != .same || isVerdictChanged }
    /// The finding as it is, or as it was.
    public var latest: Finding? { new ?? old }
  }

  /// The older document.
  public var old: Report
  /// The newer one.
  public var new: Report
  /// By how much a finding may get worse beyond both intervals before the difference fails.
  public var margin: Double
  /// All findings, what to look at first first.
  public var items: [Item]

  /// Compares two documents.
  ///
  /// A finding is *worse* when the whole new interval lies on the bad side of the whole old one, and a *regression* when
  /// moreover it is judged in one of them, is not accepted, and the new interval begins above `margin` times the end of the old one
  /// (on a scale on which 0 is perfect: |x|, max(x, 1/x) − 1, 1/x). What newly fails is a regression whatever the margin. With `isStrict`
  /// a judged finding that is gone or has lost its estimate is one, too.
  public init(
    old: Report, new: Report, margin: Double = 1, isStrict: Bool = false,
    direction: (Finding) -> WorseDirection? = { _ in nil }
  ) {
    self.old = old
    self.new = new
    self.margin = margin
    let before = Dictionary(old.findings.map { ($0.id, $0) }) { first, _ in first }
    let after = Dictionary(new.findings.map { ($0.id, $0) }) { first, _ in first }
    var items: [Item] = []
    for id in Set(before.keys).union(after.keys) {
      let (was, now) = (before[id], after[id])
      var item = Item(id: id, old: was, new: now, change: .same, isRegression: false)
      let isJudged = (was?.verdict ?? .info) != .info || (now?.verdict ?? .info) != .info
      switch (was, now) {
      case (nil, _?): item.change = .new
      case (_?, nil):
        item.change = .gone
        item.isRegression = isStrict && isJudged
      case (let was?, let now?):
        let way =
          direction(now) ?? now.limit.flatMap { WorseDirection($0) }
          ?? was.limit.flatMap { WorseDirection($0) }
        let (change, isBeyondMargin) = Self.change(was.estimate, now.estimate, way, margin)
        item.change = change
        item.isRegression = isJudged && (change == .worse && isBeyondMargin || isStrict && change == .lost)
      case (nil, nil): break
      }
      if now?.failsAudit == true, was?.failsAudit != true { item.isRegression = true }
      if now?.isAccepted == true { item.isRegression = false }
      items.append(item)
    }
    let order = Dictionary(uniqueKeysWithValues: Change.allCases.enumerated().map { ($1, $0) })
    self.items = items.sorted { a, b in
      if a.isRegression != b.isRegression { return a.isRegression }
      if a.change != b.change { return order[a.change, default: 0] < order[b.change, default: 0] }
      let ranks = (a.latest?.rank ?? 9, b.latest?.rank ?? 9)
      return ranks.0 != ranks.1 ? ranks.0 < ranks.1 : a.id < b.id
    }
  }

  private static func change(
    _ old: Estimate?, _ new: Estimate?, _ way: WorseDirection?, _ margin: Double
  ) -> (Change, isBeyondMargin: Bool) {
    guard let old, let new else { return (old != nil ? .lost : .same, false) }
    let (oldEnds, newEnds) = (
      (min(old.low, old.high), max(old.low, old.high)), (min(new.low, new.high), max(new.low, new.high))
    )
    guard newEnds.0 > oldEnds.1 || newEnds.1 < oldEnds.0 else { return (.same, false) }
    guard let way else { return (.moved, false) }
    let (was, now) = (way.badness(old), way.badness(new))
    if now.low > was.high { return (.worse, now.low > margin * max(was.high, 0)) }
    return (now.high < was.low ? .better : .moved, false)
  }

  /// True when something got worse by more than the margin, or newly fails.
  public var isRegression: Bool { items.contains(where: \.isRegression) }

  /// What is worth telling.
  public var notable: [Item] { items.filter(\.isNotable) }

  /// How many findings went which way; ways that none went are left out.
  public var counts: [(change: Change, count: Int)] {
    Change.allCases.compactMap { change in
      let count = items.count { $0.change == change }
      return count == 0 ? nil : (change, count)
    }
  }
}
