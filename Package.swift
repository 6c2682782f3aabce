// swift-tools-version:6.1
import PackageDescription

// Every target speaks the same dialect; the layer test (Tests/ArchitectureTests) keeps the arrows pointing down.
let house: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

// Static archives are named here and nowhere else: the module maps carry no `link`, so that `-static-executable` works.
// The order matters to the linker: a user stands before what it uses.
let archives: [LinkerSetting] = ["archive", "ssl", "crypto", "zstd", "lzma", "bz2", "lz4", "acl", "nettle", "z"]
    .map { .linkedLibrary(":lib\($0).a") }

func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: house)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], data: [String] = []) -> Target {
    .testTarget(
        name: name, dependencies: dependencies + ["SlipwayTesting"], exclude: data, swiftSettings: house,
        linkerSettings: archives)
}

// Fuzzing takes the place of its corpus's tests, since both are made of the same files: scripts/fuzz.sh.
let fuzzed: [Target.Dependency] = [
    "SlipwayModel", "SlipwaySystem", "SlipwayArchive", "SlipwayCrypto", "SlipwayBundle", "SlipwayRecipe",
    "SlipwayBuild", "SlipwayDeploy",
]
let fuzzing: Target =
    Context.environment["SLIPWAY_FUZZ"] == nil
    ? .testTarget(
        name: "FuzzTests", dependencies: fuzzed + ["SlipwayTesting"], path: "Fuzz", exclude: ["corpus", "main.swift"],
        swiftSettings: house, linkerSettings: archives)
    : .executableTarget(
        name: "slipway-fuzz", dependencies: fuzzed, path: "Fuzz", exclude: ["corpus", "CorpusTests.swift"],
        swiftSettings: house, linkerSettings: archives)

let package = Package(
    name: "slipway",
    products: [
        .executable(name: "slipway", targets: ["slipway"]),
        .executable(name: "slipwayd", targets: ["slipwayd"]),
        .executable(name: "slipway-wrapper", targets: ["slipway-wrapper"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    ],
    targets: [
        .systemLibrary(name: "CSlipwayArchive"),
        .systemLibrary(name: "CSlipwayCrypto"),
        .systemLibrary(name: "CSlipwayZstd"),
        .target(name: "CSlipwayLinux"),

        module("SlipwayModel"),
        module("SlipwaySystem", ["CSlipwayLinux", "SlipwayModel"]),
        module("SlipwayArchive", ["CSlipwayArchive", "CSlipwayZstd", "SlipwayModel", "SlipwaySystem"]),
        module("SlipwayCrypto", ["CSlipwayCrypto", "SlipwayModel", "SlipwaySystem"]),
        module("SlipwayStore", ["SlipwayModel", "SlipwaySystem", "SlipwayArchive", "SlipwayCrypto"]),
        module(
            "SlipwayBundle",
            ["SlipwayModel", "SlipwaySystem", "SlipwayArchive", "SlipwayCrypto", "SlipwayStore"]),
        module(
            "SlipwayRecipe",
            ["SlipwayModel", "SlipwaySystem", .product(name: "Yams", package: "Yams")]),
        module(
            "SlipwayBuild",
            [
                "SlipwayModel", "SlipwaySystem", "SlipwayArchive", "SlipwayCrypto", "SlipwayStore", "SlipwayBundle",
                "SlipwayRecipe", .product(name: "Mustache", package: "swift-mustache"),
            ]),
        module(
            "SlipwayDeploy",
            ["SlipwayModel", "SlipwaySystem", "SlipwayArchive", "SlipwayCrypto", "SlipwayStore", "SlipwayBundle"]),
        module("SlipwaySupervise", ["SlipwayModel", "SlipwaySystem", "SlipwayArchive"]),
        module("SlipwayObserve", ["SlipwayModel", "SlipwaySystem", "SlipwayCrypto"]),
        module("SlipwayControl", ["SlipwayModel", "SlipwaySystem"]),
        module(
            "SlipwayNode",
            [
                "SlipwayModel", "SlipwaySystem", "SlipwayArchive", "SlipwayBundle", "SlipwayDeploy", "SlipwayObserve",
                "SlipwayControl",
            ]),

        module("SlipwayProvision", ["SlipwayModel", "SlipwaySystem", "SlipwayCrypto"]),
        module(
            "SlipwayInstall",
            [
                "SlipwayModel", "SlipwaySystem", "SlipwayCrypto", "SlipwayBundle", "SlipwayDeploy", "SlipwayControl",
                "SlipwayNode",
            ]),

        module(
            "SlipwayVerbs",
            [
                "SlipwayModel", "SlipwaySystem", "SlipwayCrypto", "SlipwayStore", "SlipwayBundle", "SlipwayDeploy",
                "SlipwayControl", "SlipwayNode", "SlipwayInstall",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),

        .executableTarget(
            name: "slipway",
            dependencies: [
                "SlipwayModel", "SlipwaySystem", "SlipwayCrypto", "SlipwayStore", "SlipwayBundle", "SlipwayRecipe",
                "SlipwayBuild", "SlipwayDeploy", "SlipwayControl", "SlipwayNode", "SlipwayVerbs", "SlipwayProvision",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: house, linkerSettings: archives),
        .executableTarget(
            name: "slipwayd",
            dependencies: [
                "SlipwayModel", "SlipwaySystem", "SlipwayNode", "SlipwayVerbs", "SlipwayInstall",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: house, linkerSettings: archives),
        .executableTarget(
            name: "slipway-wrapper", dependencies: ["SlipwaySupervise"], swiftSettings: house,
            linkerSettings: archives),

        module("SlipwayTesting", ["SlipwayModel", "SlipwaySystem"]),
        // For tests only: slipwayd and slipway-wrapper with faults in their file changes. It is never in dist/.
        .executableTarget(
            name: "slipway-faulty",
            dependencies: ["SlipwayModel", "SlipwayNode", "SlipwaySupervise", "SlipwayTesting"],
            swiftSettings: house, linkerSettings: archives),

        tests("ArchitectureTests", []),
        tests("SlipwayModelTests", ["SlipwayModel"]),
        tests("SlipwaySystemTests", ["SlipwayModel", "SlipwaySystem"]),
        tests("SlipwayArchiveTests", ["SlipwayModel", "SlipwaySystem", "SlipwayArchive"]),
        tests("SlipwayCryptoTests", ["SlipwayModel", "SlipwaySystem", "SlipwayCrypto"]),
        tests("SlipwayStoreTests", ["SlipwayModel", "SlipwaySystem", "SlipwayStore", "SlipwayCrypto"]),
        tests(
            "SlipwayBundleTests",
            ["SlipwayModel", "SlipwaySystem", "SlipwayStore", "SlipwayBundle", "SlipwayCrypto", "SlipwayArchive"]),
        tests("SlipwayRecipeTests", ["SlipwayModel", "SlipwaySystem", "SlipwayRecipe"]),
        tests(
            "SlipwayBuildTests",
            [
                "SlipwayModel", "SlipwaySystem", "SlipwayStore", "SlipwayBundle", "SlipwayRecipe", "SlipwayBuild",
                "SlipwayCrypto", "SlipwayArchive",
            ]),
        tests(
            "SlipwayDeployTests",
            ["SlipwayModel", "SlipwaySystem", "SlipwayStore", "SlipwayBundle", "SlipwayDeploy", "SlipwayCrypto"],
            data: ["Fixtures"]),
        tests("SlipwaySuperviseTests", ["SlipwayModel", "SlipwaySystem", "SlipwayArchive", "SlipwaySupervise"]),
        tests("SlipwayObserveTests", ["SlipwayModel", "SlipwaySystem", "SlipwayObserve"]),
        tests("SlipwayControlTests", ["SlipwayModel", "SlipwaySystem", "SlipwayControl"]),
        tests(
            "SlipwayNodeTests",
            [
                "SlipwayModel", "SlipwaySystem", "SlipwayDeploy", "SlipwayObserve", "SlipwaySupervise",
                "SlipwayControl", "SlipwayNode",
            ]),
        tests("SlipwayProvisionTests", ["SlipwayModel", "SlipwaySystem", "SlipwayProvision"]),
        tests(
            "SlipwayInstallTests",
            ["SlipwayModel", "SlipwaySystem", "SlipwayCrypto", "SlipwayBundle", "SlipwayDeploy", "SlipwayInstall"]),
        tests(
            "CommandLineTests",
            [
                "SlipwayModel", "SlipwaySystem", "SlipwayCrypto", "SlipwayBundle", "SlipwayBuild", "SlipwayDeploy",
                "SlipwayControl", "SlipwayRecipe", "SlipwayVerbs", "SlipwayProvision",
                "slipway",
            ]),
        tests(
            "EndToEndTests", ["SlipwayModel", "SlipwaySystem", "slipway-faulty"],
            data: ["Transcripts", "Samples", "small-disk.sh", "small-log-disk.sh"]),
        fuzzing,
    ]
)
