/// The style sheet of reports, `report.css`, compiled into the binary.
enum PageStyle {
  static let css = Markup(utf8: PackageResources.report_css)
}
