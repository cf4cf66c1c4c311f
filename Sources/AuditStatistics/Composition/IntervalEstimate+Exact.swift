extension IntervalEstimate {
  /// A number counted over everything there is: no sampling error, so its interval is the number itself.
  public init(exactly value: Double) {
    self.init(value: value, low: value, high: value, confidence: 1)
  }

  /// True for a number counted over everything there is.
  public var isExact: Bool { confidence == 1 && low == high }
}
