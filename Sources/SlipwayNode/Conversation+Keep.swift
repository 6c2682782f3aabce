import SlipwayControl
import SlipwayModel

extension Conversation {
    func killstart(_ app: String, wait: Bool) throws -> String { throw Refusal(.usage, "not yet") }
    func hold(_ app: String) throws -> String { throw Refusal(.usage, "not yet") }
    func unhold(_ app: String) throws -> String { throw Refusal(.usage, "not yet") }
    func pin(_ app: String, _ generation: Int?) throws -> String { throw Refusal(.usage, "not yet") }
    func unpin(_ app: String, _ generation: Int?) throws -> String { throw Refusal(.usage, "not yet") }
    func undeploy(_ app: String, purge: Bool) throws -> String { throw Refusal(.usage, "not yet") }
    func logs(_ app: String, _ lines: Int, follow: Bool, since: Int64?, generation: Int?) throws -> String {
        for line in LogTail.lines(try node.desk(app).app, lines) { tell(.line(text: line)) }
        return ""
    }
    func dump(_ app: String, _ kind: NodeRequest.DumpKind) throws -> String { throw Refusal(.usage, "not yet") }
    func compare(_ app: String, from: Int?, to: Int?) throws -> String { throw Refusal(.usage, "not yet") }
    func verify(_ app: String, _ generation: Int?) throws -> String { throw Refusal(.usage, "not yet") }
    func repair(_ app: String, _ generation: Int?) throws -> String { throw Refusal(.usage, "not yet") }
    func collect() throws -> String { throw Refusal(.usage, "not yet") }
    func setSecret(_ name: String) throws -> String { throw Refusal(.usage, "not yet") }
    func removeSecret(_ name: String) throws -> String { throw Refusal(.usage, "not yet") }
    func listSecrets() throws -> String { throw Refusal(.usage, "not yet") }
}
