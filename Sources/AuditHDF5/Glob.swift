import Glibc

/// Files that paths and shell patterns name.
enum Glob {
  /// Every file once: paths in the order given, the files of a pattern sorted. Throws for a pattern without files.
  static func expand(_ paths: [String]) throws -> [String] {
    var files: [String] = []
    var seen: Set<String> = []
    for path in paths {
      for file in try matches(path) where seen.insert(identity(file)).inserted { files.append(file) }
    }
    return files
  }

  private static func matches(_ path: String) throws -> [String] {
    // A file whose name happens to contain brackets is meant as it is.
    guard path.contains(where: { "*?[".contains($0) }), access(path, F_OK) != 0 else { return [path] }
    var result = glob_t()
    defer { globfree(&result) }
    guard glob(path, GLOB_TILDE, nil, &result) == 0 else {
      throw HDF5Error.notFound(path: path, isPattern: true)
    }
    return (0..<Int(result.gl_pathc)).compactMap { index in
      result.gl_pathv[index].map { String(cString: $0) }
    }
  }

  private static func identity(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
