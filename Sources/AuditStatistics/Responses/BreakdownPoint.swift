/// The smallest strength at which the change of a metric leaves a tolerance: see ``BreakdownCurves``.
///
/// The interval of the strength is where the edges of the interval of the change cross the tolerance.
public struct BreakdownPoint: Sendable, Equatable, Codable {
  /// Where the change itself leaves the tolerance; nil: nowhere up to `searched`.
  public let strength: Double?
  /// From here on the interval of the change is not inside of the tolerance; nil: it is up to `searched`.
  public let low: Double?
  /// From here on the interval of the change is outside of the tolerance; nil: nowhere up to `searched`.
  public let high: Double?
  /// The strength farthest from 0 that was examined.
  public let searched: Double

  /// The one of two signs that is reached first.
  public static func nearest(_ first: BreakdownPoint, _ second: BreakdownPoint) -> BreakdownPoint {
    func distance(_ point: BreakdownPoint) -> (Double, Double) {
      (point.strength.map(abs) ?? .infinity, point.low.map(abs) ?? .infinity)
    }
    return distance(second) < distance(first) ? second : first
  }
}
