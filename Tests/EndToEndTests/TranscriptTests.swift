import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

extension EndToEnd {
    private static var folder: String { Programs.repository + "/Tests/EndToEndTests/Transcripts" }
    private static let names = ["1-without-a-daemon.txt", "2-first-hour.txt", "3-build.txt", "4-mistakes.txt"]

    @Test(arguments: names)
    func whatIsPrintedIsWhatIsTold(_ name: String) throws {
        let stage = try Stage()
        let empty = stage.folder("empty")
        try Folders.make(empty)
        var values = [
            "port": "\(stage.port)", "store": Releases.store, "recipe": Programs.repository + "/recipes/hello",
            "folder": empty, "transcripts": Self.folder,
        ]
        for version in ["1.0.0", "1.1.0", "1.2.0"] { values[version] = try Releases.bundle(version) }
        try Transcript(Self.folder + "/" + name).play(root: stage.root, values)
        #expect(Processes.naming(stage.root).isEmpty)
    }

    @Test func theNamedTranscriptsAreAllThereAre() throws {
        #expect(try Files.names(in: Self.folder).filter { $0.hasSuffix(".txt") } == Self.names)
    }

    @Test(arguments: [("a … c", "a b c", true), ("a … c", "a b d", false), ("a", "ab", false), ("…b", "ab", true)])
    func patternsMatchWhole(_ pattern: String, _ line: String, _ matches: Bool) {
        #expect(Transcript.matches(line, pattern) == matches)
    }
}
