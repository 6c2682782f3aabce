import SlipwayModel
import Testing

/// What is added to a good recipe, and where and how it is refused.
struct BadLine: Sendable, CustomTestStringConvertible {
    var text: String
    var line: Int
    var says: String
    var hint: String?
    var testDescription: String { text }

    init(_ text: String, at line: Int = 6, _ says: String, hint: String? = nil) {
        self.text = text
        self.line = line
        self.says = says
        self.hint = hint
    }

    /// Expects one sentence with file and line, a hint, and 65.
    func check(_ recipe: String) throws {
        let refusal = try #require(try RecipeFolder(recipe + "\n" + text + "\n").refusal())
        #expect(refusal.code == .badInput)
        #expect(refusal.sentence.hasPrefix("recipe.yaml:\(line): "), "\(refusal.sentence)")
        #expect(refusal.sentence.contains(says), "\(refusal.sentence)")
        #expect(!refusal.sentence.contains { $0.isNewline }, "\(refusal.sentence)")
        #expect(refusal.hint?.isEmpty == false, "\(refusal.sentence) has no hint")
        if let hint { #expect(refusal.hint?.contains(hint) == true, "\(refusal.hint ?? "no hint")") }
    }
}
