import SlipwayArchive
import SlipwayModel
import Testing

@Suite struct NameTwinsTests {
    @Test(arguments: [
        ("a/Readme", "a/README"), ("gr\u{fc}", "gru\u{308}"), ("\u{c4}", "\u{e4}"), ("\u{c4}", "a\u{308}"),
        ("K", "\u{212a}"),
        ("a/b", "A/b"),
    ]) func twinsAreFound(_ pair: (String, String)) {
        for (first, second) in [pair, (pair.1, pair.0)] {
            var twins = NameTwins()
            #expect(twins.add(first) == nil)
            #expect(twins.add(first) == nil)
            #expect(twins.add(second)?.utf8.elementsEqual(first.utf8) == true)
        }
    }

    @Test func whatDiffersIsNoTwin() {
        var twins = NameTwins()
        for name in ["a", "b", "a/b", "ab", "u", "\u{fc}", "1", "\u{661}"] { #expect(twins.add(name) == nil) }
    }

    @Test func composedNamesAreTold() {
        for name in ["a", "gr\u{fc}.txt", "\u{ac00}", "日本"] { #expect(NameTwins.isComposed(name)) }
        for name in ["gru\u{308}", "\u{1100}\u{1161}", "a/e\u{301}"] { #expect(!NameTwins.isComposed(name)) }
    }

    @Test func anArchiveMayUnpackToSoMuchOfItsSize() throws {
        #expect(ExpansionBound.most(packed: 0) == 64 << 20)
        #expect(ExpansionBound.most(packed: 1 << 20) == 314 << 20)
        #expect(ExpansionBound.most(packed: .max) == .max)
        #expect(ExpansionBound.most(packed: -1) == 64 << 20)
        try ExpansionBound.check("it", unpacked: 314 << 20, packed: 1 << 20)
        let refusal = #expect(throws: Refusal.self) {
            try ExpansionBound.check("it", unpacked: (314 << 20) + 1, packed: 1 << 20)
        }
        #expect(refusal?.code == .badInput && refusal?.sentence.hasPrefix("it is a bomb") == true)
    }
}
