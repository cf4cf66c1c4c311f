/// A part that can be named in a configuration: its stored properties are its settings.
///
/// Settings are encoded and decoded by `Codable`; `init()` gives the defaults, and a configuration overrides them
/// one by one, so a setting is declared once, where it is used.
public protocol Component: Codable, Sendable {
  /// Name in configurations and finding ids.
  static var kind: String { get }
  /// One sentence without a full stop, for `simaudit list`.
  static var summary: String { get }
  /// Name and one sentence for each stored property, in the order in which they are documented.
  static var settings: [(name: String, summary: String)] { get }
  /// The part with its default settings.
  init()
}
