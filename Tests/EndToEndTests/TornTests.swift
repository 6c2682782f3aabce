import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

/// Nothing torn: kill, no room, a broken disk and a short write at file changes of the daemon, the worker and the
/// wrapper. `make prove` takes every change, `make test` every seventh point.
extension EndToEnd {
    /// Counted on a stage of its own, while nothing fails.
    private func points(_ operation: TornOperation) throws -> [TornPoint] {
        let stage = try FaultStage()
        try TornOperation.prepare(stage)
        try operation.begin(stage)
        try stage.arm("any count 1 \(stage.log)")
        expect(try stage.slipway(operation.words(stage)), 0)
        stage.down()
        return TornPoint.all(operation, counted: try Files.text(stage.log))
    }

    @Test(arguments: TornOperation.allCases)
    func nothingIsTornByAFaultAtAFileChange(_ operation: TornOperation) throws {
        let all = try points(operation)
        let byRole = Dictionary(grouping: all, by: \.role).mapValues(\.count)
        #expect(byRole[.daemon, default: 0] > 0)
        print(
            "torn: \(operation.rawValue): \(all.count) points, "
                + byRole.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
        let record = try Self.record()
        let open = all.filter { record?.done.contains($0.description) == false }
        // What a run before this one has proven of these very programs is looked at in passing only.
        let chosen = open.isEmpty ? all.enumerated().filter { $0.offset % 7 == 3 }.map(\.element) : open
        let torn = try TornSweep(chosen, record: open.isEmpty ? nil : record).run(lanes: 3)
        for complaint in torn { Issue.record("\(complaint)") }
    }

    private static func record() throws -> TornRecord? {
        guard ProcessTable.environment()["SLIPWAY_PROVE"] != nil else { return nil }
        let program = try FaultStage.program()
        let facts = try #require(try Files.facts(program))
        return try TornRecord(
            Programs.repository + "/.build/proofs/torn-points.txt",
            program: "\(facts.size) \(facts.modified) \(facts.modifiedNanoseconds)")
    }
}
