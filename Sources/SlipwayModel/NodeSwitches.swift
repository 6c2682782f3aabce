/// What is set for a whole node: the file `NodeLayout.settings`.
package struct NodeSwitches: Codable, Hashable, Sendable {
    package var schema = 1
    /// false: apps start as stock does, without what was baked into their releases. nil is true.
    package var warmStart: Bool?

    package init(warmStart: Bool? = nil) { self.warmStart = warmStart }

    /// The name of the switch where it is set, for the node and for one app; its values are `on` and `off`.
    package static let warmStartKey = "warm-start"
}
