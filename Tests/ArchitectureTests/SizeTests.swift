import Testing

@Suite struct SizeTests {
    /// The rule: no file over 500 lines, half of them not over 100.
    private func complaints(about files: [SourceFile]) -> [String] {
        var found = files.filter { $0.lineCount > 500 }.map { "\($0.path): \($0.lineCount) lines, 500 allowed" }
        let sizes = files.map(\.lineCount).sorted()
        if let median = sizes.isEmpty ? nil : sizes[sizes.count / 2], median > 100 {
            found.append("the median file has \(median) lines, 100 allowed")
        }
        return found
    }

    private func file(_ name: String, lines: Int) -> SourceFile {
        SourceFile(path: "Sources/Sample/\(name).swift", text: String(repeating: "let a = 1\n", count: lines))
    }

    @Test(arguments: ["Sources", "Tests"])
    func filesAreSmall(folder: String) throws {
        let files = try SourceTree.swiftFiles(below: folder)
        #expect(files.count > 5)
        let found = complaints(about: files)
        #expect(found == [])
    }

    @Test func aLongFileIsReported() {
        let files = [file("A", lines: 10), file("B", lines: 500), file("C", lines: 501), file("D", lines: 10)]
        #expect(complaints(about: [files[0], files[3], files[1]]) == [])
        #expect(
            complaints(about: [files[0], files[3], files[0], files[2]]) == [
                "Sources/Sample/C.swift: 501 lines, 500 allowed"
            ])
    }

    @Test func manyMiddlingFilesAreReported() {
        let files = [file("A", lines: 10), file("B", lines: 101), file("C", lines: 120)]
        #expect(complaints(about: files) == ["the median file has 101 lines, 100 allowed"])
    }
}
