// swift-tools-version: 6.1
import PackageDescription

// Set by Scripts/test and .ci/run only: a versioned dependency may carry no unsafe flags.
let isChecked = Context.environment["SIMAUDIT_WARNINGS_AS_ERRORS"] != nil
// Kernels run at full speed under `swift test` too; toys for coverage are not affordable in a debug build.
let isOptimisedForTests = Context.environment["SIMAUDIT_OPTIMISED_TESTS"] != nil

var settings: [SwiftSetting] = []
if isChecked { settings.append(.unsafeFlags(["-warnings-as-errors"])) }
if isOptimisedForTests { settings.append(.unsafeFlags(["-O"], .when(configuration: .debug))) }
let kernelSettings: [CSetting] =
  isOptimisedForTests ? [.unsafeFlags(["-O2"], .when(configuration: .debug))] : []

let package = Package(
  name: "SimAudit",
  platforms: [.macOS(.v15)],
  products: [
    .library(
      name: "SimAudit",
      targets: [
        "AuditReport", "AuditStatistics", "AuditSamples", "AuditHDF5", "AuditModels", "AuditAnalysis",
        "AuditEngine", "AuditReporting", "AuditHistory",
      ]),
    .executable(name: "simaudit", targets: ["simaudit"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .systemLibrary(name: "CHDF5", pkgConfig: "hdf5", providers: [.apt(["libhdf5-dev"])]),
    .systemLibrary(name: "CDeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CXGBoost", pkgConfig: "xgboost", providers: [.apt(["libxgboost-dev"])]),
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),

    .target(name: "COnnxRuntime", linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),

    .target(name: "CDenseLayers", cSettings: kernelSettings),

    .target(name: "AuditReport", swiftSettings: settings),
    .target(name: "AuditStatistics", swiftSettings: settings),
    .target(name: "AuditSamples", swiftSettings: settings),
    .target(
      name: "AuditHDF5", dependencies: ["AuditSamples", "CHDF5", "CDeflate"], swiftSettings: settings),
    .target(
      name: "AuditModels", dependencies: ["AuditSamples", "CXGBoost", "COnnxRuntime", "CDenseLayers"],
      swiftSettings: settings),
    .target(
      name: "AuditAnalysis", dependencies: ["AuditSamples", "AuditStatistics", "AuditReport"],
      swiftSettings: settings),
    .target(
      name: "AuditEngine",
      dependencies: ["AuditAnalysis", "AuditSamples", "AuditStatistics", "AuditReport", "CCrypto", "Yams"],
      swiftSettings: settings),
    .target(name: "AuditHistory", dependencies: ["AuditReport", "CSQLite"], swiftSettings: settings),
    .target(
      name: "AuditReporting", dependencies: ["AuditReport"],
      resources: [.embedInCode("Schemas/result.schema.json"), .embedInCode("HTML/report.css")],
      swiftSettings: settings),
    .executableTarget(
      name: "simaudit",
      dependencies: [
        "AuditEngine", "AuditAnalysis", "AuditModels", "AuditHDF5", "AuditSamples", "AuditReport",
        "AuditReporting", "AuditHistory",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: settings),

    .target(
      name: "AuditTestSupport",
      dependencies: ["AuditAnalysis", "AuditHDF5", "AuditReport", "AuditSamples", "AuditStatistics"],
      path: "Tests/AuditTestSupport", swiftSettings: settings),
    .testTarget(
      name: "AuditReportTests", dependencies: ["AuditReport"], swiftSettings: settings),
    .testTarget(
      name: "AuditStatisticsTests", dependencies: ["AuditStatistics", "AuditTestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "AuditSamplesTests", dependencies: ["AuditSamples"], swiftSettings: settings),
    .testTarget(
      name: "AuditHDF5Tests", dependencies: ["AuditHDF5", "AuditSamples", "CHDF5"], swiftSettings: settings),
    .testTarget(
      name: "AuditAnalysisTests",
      dependencies: ["AuditAnalysis", "AuditReport", "AuditSamples", "AuditStatistics", "AuditTestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "AuditModelsTests",
      dependencies: [
        "AuditModels", "AuditAnalysis", "AuditEngine", "AuditReport", "AuditSamples", "AuditStatistics",
        "AuditTestSupport", "CXGBoost",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "AuditEngineTests",
      dependencies: [
        "AuditEngine", "AuditAnalysis", "AuditSamples", "AuditStatistics", "AuditReport", "AuditTestSupport",
      ], swiftSettings: settings),
    .testTarget(
      name: "AuditReportingTests", dependencies: ["AuditReporting", "AuditReport"],
      exclude: ["Golden", "Schemas"], swiftSettings: settings),
    .testTarget(
      name: "AuditHistoryTests", dependencies: ["AuditHistory", "AuditReport"], swiftSettings: settings),
    .testTarget(
      name: "SimAuditCommandTests",
      dependencies: ["AuditHDF5", "AuditReport", "AuditSamples", "AuditTestSupport"], swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
