import SlipwayControl
import Testing

@testable import SlipwayVerbs

@Suite struct DiffCommandTests {
    private func line(_ generation: Int?, _ outcome: String) -> HistoryDocument.Line {
        var line = HistoryDocument.Line(at: "2026-11-21T21:02:56Z", what: "deploy", by: "ada", outcome: outcome)
        line.generation = generation
        return line
    }

    @Test func theOriginIsWhatWasLiveBefore() {
        let lines = [
            line(1, "good"), line(2, "good"), line(1, "good"), line(3, "reverted"), line(nil, "done"), line(4, "good"),
            line(2, "good"),
        ]
        #expect(DiffCommand.origin(of: 4, in: lines) == 1)
        #expect(DiffCommand.origin(of: 2, in: lines) == 1)
        #expect(DiffCommand.origin(of: 1, in: lines) == nil)
    }

    @Test func aTitleTellsGenerationAndVersion() {
        let generation = GenerationReference(app: "shop", number: 4)
        #expect(DifferenceText.title(generation, "shop 1.4.2") == "shop@4 (1.4.2)")
        #expect(
            DifferenceText.title(GenerationReference(app: "blue", number: 4), "shop 1.4.2") == "blue@4 (shop 1.4.2)")
    }
}
