import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

/// What fuzzing has found, and what it starts from: each file ends with an answer, and none of them takes long.
@Suite struct CorpusTests {
    private static let folder = parent(of: #filePath) + "/corpus"

    @Test(arguments: FuzzTarget.all.map(\.name)) func everyFileGetsAnAnswer(_ name: String) throws {
        let target = try #require(FuzzTarget.all.first { $0.name == name })
        let folder = try TemporaryFolder("corpus")
        let files = try Files.names(in: Self.folder + "/" + name)
        #expect(files.count > 2)
        var taken = 0
        for file in files {
            let begun = Clock.monotonic()
            let error = target.run(try Files.read(Self.folder + "/" + name + "/" + file), at: folder("input"))
            if error == nil { taken += 1 }
            #expect(!(error is Contradiction), "\(file): \(error.map { "\($0)" } ?? "")")
            #expect((error as? Refusal).map { $0.code == .badInput } ?? true, "\(file)")
            #expect(Clock.monotonic() - begun < 10_000, "\(file)")
        }
        // Some are good: a target that refuses whatever it gets would find nothing.
        #expect(taken > 0)
    }

    @Test func theCorpusIsSmall() throws {
        let all = try Files.walk(Self.folder).filter { $0.facts.kind == .file }
        #expect(all.reduce(0) { $0 + $1.facts.size } < 200 << 10)
        #expect(all.allSatisfy { $0.facts.size <= 16 << 10 })
    }
}
