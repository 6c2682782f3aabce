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
