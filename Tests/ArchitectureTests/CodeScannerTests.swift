import Testing

@Suite struct CodeScannerTests {
    private func words(_ text: String) -> [String] {
        CodeScanner.code(of: text).split(whereSeparator: \.isWhitespace).map(String.init)
    }

    @Test func commentsAreBlanked() {
        #expect(
            words("let a = 1 // rename(\n/// unlink(\nlet b /* one /* two */ three */ = 2") == [
                "let", "a", "=", "1", "let", "b", "=", "2",
            ])
    }

    @Test func textIsBlanked() {
        #expect(words(#"call("mkdir(\" // no comment", 2)"#) == ["call(", ",", "2)"])
        #expect(words("a = #\"one\"two\"# + b") == ["a", "=", "+", "b"])
        #expect(words("a = \"\"\"\n  \"rename(\" // x\n  \"\"\" + b") == ["a", "=", "+", "b"])
    }

    @Test func codeInsideTextStays() {
        #expect(words(#"a = "x \(name("y", (1))) z" + b"#) == ["a", "=", "name(", ",", "(1))", "+", "b"])
    }

    @Test func linesKeepTheirNumbers() {
        let text = "one\n/* two\nthree */\n\"\"\"\nfive\n\"\"\"\nseven"
        #expect(CodeScanner.code(of: text).split(separator: "\n", omittingEmptySubsequences: false)[6] == "seven")
    }
}
