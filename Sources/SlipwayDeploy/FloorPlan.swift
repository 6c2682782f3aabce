package import SlipwayModel

/// Decides whether a release's sequence is one that may be deployed: not below the highest that has gone live, and not
/// so far beyond it that no later one could follow.
package enum FloorPlan {
    /// How far one release may be beyond the one before.
    package static let bound = 1_000_000

    /// What has to be let pass for it; nil for nothing. `sequence` is nil without a statement, `floor` before there is
    /// one; `isKnown`: the ledger knows the release as good.
    package static func need(floor: Int?, sequence: Int?, isKnown: Bool) -> Acceptance? {
        guard let sequence else { return nil }
        if sequence < floor ?? 0 { return isKnown ? nil : .older }
        return sequence - (floor ?? 0) > bound ? .ahead : nil
    }

    /// What of `accepting` it made use of; refuses with 65 what it does not let pass.
    package static func judge(
        _ app: String, floor: Int?, sequence: Int?, isKnown: Bool, accepting: Set<Acceptance>
    ) throws -> [Acceptance] {
        guard let need = need(floor: floor, sequence: sequence, isKnown: isKnown), let sequence else { return [] }
        if accepting.contains(need) { return [need] }
        if need == .older {
            throw Refusal(
                .badInput,
                "the bundle is refused: its sequence \(sequence) is below \(floor ?? 0), "
                    + "the highest that \(app) has had here",
                hint: "deploy a later release; to let it pass once: deploy --accept older")
        }
        let present = floor.map { "\($0), the highest that \(app) has had here" } ?? "0, for \(app) has had none here"
        throw Refusal(
            .badInput, "the bundle is refused: its sequence \(sequence) is more than \(bound) beyond \(present)",
            hint: "build it with a lower --sequence; to let it pass once: deploy --accept ahead")
    }

    /// The floor once it has gone live. A sequence that nobody trusted has said counts for nothing, and one that was let
    /// pass once, far beyond the others, shuts nobody out.
    package static func next(floor: Int?, trust: ReleaseTrust) -> Int? {
        guard let sequence = trust.sequence, trust.accepted.isEmpty, sequence - (floor ?? 0) <= bound else {
            return floor
        }
        return max(floor ?? 0, sequence)
    }
}
