import SlipwayNode
import Testing

/// The words of real Java VMs.
@Suite struct ArchiveVerdictTests {
    private func cause(_ words: String) -> String? { ArchiveVerdict.cause(words.utf8) }

    @Test func theReasonIsTheLineBeforeItsConsequences() {
        let log = """
            [info] trying to map /n/archives/k.jsa
            [info] Opened archive /n/archives/k.jsa.
            [info] Mapped static  region #2 at base 0x00007f8b1092c000 top 0x00007f8b109bd000 (Bitmap)
            [info] UseSharedSpaces: A jar file is not the one used while building the shared archive file: a.jar
            [info] Unmapping region #0 at base 0x00007f8a8a000000 (ReadWrite)
            [info] UseSharedSpaces: Unable to map shared spaces
            """
        #expect(cause(log) == "A jar file is not the one used while building the shared archive file: a.jar")
    }

    @Test func aReasonThatComesAfterItsConsequenceIsFoundAsWell() {
        let log = """
            [info] UseSharedSpaces: Unable to use shared archive.
            [info] The saved state of UseCompressedOops is different from runtime, CDS will be disabled.
            [info] UseSharedSpaces: Unable to map shared spaces
            """
        #expect(cause(log) == "The saved state of UseCompressedOops is different from runtime, CDS will be disabled.")
    }

    @Test func aHintForWhoeverCallsTheVMByHandIsLeftOut() {
        let log =
            "[info] UseSharedSpaces: shared class paths mismatch (hint: enable -Xlog:class+path=info to diagnose)\n"
            + "[info] UseSharedSpaces: Unable to map shared spaces\n"
        #expect(cause(log) == "shared class paths mismatch")
    }

    @Test func nothingSaidIsNoCause() {
        #expect(cause("") == nil)
        #expect(cause("\n\n[info]\n") == nil)
        #expect(cause("[info] UseSharedSpaces: Unable to map shared spaces\n") == nil)
    }

    @Test func hostileWordsAreCutAndPlain() throws {
        let long = try #require(cause(String(repeating: "x", count: 100_000)))
        #expect(long.count <= 301)
        let strange = try #require(ArchiveVerdict.cause(Array("red \u{1b}[31m".utf8) + [0xff, 0x07]))
        #expect(strange.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f })
    }
}
