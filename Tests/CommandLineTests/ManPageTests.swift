import SlipwaySystem
import SlipwayTesting
import Testing

@testable import SlipwayVerbs
@testable import slipway

@Suite struct ManPageTests {
    private static let hasFormatter = Command.find("groff", in: "/usr/local/bin:/usr/bin:/bin") != nil

    @Test func everyVerbHasAPage() throws {
        let pages = ManCommand.pages(try ToolDescription(of: Slipway.tree))
        #expect(pages.map(\.name) == ["slipway"] + Slipway.tree.verbs.map { "slipway-\($0.name)" })
        #expect(pages.allSatisfy { $0.text.contains(".SH NAME") && $0.text.contains("Example: ") })
    }

    @Test(.enabled(if: hasFormatter, "groff is not here"))
    func theFormatterHasNothingToWarnOf() throws {
        let folder = try TemporaryFolder("man")
        for page in ManCommand.pages(try ToolDescription(of: Slipway.tree)) {
            let path = folder.path + "/" + page.name
            try DurableFile.replaceVolatile(path, with: Array(page.text.utf8))
            let result = try Command.run("groff", ["-man", "-Tutf8", "-P-cbou", "-ww", path])
            #expect(result.succeeded)
            #expect(result.errors == "", "\(page.name)")
            #expect(result.output.contains("--help"), "\(page.name)")
        }
    }

    @Test(arguments: [
        ("a-b", "a\\-b"), (".x", "\\&.x"), ("'x", "\\(aqx"), ("\\", "\\e"), ("…", "\\[u2026]"),
        ("\"~^`", "\\(dq\\(ti\\(ha\\(ga"),
    ])
    func lettersWithAMeaningAreWrittenOut(_ text: String, _ roff: String) {
        #expect(Roff.text(text) == roff)
    }
}
