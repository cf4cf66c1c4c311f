/// A unit in which times are stored, read as seconds since 1970 (or of a duration).
struct TimeUnit: Sendable, Equatable {
  /// Seconds of one tick, or ticks of one second; one of them is 1.
  var secondsPerTick: Int64 = 1
  var ticksPerSecond: Int64 = 1
  /// Seconds from 1970 to tick 0.
  var origin: Double = 0

  private static let names: [(TimeUnit, Set<String>)] = [
    (TimeUnit(secondsPerTick: 604_800), ["W", "week", "weeks"]),
    (TimeUnit(secondsPerTick: 86400), ["D", "d", "day", "days"]),
    (TimeUnit(secondsPerTick: 3600), ["h", "hr", "hrs", "hour", "hours"]),
    (TimeUnit(secondsPerTick: 60), ["m", "min", "mins", "minute", "minutes"]),
    (TimeUnit(), ["s", "sec", "secs", "second", "seconds"]),
    (TimeUnit(ticksPerSecond: 1000), ["ms", "msec", "msecs", "millisecond", "milliseconds"]),
    (TimeUnit(ticksPerSecond: 1_000_000), ["us", "µs", "microsecond", "microseconds"]),
    (TimeUnit(ticksPerSecond: 1_000_000_000), ["ns", "nanosecond", "nanoseconds"]),
    (TimeUnit(ticksPerSecond: 1_000_000_000_000), ["ps", "picosecond", "picoseconds"]),
  ]

  init(secondsPerTick: Int64 = 1, ticksPerSecond: Int64 = 1) {
    (self.secondsPerTick, self.ticksPerSecond) = (secondsPerTick, ticksPerSecond)
  }

  /// A unit by its name: `ns`, `days`.
  init?(_ name: some StringProtocol) {
    guard let unit = Self.names.first(where: { $0.1.contains(String(name)) })?.0 else { return nil }
    self = unit
  }

  /// The unit of NumPy's `datetime64[ms]` or `timedelta64[ms, UTC]`; nanoseconds where pandas names none.
  init?(type: String) {
    guard type.hasPrefix("datetime64") || type.hasPrefix("timedelta64") else { return nil }
    guard let open = type.firstIndex(of: "[") else {
      self.init("ns")
      return
    }
    self.init(type[type.index(after: open)...].prefix { $0.isLetter })
  }

  /// The unit of `hours since 2024-01-01 06:00:00`, in the calendar of today.
  ///
  /// Dates before 1583 are not understood: calendars disagree about them.
  init?(since text: String) {
    let words = text.split(separator: " ").map(String.init)
    guard words.count >= 3, words[1].lowercased() == "since", let unit = TimeUnit(words[0].lowercased()),
      let origin = Self.seconds(date: words.dropFirst(2).joined(separator: " "))
    else { return nil }
    self = unit
    self.origin = origin
  }

  /// Seconds since 1970 of `2024-1-1`, `2024-01-01T06:00`, `2024-01-01 06:00:00.5 UTC`.
  private static func seconds(date text: String) -> Double? {
    var text = text[...]
    for zone in [" UTC", " utc", " GMT", "Z", " +00:00", "+00:00", " 0:00"] where text.hasSuffix(zone) {
      text = text.dropLast(zone.count)
    }
    let parts = text.split { $0 == " " || $0 == "T" }
    let date = parts.first?.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) } ?? []
    let clock = parts.count > 1 ? parts[1].split(separator: ":").map { Double($0) } : []
    guard parts.count <= 2, date.count == 3, clock.count <= 3, let year = date[0], let month = date[1],
      let day = date[2], (1583...9999).contains(year), (1...12).contains(month), (1...31).contains(day),
      clock.allSatisfy({ $0 != nil })
    else { return nil }
    // Days since 1970-01-01 of the proleptic Gregorian calendar, years beginning in March.
    let shifted = month > 2 ? year : year - 1
    let yearOfEra = shifted % 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    let days = shifted / 400 * 146_097 + dayOfEra - 719_468
    let time = zip(clock, [3600.0, 60, 1]).reduce(0) { $0 + ($1.0 ?? 0) * $1.1 }
    return Double(days * 86400) + time
  }

  /// Seconds since 1970; NaN for NumPy's "not a time", the smallest integer.
  ///
  /// Whole seconds and the rest apart: the same instant is the same number in every unit.
  func seconds(_ ticks: Int64) -> Double {
    guard ticks != .min else { return .nan }
    var (whole, rest) = ticks.quotientAndRemainder(dividingBy: ticksPerSecond)
    if rest < 0 { (whole, rest) = (whole - 1, rest + ticksPerSecond) }
    let seconds = Double(whole) * Double(secondsPerTick) + origin
    return rest == 0 ? seconds : seconds + Double(rest) / Double(ticksPerSecond)
  }

  /// The same for ticks with a fraction.
  func seconds(_ ticks: Double) -> Double {
    if let whole = Int64(exactly: ticks) { return seconds(whole) }
    return ticks * Double(secondsPerTick) / Double(ticksPerSecond) + origin
  }
}
