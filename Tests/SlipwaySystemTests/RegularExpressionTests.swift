import Glibc
import SlipwaySystem
import Testing

@Suite struct RegularExpressionTests {
    @Test(arguments: [
        ("up", "it is up", true), ("^up$", "up", true), ("^up$", "up\n", false), ("^up$", "", false),
        ("[0-9]{2,3} of [[:alpha:]]+", "12 of all", true), ("[]a]b", "]b", true), ("a|b", "b", true),
        ("\"status\": *\"(up|ok)\"", "{\"status\":  \"ok\"}", true), ("c$", "a\0c", true), ("é+", "éé", true),
        ("^$", "", true), ("a\\.b", "axb", false), ("x{0,1}y?z*", "", true),
    ])
    func itMatchesAsGrepDoes(_ pattern: String, _ text: String, _ matches: Bool) throws {
        #expect(try RegularExpression(pattern).matches(Array(text.utf8)) == matches)
    }

    @Test(arguments: [
        ("", "it is empty"), ("a(b", "unmatched ( or \\("), ("[a", "unmatched [, [^, [:, [., or [="),
        ("(a)\\1", "it names what a group has matched"), ("a\0b", "a NUL is in it"),
        (String(repeating: "a", count: 1001), "it is longer than 1000 bytes"),
        (String(repeating: "(", count: 60), "its brackets are nested too deep"),
    ])
    func whatIsNoneIsRefusedInWords(_ pattern: String, _ says: String) {
        let fault = #expect(throws: RegularExpression.Fault.self) { _ = try RegularExpression(pattern) }
        #expect(fault?.description == says)
    }

    /// Each of these would take gigabytes to compile.
    @Test(arguments: [
        "((((a{255}){255}){255}){255})", "a{255}{255}{255}", "(a*{99}){99}", "((a{200}){0,200})", "a{32767}",
        "a{99,}{99}",
        String(repeating: "(", count: 20) + "a" + String(repeating: "+)", count: 20), "(a{99}?){99}", "([a]{99}b){99}",
        "([[:alpha:]{99}]{99}b){99}", "a++++++++++++++++++++", "(()){30000}", "(a|b)*a(a|b){90}c",
    ])
    func repetitionsAreBounded(_ pattern: String) {
        #expect(throws: RegularExpression.Fault.self) { _ = try RegularExpression(pattern) }
    }

    /// Each would take the C library seconds to minutes, and up to a gigabyte.
    @Test(arguments: [
        "(a|b)*a(a|b){58}c", "[ab]*a[ab]{230}c", "((a*)*b?)*.{200}c", "(a?){80}a{80}c", "(.*a.*b){30}c",
        (0..<20).map { "[a\(UnicodeScalar(UInt8(97 + $0)))].{8}c" }.joined(separator: "|"),
    ])
    func theWorstOnesEnd(_ pattern: String) throws {
        let expression = try RegularExpression(pattern)
        var number: UInt32 = 7
        let text = (0..<RegularExpression.mostText).map { _ in
            number = number &* 1_664_525 &+ 1_013_904_223
            return UInt8(97 + number >> 24 & 1)
        }
        #expect(!expression.matches(text))
    }

    /// The C library runs each pattern as well.
    @Test(arguments: [
        "a|b|", "(a|)b", "x*", "^a|b$", "(^a)b", "a$|c", "[^a]", "[a-c]x", "[]-a]", "[a-]", "[[.-.]a]", "[[=b=]]c",
        "[[:upper:][:digit:]]+$", "a{2}", "a{2,}b", "a{0,2}b", "a{,2}c", "(ab?){2,3}$", "\\.", "\\w\\W", "\\S\\s",
        "a.c",
        "((a|b)(c|d))+", "a)", "()a", "(a*)*b", "(a*)+$", "^$", "^^a", "a$$", "b+?", "[\\.]",
    ])
    func itSaysWhatTheCLibrarySays(_ pattern: String) throws {
        var compiled = regex_t()
        try #require(regcomp(&compiled, pattern, REG_EXTENDED | REG_NOSUB) == 0)
        defer { regfree(&compiled) }
        let expression = try RegularExpression(pattern)
        let letters: [Character] = ["a", "b", "c", "-", "]", "A", " ", "1", "."]
        var texts = [""]
        for _ in 0..<3 { texts += texts.flatMap { text in letters.map { text + String($0) } } }
        for text in Set(texts) {
            #expect(
                expression.matches(Array(text.utf8)) == (regexec(&compiled, text, 0, nil, 0) == 0),
                "\(pattern) on '\(text)'")
        }
    }

    @Test func usualRepetitionsAreNot() throws {
        let time = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z"
        #expect(try RegularExpression(time).matches(Array("at 2026-11-22T07:30:00.123Z".utf8)))
        #expect(try RegularExpression("^([0-9]{1,3}\\.){3}[0-9]{1,3}$").matches(Array("127.0.0.1".utf8)))
        #expect(throws: RegularExpression.Fault.self) { _ = try RegularExpression("a{b") }
    }

    @Test func aLongTextIsLookedAtToItsBound() throws {
        let pattern = try RegularExpression("end")
        let room = [UInt8](repeating: 97, count: RegularExpression.mostText - 3)
        #expect(pattern.matches(room + Array("end".utf8)))
        #expect(!pattern.matches(room + Array("xend".utf8)))
    }
}
