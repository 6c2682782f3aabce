/// What one module may import.
struct Layer {
    /// Imports go to lower levels only; `neighbours` are the exceptions.
    let level: Int
    let imports: Set<String>
    let neighbours: Set<String>

    init(_ level: Int, _ imports: Set<String> = [], neighbours: Set<String> = []) {
        self.level = level
        self.imports = imports
        self.neighbours = neighbours
    }

    var allowed: Set<String> { imports.union(neighbours) }
}

/// The house as a table: a module not listed here must not exist, an import not listed here must not be written.
enum LayerTable {
    /// What comes with the compiler and costs the node programs nothing.
    static let plain: Set = ["Glibc", "Synchronization", "FoundationEssentials"]

    /// What pulls 44 MB of ICU into whoever links it.
    static let heavy: Set = ["Foundation", "Yams", "Mustache"]

    /// What runs on a node, and so links nothing heavy, directly or through others.
    static let nodePrograms = ["slipwayd", "slipway-wrapper"]

    private static let below: Set = ["SlipwayModel", "SlipwaySystem"]
    private static let bytes: Set = below.union(["SlipwayArchive", "SlipwayCrypto"])
    private static let stored: Set = bytes.union(["SlipwayStore", "SlipwayBundle"])

    static let modules: [String: Layer] = [
        "CSlipwayArchive": Layer(0),
        "CSlipwayCrypto": Layer(0),
        "CSlipwayZstd": Layer(0),
        "CSlipwayLinux": Layer(0),
        "SlipwayModel": Layer(1),
        "SlipwaySystem": Layer(2, plain.union(["CSlipwayLinux", "SlipwayModel"])),
        "SlipwayArchive": Layer(3, plain.union(below).union(["CSlipwayArchive", "CSlipwayZstd"])),
        "SlipwayCrypto": Layer(3, plain.union(below).union(["CSlipwayCrypto"])),
        "SlipwayStore": Layer(4, plain.union(bytes)),
        "SlipwayBundle": Layer(5, plain.union(bytes).union(["SlipwayStore"])),
        "SlipwayRecipe": Layer(6, plain.union(below).union(["Foundation", "Yams"])),
        "SlipwayBuild": Layer(
            6, plain.union(stored).union(["Foundation", "Mustache"]), neighbours: ["SlipwayRecipe"]),
        "SlipwayDeploy": Layer(6, plain.union(stored)),
        "SlipwaySupervise": Layer(6, plain.union(below).union(["SlipwayArchive"])),
        "SlipwayObserve": Layer(6, plain.union(below).union(["SlipwayCrypto"])),
        "SlipwayControl": Layer(6, plain.union(below)),
        "SlipwayNode": Layer(
            7,
            plain.union(below).union([
                "SlipwayArchive", "SlipwayBundle", "SlipwayDeploy", "SlipwayObserve", "SlipwayControl",
            ])),
        "SlipwayProvision": Layer(6, plain.union(below).union(["SlipwayCrypto"])),
        "SlipwayInstall": Layer(
            7,
            plain.union(below).union(["SlipwayCrypto", "SlipwayBundle", "SlipwayDeploy", "SlipwayControl"]),
            neighbours: ["SlipwayNode"]),
        "SlipwayVerbs": Layer(
            7,
            plain.union(below).union([
                "ArgumentParser", "SlipwayCrypto", "SlipwayStore", "SlipwayBundle", "SlipwayDeploy", "SlipwayControl",
            ]), neighbours: ["SlipwayNode", "SlipwayInstall"]),
        "slipway": Layer(
            8,
            plain.union(below).union([
                "Foundation", "ArgumentParser", "SlipwayCrypto", "SlipwayStore", "SlipwayBundle", "SlipwayRecipe",
                "SlipwayBuild", "SlipwayDeploy", "SlipwayControl", "SlipwayNode", "SlipwayVerbs", "SlipwayProvision",
            ])),
        "slipwayd": Layer(
            8, plain.union(below).union(["ArgumentParser", "SlipwayNode", "SlipwayVerbs", "SlipwayInstall"])),
        "slipway-wrapper": Layer(8, plain.union(["SlipwaySupervise"])),
        "SlipwayTesting": Layer(8, plain.union(below).union(["Foundation"])),
        "slipway-faulty": Layer(
            9, plain.union(["SlipwayModel", "SlipwayNode", "SlipwaySupervise", "SlipwayTesting"])),
    ]

    /// A module with everything it links, through whatever path.
    static func linked(by module: String) -> Set<String> {
        var found: Set = [module]
        var open = [module]
        while let next = open.popLast() {
            for name in modules[next]?.allowed ?? [] where found.insert(name).inserted { open.append(name) }
        }
        return found
    }
}
