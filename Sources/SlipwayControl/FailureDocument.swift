package import SlipwayModel

/// What any command prints with `--json` when it fails, unless it has a document of its own.
package struct FailureDocument: Codable, Equatable, Sendable {
    package var schema = 1
    package var outcome = "failed"
    package var code: Int32
    package var sentence: String
    package var hint: String?
    package var detail: [String]

    package init(_ refusal: Refusal) {
        code = refusal.code.rawValue
        sentence = refusal.sentence
        hint = refusal.hint
        detail = refusal.detail
    }
}
