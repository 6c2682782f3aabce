import SlipwayDeploy
import SlipwayModel
import SlipwaySystem
import Testing

/// The drawings of docs/switching.md are what the machine does.
@Suite struct SwitchDrawingTests {
    static let drawings: [(name: String, transaction: Transaction)] = [
        ("deploy, overlap", transaction(1, to: 2, from: 1, steps: [.beforeAdmit, .afterAdmit])),
        ("deploy, handover", transaction(1, to: 2, from: 1, mode: .handover)),
        ("rollback, overlap", transaction(1, to: 1, from: 2, kind: .rollback)),
        ("change of a stopped app's configuration", transaction(1, to: 3, from: 2, kind: .configure, ran: false)),
    ]

    @Test(arguments: drawings.map(\.name))
    func theDrawingInTheDocumentIsTheMachine(_ name: String) throws {
        let subject = try #require(Self.drawings.first { $0.name == name })
        let drawn = "```text\n# \(name)\n\(SwitchDrawing(subject.transaction).text)\n```"
        let document = try Files.text(
            #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 } + "/docs/switching.md")
        #expect(document.contains(drawn), "docs/switching.md has not this drawing:\n\(drawn)")
    }
}
