import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

@testable import SlipwayVerbs

@Suite struct ReleaseSourceTests {
    @Test func aRefusedBundleIsToldByItsPathAndWithAHint() throws {
        let folder = try TemporaryFolder("bundle")
        let path = folder.path + "/env.sh"
        try DurableFile.replaceVolatile(path, with: Array("export A=1\n".utf8))
        let source = ReleaseSource(storeFolder: folder.path + "/store")
        let refusal = try #require(throws: Refusal.self) { try source.opened(path) }
        #expect(refusal.code == .badInput)
        #expect(refusal.sentence.hasPrefix("the bundle \(path) "), "\(refusal.sentence)")
        #expect(refusal.hint != nil)
    }

    @Test func whatIsNotAboutTheBundleStaysAsItIs() {
        let refusal = Refusal(.badInput, "hello has no listener https", hint: "it has listen.http")
        #expect(ReleaseSource.named(refusal, "a.tar") == refusal)
        let found = #expect(throws: Refusal.self) {
            try ReleaseSource.naming("hello:1.0.0") { throw Refusal(.badInput, "the bundle is refused: x") }
        }
        #expect(found?.sentence == "the bundle is refused: x")
    }

    @Test func aFileOnItsWayLiesWhereTheEnvironmentSays() {
        #expect(TemporaryPlace.folder(["TMPDIR": "/scratch"]) == "/scratch")
        #expect(TemporaryPlace.folder(["TMPDIR": ""]).hasSuffix("/tmp"))
        #expect(TemporaryPlace.folder([:]).hasSuffix("/tmp"))
    }
}
