import SlipwayModel

extension Conversation {
    func events(_ app: String?, since: Int64?, lines: Int, follow: Bool) throws -> String { "" }

    func metrics() throws -> String { "" }
}
