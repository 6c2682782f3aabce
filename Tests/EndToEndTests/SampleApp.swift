import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

/// An app of another recipe than hello on the node of a stage: built, deployed and asked by its own name.
struct SampleApp {
    let stage: Stage
    let name: String
    /// The folder of its recipe.
    let recipe: String
    /// The port of each listener.
    let ports: [String: Int]

    init(_ name: String, recipe: String, on stage: Stage, listeners: [String] = ["http"]) throws {
        self.stage = stage
        self.name = name
        self.recipe = recipe
        var ports: [String: Int] = [:]
        for listener in listeners { ports[listener] = try FreePort.any() }
        self.ports = ports
    }

    static var samples: String { Programs.repository + "/Tests/EndToEndTests/Samples" }

    var layout: AppLayout { NodeLayout(root: stage.root).app(name) }

    func bundle(_ version: String) -> String { stage.folder("\(name)-\(version).oci.tar") }

    /// Builds a version with a trial of one second; what is set then is part of the release.
    func build(_ version: String, _ settings: [String] = []) throws -> String {
        try Folders.make(Releases.store)
        let bundle = bundle(version)
        let arguments = ["build", recipe, "--version", version, "--store", Releases.store, "--output", bundle]
        let set = (["switch.trial=1s"] + settings).flatMap { ["--set", $0] }
        expect(try Command.run(Programs.slipway, arguments + ["--replace"] + set), 0)
        return bundle
    }

    func deploy(_ version: String, _ settings: String...) throws -> Command.Result {
        let set = ports.sorted { $0.key < $1.key }.flatMap { ["--set", "listen.\($0.key)=\($0.value)"] }
        return try Command.run(
            Programs.slipway, ["deploy", try build(version, settings), "--root", stage.root] + set,
            environment: ["NO_COLOR": "1"])
    }

    /// A body of a port; nil when it is not a 200.
    func get(_ path: String, from listener: String = "http") -> String? { Web.get(ports[listener] ?? 0, path) }

    /// All its processes, in the order of their generations.
    func processes() throws -> [Int32] {
        try JSONText.value(WrapperStatus.self, from: try Files.read(layout.status)).slots.compactMap(\.process?.pid)
    }

    /// The process of the live slot.
    func pid() throws -> Int32 {
        try #require(try livePid())
    }

    /// nil between two of them.
    func livePid() throws -> Int32? {
        let status = try JSONText.value(WrapperStatus.self, from: try Files.read(layout.status))
        return (status.slots.first { $0.admitting } ?? status.slots.last)?.process?.pid
    }

    func status() throws -> Facts {
        let result = try stage.slipway("status", name, "--json")
        let told = try JSONText.value(Told.self, from: Array(result.output.utf8))
        return try #require(told.apps.first { $0.name == name })
    }

    /// What the process was started with, line by line: `cmdline` or `environ`.
    func words(_ file: String) throws -> [String] {
        try Files.text("/proc/\(try pid())/\(file)").split(separator: "\0").map(String.init)
    }

    struct Facts: Decodable {
        var name: String
        var state: String
        var version: String?
        var `switch`: String?
        var switchReason: String?
        var listen: [Listening]
        var health: [StatusFacts.Probe]
        var unenforced: [String]
        var alerts: [String]
    }
    struct Listening: Decodable, Equatable {
        var name: String
        var port: Int
    }
    private struct Told: Decodable { var apps: [Facts] }
}
