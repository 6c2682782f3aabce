import SlipwaySystem
import SlipwayTesting
import Testing

/// docs/json.md shows what the programs print, field by field: a change here is a change for users.
@Suite struct JSONBookTests {
    private static func book() throws -> JSONBook {
        let tests = parent(of: parent(of: #filePath))
        return JSONBook(text: try Files.text(parent(of: tests) + "/docs/json.md"))
    }

    @Test(arguments: try DocumentSamples.all)
    func theExampleIsWhatIsPrinted(_ sample: DocumentSamples.Sample) throws {
        let section = try #require(try Self.book().sections.first { $0.heading == sample.heading })
        #expect(section.example == sample.text, "docs/json.md, \(sample.heading) should show:\n\(sample.text)")
    }

    @Test(arguments: try DocumentSamples.all)
    func theTableNamesEveryFieldAndNoOther(_ sample: DocumentSamples.Sample) throws {
        let section = try #require(try Self.book().sections.first { $0.heading == sample.heading })
        let printed = JSONFields.paths(in: sample.text)
        #expect(printed.subtracting(section.fields).sorted() == [], "not told of in \(sample.heading)")
        #expect(Set(section.fields).subtracting(printed).sorted() == [], "told of in \(sample.heading), never printed")
        #expect(Set(section.fields).count == section.fields.count, "told twice in \(sample.heading)")
    }

    @Test func everySectionIsAboutADocument() throws {
        let known = try DocumentSamples.all.map(\.heading)
        #expect(try Self.book().sections.map(\.heading) == known)
    }

    @Test func aBookIsReadBySections() {
        let text = "# T\n## A\n| `a` | x |\n| `b[].c`, `.d` | x |\n```json\n{\n}\n```\n## B\n"
        #expect(
            JSONBook(text: text).sections == [
                .init(heading: "A", example: "{\n}", fields: ["a", "b[].c", "b[].d"]),
                .init(heading: "B", example: "", fields: []),
            ])
    }

    @Test func fieldsAreFoundAtEveryDepth() {
        let text = #"{"a" : 1, "b" : [{"c" : "x, \" }", "d" : []}, {"e" : {"f" : true}}], "g" : ["h"]}"#
        #expect(
            JSONFields.paths(in: text) == ["a", "b[]", "b[].c", "b[].d[]", "b[].e", "b[].e.f", "g[]"])
    }
}
