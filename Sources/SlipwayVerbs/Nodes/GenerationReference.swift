import SlipwayModel

/// How a person names a generation of an app on a node: `shop@6`, `shop@current`.
struct GenerationReference: Equatable {
    let app: String
    /// nil: the present one.
    let number: Int?

    init(app: String, number: Int?) {
        self.app = app
        self.number = number
    }

    /// nil when the text names a release instead.
    init?(_ text: String) throws {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !text.contains("/"), ReleaseName.isName(parts[0]) else { return nil }
        app = parts[0]
        if parts[1] == "current" {
            number = nil
        } else if let number = Int(parts[1]), number > 0 {
            self.number = number
        } else {
            throw Refusal(
                .usage, "\(text) names no generation", hint: "for example \(app)@6 or \(app)@current")
        }
    }
}
