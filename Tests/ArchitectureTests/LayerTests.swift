import Testing

@Suite struct LayerTests {
    /// The rule: each import of a file is one that the table grants to its module.
    private func complaints(about file: SourceFile) -> [String] {
        let allowed = LayerTable.modules[file.module]?.allowed ?? []
        return ImportReader.modules(in: file.code).filter { !allowed.contains($0) }
            .map { "\(file.path): \(file.module) must not import \($0)" }
    }

    @Test func everyImportIsInTheTable() throws {
        let files = try SourceTree.swiftFiles(below: "Sources")
        #expect(files.count > 20)
        let found = files.flatMap(complaints)
        #expect(found == [])
    }

    @Test func theTableNamesTheFoldersThatExist() throws {
        let folders = try SourceTree.modules(below: "Sources")
        #expect(folders == LayerTable.modules.keys.sorted())
    }

    @Test(arguments: [
        "import SlipwayNode", "package import SlipwayNode", "@preconcurrency import SlipwayNode",
        "internal import SlipwayNode", "import struct SlipwayNode.Node", "@_spi(Inner) @testable import SlipwayNode",
        "import Glibc; import SlipwayNode", "  fileprivate  import\tSlipwayNode", "import SlipwayNode // Glibc",
        "@_exported import class SlipwayNode.Node", "#if os(Linux)\nimport SlipwayNode\n#endif",
        "import\n  SlipwayNode",
    ])
    func anImportFromAboveIsReported(text: String) {
        let file = SourceFile(path: "Sources/SlipwayStore/Bad.swift", text: "import Glibc\n" + text + "\nlet a = 1\n")
        #expect(complaints(about: file) == ["Sources/SlipwayStore/Bad.swift: SlipwayStore must not import SlipwayNode"])
    }

    @Test func anImportInACommentIsNone() {
        let text = "// import SlipwayNode\n/* import SlipwayNode */\nlet a = \"import SlipwayNode\"\n"
        #expect(complaints(about: SourceFile(path: "Sources/SlipwayStore/Good.swift", text: text)) == [])
    }

    @Test(arguments: ["SlipwayModel", "SlipwaySystem", "SlipwayDeploy", "SlipwayNode", "slipwayd", "slipway-wrapper"])
    func fullFoundationIsReportedWhereANodeProgramLinksIt(module: String) {
        let file = SourceFile(path: "Sources/\(module)/Bad.swift", text: "import Foundation\n")
        #expect(complaints(about: file).count == 1)
    }

    @Test func aModuleOutsideTheTableMayImportNothing() {
        let file = SourceFile(path: "Sources/SlipwayExtra/Bad.swift", text: "import Glibc\n")
        #expect(complaints(about: file).count == 1)
    }
}
