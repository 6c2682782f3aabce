import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

extension EndToEnd {
    private static var folder: String { Programs.repository + "/Tests/EndToEndTests/Transcripts" }

    @Test(arguments: ["1-without-a-daemon.txt", "2-first-hour.txt"])
    func whatIsPrintedIsWhatIsTold(_ name: String) throws {
        let stage = try Stage()
        var values = ["port": "\(stage.port)"]
        for version in ["1.0.0", "1.1.0", "1.2.0"] { values[version] = try Releases.bundle(version) }
        try Transcript(Self.folder + "/" + name).play(root: stage.root, values)
        #expect(Processes.naming(stage.root).isEmpty)
    }

    @Test func theNamedTranscriptsAreAllThereAre() throws {
        #expect(try Files.names(in: Self.folder) == ["1-without-a-daemon.txt", "2-first-hour.txt"])
    }

    @Test(arguments: [("a … c", "a b c", true), ("a … c", "a b d", false), ("a", "ab", false), ("…b", "ab", true)])
    func patternsMatchWhole(_ pattern: String, _ line: String, _ matches: Bool) {
        #expect(Transcript.matches(line, pattern) == matches)
    }
}
