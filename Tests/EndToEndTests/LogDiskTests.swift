import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

extension EndToEnd {
    /// Lines go when there is no room for them, each of them counted; the app never waits.
    @Test func aFullLogDiskCostsLinesAndHoldsNobodyUp() throws {
        let stage = try Stage()
        let patient = try Patient(on: stage)
        let answers = stage.folder("answers")
        try Folders.make(answers)
        let result = try Command.run(
            "unshare",
            (getuid() == 0 ? ["-m"] : ["-r", "-m"]) + [
                "bash", Programs.repository + "/Tests/EndToEndTests/small-log-disk.sh",
            ],
            environment: [
                "ROOT": stage.root, "ANSWERS": answers, "SLIPWAY": Programs.slipway, "WORD": Patient.word,
                "PORT": "\(try #require(patient.app.ports["http"]))", "BUNDLE": try patient.app.build("1.0.0"),
                "NO_COLOR": "1",
            ])
        #expect(result.ending == .exited(0), "\(result.output)\(result.errors)")
        let told = Dictionary(
            result.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
                .filter { $0.count == 2 }.map { ($0[0], $0[1]) }, uniquingKeysWith: { $1 })
        #expect(told["shout"] == "done" && told["health"] == "OK" && told["again"] == "done")
        let kept = try #require(told["kept"].flatMap { Int($0) })
        let lost = try #require(told["told"].flatMap { Int($0) })
        #expect(lost > 0 && told["restarts"] == "0")
        // A line may be half in the file and half lost; then it counts as both.
        #expect((20_000...20_001).contains(kept + lost), "\(kept) kept, \(lost) counted as lost")
        HealingTable.add(
            .init(
                fault: "20,000 lines on a log disk of 256 KiB",
                verdict: "none: it serves on, \(lost) lines counted as lost", evidence: "log, status `logLost`",
                seconds: nil))
        try HealingTable.print()
    }
}
