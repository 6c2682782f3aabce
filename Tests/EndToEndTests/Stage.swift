import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

/// A node of a test's own, driven as a user drives it: by the programs in dist/, on a real Tomcat.
final class Stage {
    let folder: TemporaryFolder
    let port: Int
    var root: String { folder("node") }
    var app: AppLayout { NodeLayout(root: root).app("hello") }
    private var isUp = false

    init() throws {
        folder = try TemporaryFolder("e2e")
        port = try FreePort.any()
    }

    deinit { clear() }

    /// Ends whatever is left of the node.
    func clear() {
        if isUp { _ = try? slipway("node", "down", "--stop-apps") }
        for pid in Processes.naming(root) { kill(pid, SIGKILL) }
    }

    func up() throws {
        try expect(slipway("node", "up"), 0)
        isUp = true
    }

    /// Runs `slipway VERB … --root ROOT`.
    func slipway(_ words: String...) throws -> Command.Result {
        try Command.run(Programs.slipway, words + ["--root", root], environment: ["NO_COLOR": "1"])
    }

    func deploy(_ version: String, _ more: String...) throws -> Command.Result {
        try Command.run(
            Programs.slipway,
            ["deploy", try Releases.bundle(version), "--set", "listen.http=\(port)", "--root", root] + more,
            environment: ["NO_COLOR": "1"])
    }

    /// A body of the public port; nil when it is not a 200.
    func get(_ path: String) -> String? { Web.get(port, path) }

    func jvm() throws -> Int32 {
        let status = try slot()
        return try #require(status?.process?.pid)
    }

    /// The live slot as the wrapper's status file tells it.
    func slot() throws -> WrapperStatus.Slot? {
        let status = try JSONText.value(WrapperStatus.self, from: try Files.read(app.status))
        return status.slots.first { $0.admitting } ?? status.slots.last
    }

    func wrapperPid() throws -> Int32 {
        try JSONText.value(WrapperStatus.self, from: try Files.read(app.status)).wrapper.pid
    }

    func daemonPid() throws -> Int32 {
        let result = try slipway("node", "status", "--json")
        return try JSONText.value(NodeFacts.self, from: Array(result.output.utf8)).pid
    }

    func status() throws -> StatusFacts.App {
        let result = try slipway("status", "--json")
        let facts = try JSONText.value(StatusFacts.self, from: Array(result.output.utf8))
        return try #require(facts.apps.first)
    }

    private struct NodeFacts: Decodable { var pid: Int32 }
}

/// The promised fields of `status --json`, read by a stranger.
struct StatusFacts: Decodable {
    struct App: Decodable {
        var name: String
        var state: String
        var generation: Int?
        var version: String?
        var digest: String?
        var pid: Int32?
        var since: String?
        var restarts: Int
        var `switch`: String?
        var health: [Probe]
        var warm: Int?
        var cause: String?
        var warmStart: WarmStart?
    }
    struct WarmStart: Decodable {
        var state: String
        var classes: Int?
        var cause: String?
    }
    struct Probe: Decodable {
        var probe: String
        var verdict: String
        var detail: String
    }
    var apps: [App]
}

@discardableResult
func expect(
    _ result: Command.Result, _ code: Int32, _ location: SourceLocation = #_sourceLocation
) -> Command.Result {
    #expect(
        result.ending == .exited(code), "\(result.output)\(result.errors)", sourceLocation: location)
    return result
}
