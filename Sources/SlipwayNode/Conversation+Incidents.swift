import SlipwayModel

extension Conversation {
    func incidents(_ app: String, _ sequence: Int?) throws -> String { "" }
}
