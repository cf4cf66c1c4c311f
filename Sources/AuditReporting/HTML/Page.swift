import AuditReport

/// What every page begins with.
enum Page {
  /// Doctype, metadata and styles; a content security policy that forbids scripts and requests.
  static func head(title: String, tool: Report.Tool) -> Markup {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
    <meta name="color-scheme" content="light dark">
    <meta name="generator" content="\(label: tool.name) \(label: tool.version)">
    <title>\(title)</title>
    <style>
    \(PageStyle.css)
    </style>
    </head>

    """
  }

  /// For readers without a pointer: over the contents to the matter.
  static let skipLink: Markup = "<a class=\"skip\" href=\"#content\">To the content</a>\n"
}
