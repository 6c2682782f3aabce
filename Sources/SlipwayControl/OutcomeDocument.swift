package import SlipwayModel

/// What a verb that changes one thing prints with `--json`: how it ended, and the steps on the way.
package struct OutcomeDocument: Codable, Equatable, Sendable {
    package var schema = 1
    /// `done` or `failed`.
    package var outcome: String
    package var code: Int32
    package var sentence: String
    package var hint: String?
    package var detail: [String]
    package var steps: [StepReport]

    package init(done sentence: String, steps: [StepReport] = []) {
        outcome = "done"
        code = 0
        self.sentence = sentence
        detail = []
        self.steps = steps
    }

    package init(_ refusal: Refusal, steps: [StepReport] = []) {
        outcome = "failed"
        code = refusal.code.rawValue
        sentence = refusal.sentence
        hint = refusal.hint
        detail = refusal.detail
        self.steps = steps
    }
}

/// What start, stop, restart, kill, killstart, hold and unhold print with `--json`: a row for each app.
package struct RunDocument: Codable, Equatable, Sendable {
    package struct Row: Codable, Equatable, Sendable {
        package var app: String
        /// `done` or `failed`.
        package var outcome: String
        package var code: Int32
        package var sentence: String
        package var hint: String?

        package init(app: String, done sentence: String) {
            self.app = app
            outcome = "done"
            code = 0
            self.sentence = sentence
        }

        package init(app: String, _ refusal: Refusal) {
            self.app = app
            outcome = "failed"
            code = refusal.code.rawValue
            sentence = refusal.sentence
            hint = refusal.hint
        }
    }
    package var schema = 1
    package var apps: [Row]
    package init(apps: [Row] = []) { self.apps = apps }
}
