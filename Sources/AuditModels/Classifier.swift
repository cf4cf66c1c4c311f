/// Something that gives each row one score: a model of any framework behind one door.
///
/// A row is a line of float32 numbers, all inputs one after the other; NaN is missing. Scores have the order of the
/// rows and do not depend on how the rows are cut into calls (networks in ONNX: but for the last bits of float32, because
/// the library chooses its kernels by the number of rows); several threads may call at once.
public protocol Classifier: Sendable {
  /// What errors call the model, e.g. `model.json`.
  var name: String { get }
  /// What a row consists of, in order.
  var inputs: [ModelInput] { get }
  /// One score for each row. O(rows × cost of the model). Errors: ``ModelError``, one sentence each.
  func scores(of rows: InputRows) throws -> [Float]
  /// The rows with their scores, to be handed to ``scores(of:from:)``. As ``scores(of:)`` otherwise.
  ///
  /// `known`: their scores, where this classifier has given them before; it need not score them again.
  func scored(_ rows: InputRows, known: [Float]?) throws -> ScoredRows
  /// Scores of the same rows with other numbers in some columns: for each variation, one score for each row.
  ///
  /// `nominal` must come from this classifier. The scores are those of ``scores(of:)`` for the changed rows (trees: bit
  /// for bit; networks in ONNX: but for the last bits of float32); a row in which no bit changed keeps its score bit for
  /// bit. Fastest when variations of the same columns are given together. Errors: as ``scores(of:)``; a variation of
  /// another length or of a column that is not there.
  func scores(of variations: [InputVariation], from nominal: ScoredRows) throws -> [[Float]]
  /// A sentence on how it was scored that the user should know; nil: nothing to say.
  var remark: String? { get }
  /// A clause for the report on what of the file scores, where that is not plain; nil: nothing to say.
  var note: String? { get }
}

extension Classifier {
  /// Nothing to say.
  public var remark: String? { nil }
  /// Nothing to say.
  public var note: String? { nil }
}

/// A part of a row that the model takes in as one.
public struct ModelInput: Sendable, Equatable {
  /// The model's name for it; nil when it has none.
  public var name: String?
  /// Shape of one row's part; empty for one number, nil for a length that the model leaves open.
  public var shape: [Int?]
  /// The model's names for the numbers in it, in order; nil when the model does not know them.
  public var features: [String]?
  /// What codes stand for, for each number of a row; nil for numbers. Empty: none are codes, or the model keeps no names.
  public var categories: [CategoryNames?]

  /// A part of a row.
  public init(
    name: String? = nil, shape: [Int?] = [], features: [String]? = nil, categories: [CategoryNames?] = []
  ) {
    self.name = name
    self.shape = shape
    self.features = features
    self.categories = categories
  }

  /// How many numbers of a row belong to it; nil when the model leaves that open.
  public var width: Int? {
    shape.reduce(1 as Int?) { product, length in
      guard let product, let length else { return nil }
      return product * length
    }
  }
}

/// Rows for a model: `count` × `width` numbers, row by row, float32, NaN for missing.
public struct InputRows: Sendable, Equatable {
  /// Rows.
  public var count: Int
  /// Numbers of a row.
  public var width: Int
  /// The numbers, row by row.
  public var values: [Float]

  /// Rows from numbers whose count must be a multiple of `width`; what is left over is ignored.
  public init(width: Int, values: [Float]) {
    self.width = width
    self.values = values
    count = width > 0 ? values.count / width : 0
  }
}

extension Classifier {
  /// Numbers of a row; nil when the model leaves that open.
  public var width: Int? {
    inputs.reduce(0 as Int?) { sum, input in
      guard let sum, let width = input.width else { return nil }
      return sum + width
    }
  }

  /// The model's name for each number of a row; nil when it does not name them all.
  ///
  /// Several inputs of one number each are named by the inputs; a single unnamed-feature tensor names nothing.
  public var featureNames: [String]? {
    var names: [String] = []
    for input in inputs {
      if let features = input.features {
        names += features
      } else if let name = input.name, input.width == 1, inputs.count > 1 {
        names.append(name)
      } else {
        return nil
      }
    }
    return names
  }

  /// Errors: rows of another width than the model's.
  func checkWidth(_ rows: InputRows) throws {
    if let width, rows.width != width {
      throw ModelError.inputCount(model: name, expected: width, found: rows.width, names: featureNames ?? [])
    }
  }
}
