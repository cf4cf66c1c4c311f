/// The names among `among` that a misspelt `name` most probably means, nearest first.
///
/// Distance: optimal string alignment (insertions, deletions, substitutions, swaps of neighbours) on the lower-case
/// names. A name is near when at most a third of the longer name's characters (at least one) would have to change.
/// Names that contain `name` or are contained in it (`pt` and `jet_pt`) follow, the one closest in length first.
/// Equal distances keep the order of `names`. O(names × length²); names beyond 200 characters are only compared whole.
public func nearestNames(to name: String, among names: [String], limit: Int = 3) -> [String] {
  let wanted = Array(name.lowercased())
  guard !wanted.isEmpty, limit > 0 else { return [] }
  var near: [(name: String, distance: Int, order: Int)] = []
  for (order, candidate) in names.enumerated() {
    let other = Array(candidate.lowercased())
    let longer = max(wanted.count, other.count)
    let cutoff = max(1, longer / 3)
    if wanted == other {
      near.append((candidate, 0, order))
      continue
    }
    guard longer <= 200, !other.isEmpty else { continue }
    let difference = abs(wanted.count - other.count)
    // A one-letter name whose only letter differs is no spelling mistake.
    if longer > 1, difference <= cutoff {
      let distance = alignmentDistance(wanted, other)
      if distance <= cutoff {
        near.append((candidate, distance, order))
        continue
      }
    }
    if min(wanted.count, other.count) >= 2, contains(wanted, other) || contains(other, wanted) {
      // Behind every near spelling: these share a word, not a spelling.
      near.append((candidate, 200 + difference, order))
    }
  }
  near.sort { ($0.distance, $0.order) < ($1.distance, $1.order) }
  return near.prefix(limit).map(\.name)
}

/// A clause that offers the nearest names, "; did you mean 'pt' or 'phi'?", or lists the valid ones when none is near and
/// they are few, "; there are 'a', 'b'", or is empty.
public func suggestion(for name: String, among names: [String], limit: Int = 3) -> String {
  let near = nearestNames(to: name, among: names, limit: limit)
  if let last = near.last {
    let others = near.dropLast().map { "'\($0)'" }.joined(separator: ", ")
    return "; did you mean \(others.isEmpty ? "" : others + " or ")'\(last)'?"
  }
  guard !names.isEmpty, names.count <= 12 else { return "" }
  return "; there \(names.count == 1 ? "is" : "are") " + names.map { "'\($0)'" }.joined(separator: ", ")
}

/// Optimal string alignment distance: Levenshtein's with swaps of neighbours, no substring edited twice. O(a × b).
private func alignmentDistance(_ a: [Character], _ b: [Character]) -> Int {
  var beforeLast = [Int](repeating: 0, count: b.count + 1)
  var last = Array(0...b.count)
  var current = last
  for i in 1...a.count {
    current[0] = i
    for j in 1...b.count {
      var best = min(last[j] + 1, current[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
      if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { best = min(best, beforeLast[j - 2] + 1) }
      current[j] = best
    }
    (beforeLast, last, current) = (last, current, beforeLast)
  }
  return last[b.count]
}

private func contains(_ whole: [Character], _ part: [Character]) -> Bool {
  guard whole.count > part.count else { return false }
  return (0...(whole.count - part.count)).contains { whole[$0..<($0 + part.count)].elementsEqual(part) }
}
