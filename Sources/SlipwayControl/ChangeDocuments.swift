package import SlipwayModel

/// What `diff --json` prints.
package struct DifferenceDocument: Codable, Equatable, Sendable {
    package var schema = 1
    package var difference: ReleaseDifference
    package init(_ difference: ReleaseDifference) { self.difference = difference }
}

/// What `deploy --plan --json` prints.
package struct PlanDocument: Codable, Equatable, Sendable {
    package var schema = 1
    package var app: String
    /// The release runs already with this configuration.
    package var nothing: Bool
    package var difference: ReleaseDifference
    /// The generation that would be made.
    package var generation: Int
    /// `overlap`, `handover`, `stop-start`, or `none` where nothing runs yet.
    package var mode: String
    package var modeReason: String?
    /// The release's own steps, in the recipe's order.
    package var steps: [SwitchStep]
    package var memory: Memory
    /// Bytes to be unpacked.
    package var bytes: Int64
    /// What would refuse the deploy now, in words.
    package var obstacles: [String]

    /// Bytes.
    package struct Memory: Codable, Equatable, Sendable {
        package var available: Int64
        /// What a second one beside the present one is expected to take; nil when nothing tells.
        package var needed: Int64?
        package init(available: Int64, needed: Int64?) {
            self.available = available
            self.needed = needed
        }
    }

    package init(
        app: String, nothing: Bool, difference: ReleaseDifference, generation: Int, mode: String, modeReason: String?,
        steps: [SwitchStep] = [], memory: Memory, bytes: Int64, obstacles: [String]
    ) {
        self.app = app
        self.nothing = nothing
        self.difference = difference
        self.generation = generation
        self.mode = mode
        self.modeReason = modeReason
        self.steps = steps
        self.memory = memory
        self.bytes = bytes
        self.obstacles = obstacles
    }
}

/// What `config get --json` prints.
package struct ConfigurationDocument: Codable, Equatable, Sendable {
    package struct Value: Codable, Equatable, Sendable {
        package enum Origin: String, Codable, Sendable { case release, node }
        package var key: String
        /// Masked when it is a secret.
        package var value: String
        package var origin: Origin
        /// What the release says, where the node says otherwise.
        package var released: String?
        package init(key: String, value: String, origin: Origin, released: String? = nil) {
            self.key = key
            self.value = value
            self.origin = origin
            self.released = released
        }
    }
    package var schema = 1
    package var app: String
    package var generation: Int
    package var values: [Value]
    package init(app: String, generation: Int, values: [Value]) {
        self.app = app
        self.generation = generation
        self.values = values
    }
}
