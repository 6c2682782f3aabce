import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

extension EndToEnd {
    private static let forgeries = [
        (#"glibc="9.9""#, "GNU C library 9.9"), ("listen.0.port=70000", "cannot run"),
        ("limits.memory=9223372036854775000", "cannot run"), (#"nodeFiles=["../../x"]"#, "cannot run"),
    ]

    /// A release that asks for what this host cannot give, or for nonsense: refused when planned and when deployed, and
    /// the daemon and what it runs never notice.
    @Test func aReleaseThatCannotRunHereIsRefusedAndNothingIsLeft() throws {
        let stage = try Stage()
        try stage.up()
        expect(try stage.deploy("1.0.0"), 0)
        let before = try Leftovers(stage.root)
        for (edit, words) in Self.forgeries {
            let forged = try forge(stage, edit)
            let planned = try stage.slipway(
                "deploy", forged, "--app", "forged", "--accept", "unsigned", "--plan")
            #expect((planned.output + planned.errors).contains(words), "\(edit): \(planned.output)\(planned.errors)")
            let refused = expect(
                try stage.slipway("deploy", forged, "--app", "forged", "--accept", "unsigned"), 65)
            #expect(refused.errors.contains(words), "\(edit): \(refused.errors)")
        }
        let after = try Leftovers(stage.root)
        #expect(after.files.symmetricDifference(before.files) == [])
        #expect(after.processes == before.processes)
        #expect(stage.get("/health") == "OK")
    }

    private func forge(_ stage: Stage, _ edit: String) throws -> String {
        let forged = stage.folder("forged.tar")
        let program = Programs.repository + "/Tests/EndToEndTests/Samples/forge/forge.py"
        expect(try Command.run("python3", [program, try Releases.bundle("1.1.0"), forged, edit]), 0)
        return forged
    }
}
