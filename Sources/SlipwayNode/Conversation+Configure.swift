import SlipwayControl
import SlipwayModel

extension Conversation {
    func plan(app: String?, overrides: [String: String]) throws -> String { throw Refusal(.usage, "not yet") }
    func configure(app: String, set: [String: String], unset: [String]) throws -> String {
        throw Refusal(.usage, "not yet")
    }
    func configuration(of app: String) throws -> String { throw Refusal(.usage, "not yet") }
    func abort(_ app: String) throws -> String { throw Refusal(.usage, "not yet") }
}
