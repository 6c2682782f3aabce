import SlipwayArchive
import SlipwayModel
import Testing

@Suite struct SafePathTests {
    @Test(arguments: [
        ("a", "a"), ("a/b", "a/b"), ("./a/b", "a/b"), ("a/./b/", "a/b"), ("a//b", "a/b"), ("é/ü.txt", "é/ü.txt"),
        ("..a/b..", "..a/b.."), ("a/.whx", "a/.whx"), ("...", "..."), ("a b", "a b"),
    ])
    func goodPathsAreMadePlain(_ path: String, _ expected: String) throws {
        #expect(try SafePath.check(path, in: "it") == expected)
    }

    @Test(arguments: [
        "", ".", "./", "//", "/a", "/", "..", "../a", "a/..", "a/../b", "./../a", "a/.wh.b", ".wh..wh..opq", ".wh.x/y",
        "a\u{0}b",
        "a\nb", "a\u{7f}", String(repeating: "x", count: 256), String(repeating: "a/", count: 1600),
        // To the kernel these lead out, though a slash with an accent is another character to Swift.
        "..\u{2f}\u{301}a", "a\u{2f}\u{301}/../../b", "\u{2f}\u{301}etc",
    ])
    func badPathsAreRefused(_ path: String) {
        let refusal = #expect(throws: Refusal.self) { try SafePath.check(path, in: "the archive") }
        #expect(refusal?.code == .badInput)
        #expect(refusal?.sentence.hasPrefix("the archive holds '") == true)
        #expect(refusal?.sentence.contains("\n") == false)
    }

    @Test func aSlashWithAnAccentStillParts() throws {
        #expect(Array(try SafePath.check("a\u{2f}\u{301}b", in: "it").utf8) == Array("a\u{2f}\u{301}b".utf8))
        #expect(Array(try SafePath.check("./\u{301}b/", in: "it").utf8) == Array("\u{301}b".utf8))
    }
}
