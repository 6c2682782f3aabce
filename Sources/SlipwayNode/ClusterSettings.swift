import SlipwayModel

/// Decides what may be set of a session cluster on a node: where its members are found. Its name and its kind are the
/// recipe's.
enum ClusterSettings {
    /// The properties that Tomcat's cluster reads, and for which kind of it; nil is any.
    static let known: [String: ServiceSpec.Cluster.Sessions?] = [
        ClusterMembers.key: .static, "cluster.address": nil, "cluster.port": nil,
        "cluster.multicast.address": .multicast, "cluster.multicast.port": .multicast,
    ]

    /// `spec` is nil while the release is not known.
    static func check(_ key: String, _ value: String, _ spec: ServiceSpec?) throws {
        if let spec { try checkMeaning(key, spec) }
        // What another property brings is seen at the start.
        if value.contains("${") { return }
        if key == ClusterMembers.key {
            do { _ = try ClusterMembers(value) } catch {
                throw Refusal(
                    .badInput, "\(key): \(error.word) is no address of a member", hint: ClusterMembers.Fault.hint)
            }
        }
        let isNumber = value.allSatisfy { $0.isASCII && $0.isNumber }
        if key.hasSuffix(".port"), !isNumber || !(1...65_535).contains(Int(value) ?? 0) {
            throw Refusal(.badInput, "\(key)=\(value) is no port", hint: "give a number from 1 to 65535")
        }
    }

    private static func checkMeaning(_ key: String, _ spec: ServiceSpec) throws {
        let sessions = spec.cluster?.sessions ?? .none
        let wanted = known[key] ?? nil
        if wanted.map({ $0 == sessions }) ?? (sessions != .none) { return }
        throw Refusal(
            .badInput, "\(spec.name) \(words(sessions)), so \(key) means nothing to it",
            hint: "build a release whose recipe has `cluster: { name: \(spec.cluster?.name ?? spec.name), "
                + "sessions: \((wanted ?? .static).rawValue) }`")
    }

    private static func words(_ sessions: ServiceSpec.Cluster.Sessions) -> String {
        switch sessions {
        case .none: "has no session cluster"
        case .static: "finds the members of its cluster by a list"
        case .multicast: "finds the members of its cluster by multicast"
        }
    }
}
