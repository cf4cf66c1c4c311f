extension WeightedDistribution: Codable {
  private enum CodingKeys: String, CodingKey {
    case points, missing, order, holdsOnlyIntegers, rows, negativeRows, zeroWeightRows, invalidWeightRows
    case minimum, maximum, capacity, largestMergedMass
  }

  /// Decodes points and counts; sums follow from them.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let points = try container.decode(Points.self, forKey: .points)
    guard points.read(IsSortedReader()) else {
      throw DecodingError.dataCorruptedError(
        forKey: .points, in: container, debugDescription: "points of a distribution must be sorted")
    }
    support = .sorted(points: points, summary: points.read(SummaryReader()))
    missing = try container.decode(MissingTally.self, forKey: .missing)
    order = try container.decode(RowOrder.self, forKey: .order)
    holdsOnlyIntegers = try container.decode(Bool.self, forKey: .holdsOnlyIntegers)
    rows = try container.decode(Int.self, forKey: .rows)
    negativeRows = try container.decode(Int.self, forKey: .negativeRows)
    zeroWeightRows = try container.decode(Int.self, forKey: .zeroWeightRows)
    invalidWeightRows = try container.decode(Int.self, forKey: .invalidWeightRows)
    minimum = try container.decodeIfPresent(Double.self, forKey: .minimum)
    maximum = try container.decodeIfPresent(Double.self, forKey: .maximum)
    capacity = try container.decode(Int.self, forKey: .capacity)
    largestMergedMass = try container.decode(Double.self, forKey: .largestMergedMass)
  }

  /// Encodes points and counts, not what follows from them.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(points, forKey: .points)
    try container.encode(missing, forKey: .missing)
    try container.encode(order, forKey: .order)
    try container.encode(holdsOnlyIntegers, forKey: .holdsOnlyIntegers)
    try container.encode(rows, forKey: .rows)
    try container.encode(negativeRows, forKey: .negativeRows)
    try container.encode(zeroWeightRows, forKey: .zeroWeightRows)
    try container.encode(invalidWeightRows, forKey: .invalidWeightRows)
    try container.encodeIfPresent(minimum, forKey: .minimum)
    try container.encodeIfPresent(maximum, forKey: .maximum)
    try container.encode(capacity, forKey: .capacity)
    try container.encode(largestMergedMass, forKey: .largestMergedMass)
  }
}

private struct IsSortedReader: PointReader {
  func read<View: PointView>(_ view: View) -> Bool {
    var isSorted = true
    for index in 0..<max(0, view.count - 1) where view.key(index + 1) < view.key(index) { isSorted = false }
    return isSorted
  }
}
