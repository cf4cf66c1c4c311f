/// Influences of rows, and of what is assumed, on the solution.
extension CalibrationSystem {
  /// What a row of a cell contributes to one parameter, per unit of its weight.
  struct InfluenceTable: Sendable {
    /// `[half][component][cell of the grid]`
    var simulation: [[[Double]]]
    /// `[cell of the grid]`
    var data: [Double]
  }

  /// Influences on a parameter, a table for each feature.
  ///
  /// δθ = H⁻¹ Σ_j ω_j [Z_Aᵀ δr_B + Z_Bᵀ δr_A] to first order; terms with a change of Z times a residual are left out, as
  /// residuals are small where the model describes the data.
  func influences(on parameter: Int) -> [InfluenceTable] {
    influences(weights: linear.inverse[parameter])
  }

  private func influences(weights: [Double]) -> [InfluenceTable] {
    features.indices.map { index in
      let feature = features[index]
      // g of each half: Σ_a H⁻¹_pa Z_a.
      let g = (0..<2).map { half -> [Double] in
        var sum = [Double](repeating: 0, count: feature.binCount)
        for place in 0..<parameterCount {
          let column = linear.instruments[index][half][place]
          let factor = importance[index] * weights[place]
          for bin in 0..<column.count { sum[bin] += factor * column[bin] }
        }
        return sum
      }
      let both = g[0].indices.map { g[0][$0] + g[1][$0] }
      let recorded = feature.dataBins
      let mean = Self.product(both, recorded)
      let kernel = feature.kernel(calibrations[index])
      var data = [Double](repeating: 0, count: feature.fitCell.count)
      var simulation = (0..<2).map { _ in
        mix.map { _ in [Double](repeating: 0, count: feature.fitCell.count) }
      }
      // The half that a row belongs to meets the derivatives of the other one.
      let spread = [kernel.transposed(g[1]), kernel.transposed(g[0])]
      let centres = (0..<2).map { half in
        linear.contents[index][half].map { Self.product(g[1 - half], $0) }
      }
      for cell in 0..<feature.fitCell.count where feature.fitCell[cell] >= 0 {
        let fitCell = feature.fitCell[cell]
        let bin = feature.bin[fitCell]
        data[cell] = ((bin >= 0 ? both[bin] : 0) - mean) / feature.dataTotal
        for half in 0..<2 {
          for component in 0..<mix.count {
            simulation[half][component][cell] =
              -norms[index] * mix[component] * (spread[half][fitCell] - centres[half][component])
              / feature.totals[half][component]
          }
        }
      }
      return InfluenceTable(simulation: simulation, data: data)
    }
  }

  /// The shares of all components but the first if nothing were assumed of them, by one step from the solution, and the
  /// influences on them; nil where data do not tell.
  func unassumedMix() -> (shares: [Double], influences: [[InfluenceTable]])? {
    guard let assumption = plan.assumption, let inverse = LinearSystem.inverse(linear.matrix) else {
      return nil
    }
    let away = (1..<mix.count).map { mix[$0] - assumption.shares[$0] }
    let pull = assumption.penalty.map { Self.product($0, away) }
    let shares = (0..<mixCount).map { place in
      mix[place + 1] + Self.product(Array(inverse[place][..<mixCount]), pull)
    }
    guard shares.allSatisfy(\.isFinite) else { return nil }
    return (shares, (0..<mixCount).map { influences(weights: inverse[$0]) })
  }

  /// Change of a parameter with each share of a mix that is held fixed, the first one taking up the rest.
  func sensitivity(of parameter: Int) -> [Double] {
    guard plan.assumption == nil, mix.count > 1 else { return [] }
    return (1..<mix.count).map { component in
      var sum = 0.0
      for index in features.indices {
        let contents = linear.contents[index]
        let change = (0..<2).map { half in
          contents[half][0].indices.map {
            norms[index] * (contents[half][component][$0] - contents[half][0][$0])
          }
        }
        for (place, weight) in linear.inverse[parameter].enumerated()
        where !linear.instruments[index][0][place].isEmpty {
          sum -=
            importance[index] * weight
            * (Self.product(linear.instruments[index][0][place], change[1])
              + Self.product(linear.instruments[index][1][place], change[0]))
        }
      }
      return sum
    }
  }
}
