import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

extension EndToEnd {
    /// A wrapper becomes another program while it is at work: the same process, the same children, no connection lost.
    @Test func aWrapperIsUpgradedInPlaceUnderAnOpenConnection() throws {
        let stage = try Stage()
        let programs = stage.folder("programs")
        try Folders.make(programs)
        for name in ["slipway", "slipwayd", "slipway-wrapper", "share"] {
            expect(try Command.run("cp", ["-r", parent(of: Programs.slipway) + "/" + name, programs + "/" + name]), 0)
        }
        func slipway(_ words: String...) throws -> Command.Result {
            try Command.run(programs + "/slipway", words + ["--root", stage.root], environment: ["NO_COLOR": "1"])
        }
        expect(try slipway("node", "up"), 0)
        defer { _ = try? slipway("node", "down", "--stop-apps") }
        expect(try slipway("deploy", try Releases.bundle("1.0.0"), "--set", "listen.http=\(stage.port)"), 0)
        let connection = try KeptConnection(stage.port)
        #expect(connection.head("/health")?.contains("200") == true)
        let (jvm, wrapper) = (try stage.jvm(), try stage.wrapperPid())
        let load = try Load(stage.port)

        // Another file in its place, as a package manager would put it there; the daemon's successor sees it.
        let fresh = programs + "/slipway-wrapper"
        expect(try Command.run("cp", [fresh, fresh + ".new"]), 0)
        try Disk.rename(fresh + ".new", to: fresh)
        expect(try slipway("node", "down"), 0)
        expect(try slipway("node", "up"), 0)
        let program = try Files.facts(fresh, following: true)?.inode
        try eventually("the wrapper is the new program") {
            try Files.facts("/proc/\(wrapper)/exe", following: true)?.inode == program
        }
        try eventually("it is at work") { try stage.slot()?.admitting == true && stage.slot()?.process?.pid == jvm }
        #expect(try stage.wrapperPid() == wrapper)
        #expect(connection.head("/health")?.contains("200") == true)
        let sum = try load.end()
        #expect(sum.failed == 0 && sum.asked > 0, "\(sum.failures)")
        // Its child is still its child: how it ends is known.
        kill(jvm, SIGKILL)
        #expect(stage.get("/health") == "OK")
        #expect(try stage.slot()?.exits.last?.how == "signal 9")
        #expect(expect(try slipway("events", "hello"), 0).output.contains("wrapper-upgraded"))

        // What cannot run is not become.
        expect(try Command.run("sh", ["-c", "echo broken > '\(fresh).new' && chmod 755 '\(fresh).new'"]), 0)
        try Disk.rename(fresh + ".new", to: fresh)
        expect(try slipway("node", "down"), 0)
        expect(try slipway("node", "up"), 0)
        try eventually("it says why it stays what it is") {
            try slipway("status", "hello").output.contains("slipway-wrapper")
        }
        #expect(try stage.wrapperPid() == wrapper)
        #expect(stage.get("/health") == "OK")
    }
}
