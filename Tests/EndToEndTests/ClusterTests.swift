import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

extension EndToEnd {
    /// The warm generation is a member of the cluster too, so a killed process gets its sessions back from it.
    @Test func aSessionOfAClusterLivesThroughSwitchRollbackAndKill() throws {
        let stage = try Stage()
        try stage.up()
        let visits = try SampleApp("visits", recipe: SampleApp.samples + "/visits", on: stage)
        expect(try visits.deploy("1.0.0"), 0)
        let visitor = Visitor(port: visits.ports["http"] ?? 0, jar: stage.folder("cookies"))
        #expect(try visitor.visit() == Visitor.Answer(version: "1.0.0", count: 1))
        #expect(try visitor.visit() == Visitor.Answer(version: "1.0.0", count: 2))

        expect(try visits.deploy("1.1.0"), 0)
        #expect(try visitor.visit() == Visitor.Answer(version: "1.1.0", count: 3))
        let before = try visits.pid()
        kill(before, SIGKILL)
        #expect(try visitor.visit() == Visitor.Answer(version: "1.1.0", count: 4))
        #expect(try visits.pid() != before)

        expect(try stage.slipway("rollback", "visits"), 0)
        #expect(try visitor.visit() == Visitor.Answer(version: "1.0.0", count: 5))
        try joinsAThird(visits, visitor)
    }

    /// On another node, by one address of one process: it has the session, and nobody was started again for it.
    private func joinsAThird(_ visits: SampleApp, _ visitor: Visitor) throws {
        let before = try visits.processes()
        #expect(before.count == 2)
        let other = try Stage()
        try other.up()
        let third = try SampleApp("visits", recipe: visits.recipe, on: other)
        let address = try Files.text(visits.layout.slot(1) + "/member").filter { !$0.isNewline }
        let deploy = ["deploy", visits.bundle("1.1.0"), "--set", "listen.http=\(third.ports["http"] ?? 0)"]
        func deployed(_ members: String) throws -> Command.Result {
            try Command.run(
                Programs.slipway, deploy + ["--set", "cluster.members=\(members)", "--root", other.root],
                environment: ["NO_COLOR": "1"])
        }
        let refused = expect(try deployed("node2"), 65)
        #expect(refused.errors.contains("cluster.members: node2 is no address of a member"), "\(refused.errors)")
        expect(try deployed(address), 0)
        #expect(try Files.text(third.layout.members) == address + "\n")
        let there = Visitor(port: third.ports["http"] ?? 0, jar: visitor.jar)
        #expect(try there.visit() == Visitor.Answer(version: "1.1.0", count: 6))
        #expect(try visitor.visit() == Visitor.Answer(version: "1.0.0", count: 7))
        #expect(try there.visit().count == 8)
        #expect(try visits.processes() == before)
    }

    /// What the test above sees is the cluster's doing.
    @Test func withoutAClusterASessionEndsWithItsProcess() throws {
        let stage = try Stage()
        try stage.up()
        let visits = try SampleApp("visits", recipe: SampleApp.samples + "/visits", on: stage)
        expect(try visits.deploy("1.0.0", "cluster.sessions=none"), 0)
        let visitor = Visitor(port: visits.ports["http"] ?? 0, jar: stage.folder("cookies"))
        #expect(try visitor.visit().count == 1)
        #expect(try visitor.visit().count == 2)
        kill(try visits.pid(), SIGKILL)
        #expect(try visitor.visit().count == 1)
    }
}

/// A client that keeps its cookies between requests.
private struct Visitor {
    struct Answer: Equatable {
        var version: String
        /// The visits of its session.
        var count: Int
    }
    let port: Int
    let jar: String

    func visit() throws -> Answer {
        let result = expect(
            try Command.run(
                "curl", ["-fsSi", "--max-time", "40", "-b", jar, "-c", jar, "http://127.0.0.1:\(port)/counter"]), 0)
        let version = try #require(text(in: result.output, after: "X-Hello-Version: ", until: "\r"))
        let count = try #require(text(in: result.output, after: "id=\"count\">", until: "<").flatMap { Int($0) })
        return Answer(version: version, count: count)
    }

    private func text(in whole: String, after start: String, until end: Character) -> String? {
        let lines = whole.split(whereSeparator: \.isNewline).map { $0 + "\r" }
        for line in lines {
            let parts = line.split(separator: start, maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { return parts[1].prefix { $0 != end }.filter { !$0.isNewline }.description }
        }
        return nil
    }
}
