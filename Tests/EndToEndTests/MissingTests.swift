import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

extension EndToEnd {
    /// The wrapper and what it keeps need no daemon: looking, stopping and starting work without one.
    @Test func withoutADaemonStatusStopAndStartStillWork() throws {
        let stage = try Stage()
        try stage.up()
        expect(try stage.deploy("1.0.0"), 0)
        kill(try stage.daemonPid(), SIGKILL)
        let refused = expect(try stage.deploy("1.1.0"), 69)
        #expect(refused.errors.contains("hint: start it with: slipway node up --root \(stage.root)"))
        #expect(expect(try stage.slipway("status", "hello"), 0).output.contains("slipwayd does not run"))
        #expect(stage.get("/")?.contains("1.0.0") == true)

        expect(try stage.slipway("stop", "hello"), 0)
        #expect(stage.get("/health") == nil)
        #expect(Processes.naming(stage.root + "/releases").isEmpty)
        expect(try stage.slipway("status", "hello"), 3)
        expect(try stage.slipway("start", "hello"), 0)
        #expect(stage.get("/health") == "OK")
        let jvm = try stage.jvm()

        try stage.up()
        try eventually("active again") { try stage.status().state == "active" }
        #expect(try stage.jvm() == jvm)
        let history = expect(try stage.slipway("history", "hello"), 0).output
        #expect(history.contains("stop by ") && history.contains("start by "))
    }

    /// A user who may not talk to the daemon learns that, and nothing else.
    @Test func aStrangerIsNotPermitted() throws {
        let stage = try Stage()
        try stage.up()
        let layout = NodeLayout(root: stage.root)
        let result: Command.Result
        if getuid() == 0 {
            result = try Command.run(
                "setpriv",
                ["--reuid", "65534", "--regid", "65534", "--clear-groups", Programs.slipway, "stop", "hello", "--root"]
                    + [stage.root])
        } else {
            try Disk.chmod(layout.run, 0o000)
            defer { try? Disk.chmod(layout.run, 0o700) }
            result = try stage.slipway("stop", "hello")
        }
        let refused = expect(result, 77)
        #expect(refused.errors.contains("slipway: "))
        expect(try stage.slipway("status"), 0)
    }

    /// One flipped byte, wherever it is, is found before anything is changed.
    @Test func anAlteredStoreOrBundleIsRefusedAndNothingIsLeft() throws {
        let stage = try Stage()
        try stage.up()
        expect(try stage.deploy("1.0.0"), 0)
        let before = try Leftovers(stage.root)

        let cut = stage.folder("cut.tar")
        let whole = try Files.read(try Releases.bundle("1.1.0"), limit: 1 << 30)
        try write(Array(whole.prefix(whole.count / 2)), to: cut)
        expect(try stage.slipway("deploy", cut), 65)
        let altered = stage.folder("altered.tar")
        var bytes = whole
        bytes[bytes.count / 3] ^= 0x20
        try write(bytes, to: altered)
        let refused = expect(try stage.slipway("deploy", altered), 65)
        #expect(refused.errors.contains("digest"), "\(refused.errors)")

        let store = stage.folder("store")
        expect(try Command.run("cp", ["-a", Releases.store, store]), 0)
        let blobs = try Files.walk(store + "/blobs/sha256").filter { $0.1.kind == .file }.sorted {
            $0.1.size > $1.1.size
        }
        let largest = store + "/blobs/sha256/" + (try #require(blobs.first).0)
        var blob = try Files.read(largest, limit: 1 << 30)
        blob[blob.count / 2] ^= 1
        try Disk.chmod(largest, 0o644)
        try write(blob, to: largest)
        expect(try stage.slipway("deploy", "hello:1.1.0", "--store", store), 65)

        #expect(stage.get("/")?.contains("1.0.0") == true)
        let after = try Leftovers(stage.root)
        #expect(after.files.symmetricDifference(before.files) == [])
        #expect(after.processes == before.processes)
    }

    private func write(_ bytes: [UInt8], to path: String) throws {
        let file = try Disk.create(path, mode: 0o644)
        try Disk.write(bytes, to: file, path)
    }
}

/// Every file of a node and every process that has to do with it. Sizes are left out, for a history grows, and what
/// Tomcat writes while it serves.
struct Leftovers: Equatable {
    let files: Set<String>
    let processes: Set<Int32>

    init(_ root: String) throws {
        files = Set(try Files.walk(root).map(\.0).filter { !$0.hasSuffix("/status.json") && !$0.contains("/work/") })
        processes = Set(Processes.naming(root))
    }
}
