extension TreeEnsemble {
  /// Some trees of the `model` member of an XGBoost document, their leaves multiplied by `weights` (dart) where given.
  ///
  /// A tree whose leaves hold a number for each output becomes a tree for each of them.
  /// Errors: a text that says which tree is broken and how.
  init(
    _ model: ModelNode, used: Range<Int>, inputs: Int, groups: Int, weights: [Double]?
  ) throws(DocumentError) {
    guard let trees = model["trees"].items, let info = model["tree_info"].integers, info.count == trees.count
    else { throw Self.broken("the list of trees is missing or has another length than 'tree_info'") }
    self.groups = groups
    if let weights, weights.count != trees.count {
      throw Self.broken("it has \(weights.count) weights for \(trees.count) trees")
    }
    for number in used {
      let tree = trees[number]
      guard (0..<groups).contains(info[number]) else {
        throw Self.broken("tree \(number) belongs to class \(info[number]) of \(groups)")
      }
      let width = max(1, tree["tree_param"]["size_leaf_vector"].integer ?? 1)
      guard width == 1 || width == groups else {
        throw Self.broken("tree \(number) has \(width) numbers a leaf for \(groups) classes")
      }
      for place in 0..<width {
        try append(
          tree, number: number, inputs: inputs, group: width == 1 ? info[number] : place,
          vector: width == 1 ? nil : (place, width), weight: weights.map { Float($0[number]) })
      }
    }
  }

  /// The value of a leaf that holds `width` numbers: XGBoost 3.1 and later keep those of leaves alone, and a leaf's number
  /// where others have a right child; earlier ones have numbers for all nodes.
  private static func value(
    _ tree: ModelNode, numbers: [Double], leaf: Int, right: Int, _ vector: (place: Int, width: Int)
  ) -> Double? {
    let (row, isTooLarge) = (tree["leaf_weights"].isNull ? leaf : right).multipliedReportingOverflow(
      by: vector.width)
    let place = row &+ vector.place
    return !isTooLarge && numbers.indices.contains(place) ? numbers[place] : nil
  }

  private static func broken(_ problem: String) -> DocumentError {
    DocumentError(offset: 0, problem: problem)
  }

  private mutating func append(
    _ tree: ModelNode, number: Int, inputs: Int, group: Int, vector: (place: Int, width: Int)?, weight: Float?
  ) throws(DocumentError) {
    guard let left = tree["left_children"].integers, let right = tree["right_children"].integers,
      let features = tree["split_indices"].integers, let conditions = tree["split_conditions"].numbers,
      let defaults = tree["default_left"].numbers, !left.isEmpty,
      [right.count, features.count, conditions.count, defaults.count].allSatisfy({ $0 == left.count })
    else { throw Self.broken("tree \(number) lacks some of its arrays") }
    let sets = try Self.categories(of: tree, number: number)
    let vectors = vector == nil ? [] : (tree["leaf_weights"].numbers ?? tree["base_weights"].numbers ?? [])
    let root = Int32(nodes.count)
    // Breadth first; the children of a node are appended together. `place[i]` is where old node i now lies.
    var order = [(old: 0, depth: 0)]
    var next = 0
    var depth = 0
    var places: [Int32] = [root]
    while next < order.count {
      let (old, level) = order[next]
      depth = max(depth, level)
      guard left.indices.contains(old), order.count <= left.count else {
        throw Self.broken("tree \(number) has a child that is not there")
      }
      if left[old] == -1 {
        nodes.append(
          Node(threshold: 0, child: places[next], feature: 0, step: 0, missingStep: 0, isCategorical: false))
        var value = conditions[old]
        if let vector {
          guard
            let found = Self.value(tree, numbers: vectors, leaf: old, right: right[old], vector)
          else { throw Self.broken("tree \(number) has a leaf without its \(vector.width) numbers") }
          value = found
        }
        // The product is rounded to float32 first, as XGBoost does.
        values.append(Float(value) * (weight ?? 1))
      } else {
        guard (0..<inputs).contains(features[old]) else {
          throw Self.broken("tree \(number) splits on input \(features[old]) of \(inputs)")
        }
        var threshold = Float(conditions[old])
        if let set = sets[old] {
          threshold = Float(categories.count)
          categories.append(set)
        }
        nodes.append(
          Node(
            threshold: threshold, child: root + Int32(order.count), feature: Int32(features[old]), step: 1,
            missingStep: defaults[old] != 0 ? 0 : 1, isCategorical: sets[old] != nil))
        values.append(0)
        for child in [left[old], right[old]] {
          places.append(root + Int32(order.count))
          order.append((child, level + 1))
        }
      }
      next += 1
    }
    trees.append(Tree(nodes: Int(root)..<nodes.count, depth: depth, group: group))
  }

  /// For each node with a category split, the categories that go right.
  private static func categories(of tree: ModelNode, number: Int) throws(DocumentError) -> [Int: Set<Int32>] {
    guard let nodes = tree["categories_nodes"].integers, !nodes.isEmpty else { return [:] }
    guard let all = tree["categories"].integers, let starts = tree["categories_segments"].integers,
      let sizes = tree["categories_sizes"].integers, starts.count == nodes.count, sizes.count == nodes.count
    else { throw broken("tree \(number) lacks some of its categories") }
    var result: [Int: Set<Int32>] = [:]
    for (index, node) in nodes.enumerated() {
      let (end, isTooLarge) = starts[index].addingReportingOverflow(sizes[index])
      guard starts[index] >= 0, sizes[index] >= 0, !isTooLarge, end <= all.count else {
        throw broken("tree \(number) has categories that are not there")
      }
      result[node] = Set(all[starts[index]..<end].map { Int32(clamping: $0) })
    }
    return result
  }
}
