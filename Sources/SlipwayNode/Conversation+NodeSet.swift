import SlipwayControl
import SlipwayModel
import SlipwaySystem

/// Switches of the whole node, which each start of an app reads anew.
extension Conversation {
    func setNode(_ wanted: [String: String]) throws -> String {
        let key = NodeSwitches.warmStartKey
        guard let value = wanted[key], wanted.count == 1 else {
            let unknown = wanted.keys.filter { $0 != key }.sorted().first
            throw Refusal(
                .usage, unknown.map { "a node has no switch \($0)" } ?? "nothing is set", hint: "it has \(key)=on|off")
        }
        guard ["on", "off"].contains(value) else {
            throw Refusal(.usage, "\(key)=\(value) is neither on nor off", hint: "write \(key)=off")
        }
        let layout = node.configuration.layout
        try Folders.make(layout.etc)
        try FormatVersion.check(layout.switches.schema, known: FormatVersion.node, layout.settings)
        let switches = NodeSwitches(warmStart: value == "on")
        try DurableFile.replace(layout.settings, with: try JSONText.bytes(switches, pretty: true))
        node.events.record(.acted, app: nil, "node set \(key)=\(value) by \(by): done")
        return "\(key)=\(value) holds on this node; each app sees it with its next start"
    }
}
