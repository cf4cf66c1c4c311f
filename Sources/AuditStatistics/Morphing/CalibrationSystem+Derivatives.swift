extension CalibrationSystem {
  /// Derivatives of the smoothed model with respect to each parameter, by halves.
  func instruments(of index: Int) -> [[[Double]]] {
    let feature = features[index]
    var smooth = calibrations[index]
    smooth.variance = abs(smooth.variance) + feature.steps.variance
    let plain = feature.kernel(smooth)
    let varied = kinds(of: index).map { place, kind in
      let step = kind == .smear ? 0.5 * feature.steps.variance : feature.steps[kind]
      let moved = [step, -step].map { amount in
        var calibration = smooth
        calibration[kind] += amount
        return feature.kernel(calibration)
      }
      return (place: place, step: step, up: moved[0], down: moved[1])
    }
    return (0..<2).map { half in
      var columns = [[Double]](repeating: [], count: parameterCount)
      let parts = feature.shares[half].map { plain.bins($0) }
      columns[placeOfNorm(index)] = Self.mixed(parts, mix)
      if plan.assumption != nil {
        for component in 1..<mix.count {
          columns[place(ofShare: component)] = parts[0].indices.map { parts[component][$0] - parts[0][$0] }
        }
      }
      let cells = Self.mixed(feature.shares[half], mix)
      for variation in varied {
        let (up, down) = (variation.up.bins(cells), variation.down.bins(cells))
        columns[variation.place] = up.indices.map { (up[$0] - down[$0]) / (2 * variation.step) }
      }
      return columns
    }
  }

  /// Derivatives of the model itself: what a step changes. `[half][parameter][bin]`
  func derivatives(of index: Int, _ parts: [[[Double]]]) -> [[[Double]]] {
    let feature = features[index]
    let now = calibrations[index]
    func moved(_ kind: CalibrationKind, to value: Double) -> CalibrationKernel {
      var calibration = now
      calibration[kind] = value
      return feature.kernel(calibration)
    }
    // Three kernels and their coefficients; from 0 on for smearings, which are mirrored there.
    let stencils = kinds(of: index).map { place, kind -> (Int, [(Double, CalibrationKernel)]) in
      let step = (kind == .smear ? 0.4 : 0.6) * feature.steps[kind]
      guard kind == .smear else {
        return (
          place,
          [(0.5 / step, moved(kind, to: now[kind] + step)), (-0.5 / step, moved(kind, to: now[kind] - step))]
        )
      }
      let start = abs(now.variance)
      return (
        place,
        [
          (-1.5 / step, moved(kind, to: start)), (2 / step, moved(kind, to: start + step)),
          (-0.5 / step, moved(kind, to: start + 2 * step)),
        ]
      )
    }
    return (0..<2).map { half in
      var columns = [[Double]](repeating: [], count: parameterCount)
      columns[placeOfNorm(index)] = Self.mixed(parts[half], mix)
      if plan.assumption != nil {
        for component in 1..<mix.count {
          columns[place(ofShare: component)] = parts[half][0].indices.map {
            norms[index] * (parts[half][component][$0] - parts[half][0][$0])
          }
        }
      }
      let cells = Self.mixed(feature.shares[half], mix)
      for (place, stencil) in stencils {
        var sum = [Double](repeating: 0, count: feature.binCount)
        for (coefficient, kernel) in stencil {
          let contents = kernel.bins(cells)
          let factor = norms[index] * coefficient
          for bin in 0..<sum.count { sum[bin] += factor * contents[bin] }
        }
        columns[place] = sum
      }
      return columns
    }
  }
}
