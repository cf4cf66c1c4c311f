/// Why no calibration can be fitted to a feature.
public enum CalibrationObstacle: Error, Sendable, Equatable, CustomStringConvertible {
  /// Most rows share a few values.
  case fewValues(share: Double)
  /// Values are whole numbers.
  case wholeNumbers
  /// Values end sharply at both ends.
  case bounded
  /// A part of the simulation has no positive sum of weights.
  case weights
  /// Too few effective events.
  case fewEvents
  /// The parameters do not tell on the distribution, or the search does not end.
  case undetermined

  /// A clause.
  public var description: String {
    switch self {
    case .fewValues(let share):
      "\(Int((100 * share).rounded())) % of the rows share a few values, which a calibration would not move together"
    case .wholeNumbers: "its values are whole numbers, which a calibration does not move a little"
    case .bounded: "its values end sharply at both ends in both samples: events would have to cross a limit"
    case .weights: "a part of the simulation has no positive sum of weights"
    case .fewEvents: "there are too few effective events"
    case .undetermined: "its distribution does not constrain the size of such a change"
    }
  }
}
