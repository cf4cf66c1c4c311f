import Glibc

/// From margins to predictions: what an XGBoost objective does with the sum of the leaves.
enum XGBoostLink: Sendable, Equatable {
  case identity
  case logistic
  case exponential
  case step
  case softmax

  /// The link of an objective; nil for one that is not known.
  init?(objective: String) {
    switch objective {
    case "binary:logistic", "reg:logistic": self = .logistic
    case "multi:softprob", "multi:softmax": self = .softmax
    case "count:poisson", "reg:gamma", "reg:tweedie", "survival:cox", "survival:aft": self = .exponential
    case "binary:hinge": self = .step
    case "binary:logitraw", "reg:squarederror", "reg:linear", "reg:squaredlogerror", "reg:pseudohubererror",
      "reg:absoluteerror", "reg:quantileerror", "rank:pairwise", "rank:ndcg", "rank:map":
      self = .identity
    default: return nil
    }
  }

  /// The margin that a prediction stands for, e.g. ln(p / (1 − p)).
  func margin(ofBase base: Float) -> Float {
    switch self {
    case .logistic: -logf(1 / base - 1)
    case .exponential: logf(base)
    case .identity, .step, .softmax: base
    }
  }

  /// Margins of one row (all classes) into predictions, in place.
  func apply(to margins: UnsafeMutableBufferPointer<Float>) {
    switch self {
    case .identity: break
    case .logistic: for index in margins.indices { margins[index] = 1 / (expf(-margins[index]) + 1) }
    case .exponential: for index in margins.indices { margins[index] = expf(margins[index]) }
    case .step: for index in margins.indices { margins[index] = margins[index] > 0 ? 1 : 0 }
    case .softmax:
      let largest = margins.max() ?? 0
      var sum = 0.0
      for index in margins.indices {
        margins[index] = expf(margins[index] - largest)
        sum += Double(margins[index])
      }
      for index in margins.indices { margins[index] /= Float(sum) }
    }
  }
}
