/// Which sample each of the rows compared belongs to.
struct RowMap: Sendable {
  /// Sample indices, in the order of the rows.
  let samples: [Int]
  /// Where each sample begins, and the end of the last.
  let starts: [Int]

  /// The rows of all processes of the samples, one after the other.
  init(samples: [Int], in context: AuditContext) {
    self.samples = samples
    var starts = [0]
    for sample in samples { starts.append((starts.last ?? 0) + context.rows(of: sample)) }
    self.starts = starts
  }

  /// Place in `samples` of the row's sample. O(samples).
  @inline(__always)
  func place(of row: Int) -> Int {
    var place = 0
    while place + 2 < starts.count, row >= starts[place + 1] { place += 1 }
    return place
  }

  /// Number of rows of the sample at a place.
  func count(_ place: Int) -> Int { starts[place + 1] - starts[place] }

  /// Number of the row within its sample, from 0.
  func number(of row: Int) -> Int { row - starts[place(of: row)] }
}
