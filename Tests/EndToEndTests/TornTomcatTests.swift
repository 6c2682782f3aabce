import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

/// The same on a real Tomcat, at a few points of a deploy under load: 20 in `make prove`, 3 in `make test`.
extension EndToEnd {
    @Test func nothingIsTornOnATomcat() throws {
        let tomcat = try TornTomcat()
        let count = ProcessTable.environment()["SLIPWAY_PROVE"] == nil ? 3 : 20
        let kinds: [FaultPlan.Kind] = [.kill, .enospc, .eio]
        // As long as a worker fails, the release is not installed, and the next worker unpacks it as well.
        let unpacking = max(count / 4, 1)
        for sample in 0..<unpacking { try tomcat.play("worker", kinds[sample % 3], 1 + sample * 60, isLast: false) }
        let calls = try tomcat.count()
        for sample in unpacking..<count {
            let call = calls[(sample - unpacking) * calls.count / (count - unpacking)]
            try tomcat.play(call.role.rawValue, kinds[sample % 3], call.number, isLast: true)
        }
    }
}

/// An app hello that goes to and fro between two releases.
private final class TornTomcat {
    private let stage: FaultStage
    private var present = "1.0.0"

    init() throws {
        stage = try FaultStage(isLarge: true)
        try stage.up()
        expect(try deploy("1.0.0"), 0)
    }

    private var other: String { present == "1.0.0" ? "1.1.0" : "1.0.0" }

    private func deploy(_ version: String, _ more: String...) throws -> Command.Result {
        try stage.patiently(["deploy", try Releases.bundle(version), "--set", "listen.http=\(stage.port)"] + more)
    }

    private func served() -> String? {
        let page = Web.get(stage.port, "/") ?? ""
        return ["1.0.0", "1.1.0"].first { page.contains("<td>\($0)") }
    }

    private func change() throws {
        // A start that a broken disk has prevented counts against the release.
        expect(try deploy(other, "--force"), 0)
        present = other
        #expect(served() == present)
    }

    /// The calls of a deploy of what is installed.
    func count() throws -> [FaultCall] {
        try change()
        try stage.arm("any count 1 \(stage.log)")
        try change()
        try stage.disarm()
        return FaultCall.calls(in: try Files.text(stage.log))
    }

    /// `isLast`: the next deploy follows, to the release that does not serve.
    func play(_ role: String, _ kind: FaultPlan.Kind, _ number: Int, isLast: Bool) throws {
        let load = try Load(stage.port)
        try stage.arm("\(role) \(kind.rawValue) \(number) \(stage.log)")
        let result = try deploy(other)
        stage.down()
        try stage.disarm()
        let point = "\(role) \(kind.rawValue) \(number) " + ((try? Files.text(stage.log)) ?? "was not met")
        #expect(Files.exists(stage.fired), "\(point)")
        try stage.up()
        try eventually("the app is back after \(point)") { served() != nil }
        let sum = try load.end()
        if role != "wrapper" { #expect(sum.failed == 0, "\(point): \(sum.failures)") }
        let then = served()
        if result.ending == .exited(0) { #expect(then == other, "\(point)") }
        if result.ending == .exited(1) || result.ending == .exited(73) { #expect(then == present, "\(point)") }
        // Returns once the recovery is over.
        expect(try stage.patiently(["start", "hello"]), 0)
        present = try #require(served())
        expect(try stage.slipway(["history", "hello", "--json"]), 0)
        expect(try stage.patiently(["verify", "hello"]), 0)
        #expect(stage.leftOvers() == [], "\(point)")
        if isLast { try change() }
        try Disk.unlink(stage.fired)
        print("torn: tomcat: \(result.ending) after \(point)")
    }
}
