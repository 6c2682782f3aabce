import SlipwayModel
import Testing

@Suite struct PropertiesFileTests {
    @Test(arguments: [
        ("a=b", ["a": "b"]),
        ("a = b ", ["a": "b "]),
        ("a:b", ["a": "b"]),
        ("a b=c", ["a": "b=c"]),
        ("a", ["a": ""]),
        ("  # no\n! no\n\na=1", ["a": "1"]),
        ("a=1\r\nb=2\rc=3", ["a": "1", "b": "2", "c": "3"]),
        ("a=one, \\\n   two, \\\r\n   three", ["a": "one, two, three"]),
        ("a=x\\\\\nb=2", ["a": "x\\", "b": "2"]),
        ("a\\ b\\=c\\:d=e", ["a b=c:d": "e"]),
        ("a=\\t\\n\\u00e9\\ud83d\\ude00\\z", ["a": "\t\n\u{e9}\u{1f600}z"]),
        ("a=1\na=2", ["a": "2"]),
        ("=x", ["": "x"]),
        ("a=\\uzz", ["a": "uzz"]),
        ("a=b\\", ["a": "b"]),
    ])
    func readsAsJavaDoes(text: String, values: [String: String]) {
        #expect(PropertiesFile(reading: Array(text.utf8)).values == values)
    }

    @Test func bytesThatAreNoUTF8AreLatin1() {
        #expect(PropertiesFile(reading: [97, 61, 0xe9]).values == ["a": "\u{e9}"])
        #expect(PropertiesFile(reading: [97, 61, 0xc3, 0xa9]).values == ["a": "\u{e9}"])
    }

    @Test func writesASCIIThatReadsBackEqual() {
        let file = PropertiesFile([
            "plain": "value", "with space=": " lead\ting", "\u{e4}": "\u{1f600} # not a comment", "empty": "",
            "path": "C:\\x", "lines": "a\nb\rc\u{c}",
        ])
        #expect(file.bytes.allSatisfy { $0 < 0x7f })
        #expect(PropertiesFile(reading: file.bytes) == file)
    }

    @Test func keysAreSorted() {
        #expect(PropertiesFile(["b": "1", "a": "2"]).bytes == Array("a=2\nb=1\n".utf8))
    }
}
