import Testing

/// What the documents promise is what the sources say.
@Suite struct DocumentTests {
    @Test func theExitCodesAreTheOnesInTheBook() throws {
        let source = CodeScanner.code(of: try SourceTree.text("Sources/SlipwayModel/ExitCode.swift"))
        let coded = source.split(separator: "\n").compactMap { line -> Int? in
            let words = line.split(separator: " ")
            return words.count == 4 && words[0] == "case" && words[2] == "=" ? Int(words[3]) : nil
        }
        let written = try SourceTree.text("docs/cli.md").split(separator: "\n").compactMap { line -> Int? in
            let cells = line.split(separator: "|").map { $0.filter { $0 != " " && $0 != "`" } }
            return line.hasPrefix("|") ? cells.first.flatMap { Int($0) } : nil
        }
        #expect(coded.count > 5)
        #expect(written == coded)
    }
}
