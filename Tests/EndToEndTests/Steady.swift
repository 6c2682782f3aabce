import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Synchronization
import Testing

/// The steady service on a node whose programs can be given faults and a wrong clock.
struct Steady {
    let stage: FaultStage
    var app: AppLayout { stage.layout.app("steady") }

    init(up: Bool = true, through tracer: [String] = []) throws {
        stage = try FaultStage()
        if up { try stage.up(through: tracer) }
    }

    /// `make prove` takes every case, `make test` some.
    static var provesAll: Bool { ProcessTable.environment()["SLIPWAY_PROVE"] != nil }

    // MARK: releases

    private static let folder = Mutex<TemporaryFolder?>(nil)

    /// The path of a version's bundle; 2.x has a trial of two seconds, x.x.9 sickens.
    static func bundle(_ version: String) throws -> String {
        try folder.withLock { folder in
            if folder == nil { folder = try TemporaryFolder("steady") }
            let own = try #require(folder)
            let bundle = own("\(version).oci.tar")
            if Files.exists(bundle) { return bundle }
            var words = ["build", SampleApp.samples + "/steady", "--version", version, "--store", own("store")]
            if version.hasPrefix("2.") { words += ["--set", "switch.trial=2s"] }
            if version.hasSuffix(".9") { words += ["--set", "steady.mood=sickens"] }
            expect(try Command.run(Programs.slipway, words + ["--output", bundle]), 0)
            return bundle
        }
    }

    // MARK: what is done to it

    func slipway(_ words: String...) throws -> Command.Result { try stage.patiently(words) }

    func deploy(_ version: String, _ more: String...) throws -> Command.Result {
        try stage.patiently(deployWords(version) + more)
    }

    func deployWords(_ version: String) throws -> [String] {
        ["deploy", try Self.bundle(version), "--set", "listen.http=\(stage.port)"]
    }

    func begin(_ words: [String]) throws -> ChildProcess {
        let null = try Disk.create(stage.daemonLog + ".client", appending: true)
        return try ChildProcess.launch(
            LaunchRequest(
                path: Programs.slipway, arguments: words + ["--root", stage.root],
                environment: ProcessTable.environment(), descriptors: [-1, null.fd, null.fd]))
    }

    /// What a release says of its health from now on: `OK`, `sick`, `sickens` or `wakes`.
    func say(_ word: String, of version: String) throws {
        try DurableFile.replace(app.shared + "/notes/" + version, with: Array((word + "\n").utf8))
    }

    /// No process, and a boot id that nobody has seen.
    func reboot() throws {
        stage.clear()
        try stage.disarm()
        let boot = ProcessTable.bootId()
        if Files.exists(app.status) {
            let text = try Files.text(app.status)
            #expect(text.contains(boot))
            try DurableFile.replace(
                app.status, with: Array(text.replacing(boot, with: "00000000-0000-0000-0000-000000000000").utf8))
        }
    }

    // MARK: what it tells

    /// The version that answers.
    var version: String? { stage.get()?.split(separator: " ").first.map(String.init) }

    func state() throws -> (state: String, generation: Int?, version: String?) {
        let told = try JSONText.value(Told.self, from: Array(try stage.slipway(["status", "--json"]).output.utf8))
        let app = told.apps.first { $0.name == "steady" }
        return (app?.state ?? "none", app?.generation, app?.version)
    }

    private struct Told: Decodable {
        struct App: Decodable {
            var name: String
            var state: String
            var generation: Int?
            var version: String?
        }
        var apps: [App]
    }

    struct Line: Decodable {
        var what: String
        var generation: Int?
        var from: Int?
        var outcome: String
        var reason: String?
        var took: Int64?
    }

    func history() throws -> [Line] {
        struct Document: Decodable { var lines: [Line] }
        let text = try stage.slipway(["history", "steady", "--json"]).output
        return try JSONText.value(Document.self, from: Array(text.utf8)).lines
    }

    /// `deploy 2 good`, one by one, of switches only.
    func switches() throws -> [String] {
        try history().filter { ["deploy", "rollback", "configure"].contains($0.what) }.map {
            "\($0.what) \($0.generation ?? 0) \($0.outcome)"
        }
    }

    struct Entry: Decodable {
        var seq: Int
        var up: Int64
    }

    /// The ledger's lines, each as text and as far as it is needed.
    func ledger() throws -> [(text: String, entry: Entry)] {
        struct Row: Decodable { var entry: Entry }
        return try Files.text(app.ledger).split(separator: "\n").map {
            (String($0), try JSONText.value(Row.self, from: Array($0.utf8)).entry)
        }
    }

    /// Who was asked for its health, and when.
    func asks() throws -> [(version: String, pid: Int32, at: Int64)] {
        try Files.text(app.shared + "/notes/asks").split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard words.count == 3, let pid = Int32(words[1]), let at = Int64(words[2]) else { return nil }
            return (String(words[0]), pid, at)
        }
    }

    /// After a start that had something to finish or to undo.
    func awaitEnd() throws {
        try eventually("the switch has ended") {
            try !history().contains { $0.outcome == "under way" } && state().state == "active"
        }
    }

    // MARK: one change of a file after the other

    /// Lets the daemon make its changes one by one, until its ledger tells `words`; it stands before its next change.
    func step(until words: String) throws -> Bool {
        let daemon = try #require(stage.daemon)
        let deadline = Clock.monotonic() + 20_000
        while Clock.monotonic() < deadline {
            if isStopped(daemon.pid) {
                if ((try? Files.text(app.ledger)) ?? "").contains(words) { return true }
                daemon.signal(SIGCONT)
            }
            _ = poll(nil, 0, 1)
        }
        return false
    }

    private func isStopped(_ pid: Int32) -> Bool {
        guard let text = try? Files.text("/proc/\(pid)/stat"), let end = text.lastIndex(of: ")") else { return false }
        return text[end...].dropFirst(2).first == "T"
    }
}
