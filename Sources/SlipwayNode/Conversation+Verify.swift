import SlipwayBundle
import SlipwayControl
import SlipwayDeploy
import SlipwayModel
import SlipwaySystem

extension Conversation {
    /// Reads every file of a generation's release and tells each that is not what was installed.
    func verify(_ app: String, _ generation: Int?) throws -> String {
        let found = try node.desk(app).generation(generation)
        let seen = try ReleaseInspection.of(found.digest, in: node.configuration.layout)
        tell(.verified(VerifyDocument(found, seen)))
        if seen.damaged.isEmpty {
            return "\(found.release) is whole: \(seen.files) files, \(ByteSize.words(seen.bytes))"
        }
        return "\(found.release) is damaged: \(seen.damaged.count) of its \(seen.files) files"
    }

    /// Puts back what is damaged from the bundle that came as a descriptor, which must be of that very release.
    func repair(
        _ bundle: BundlePlace, _ app: String, _ generation: Int?, accepting: Set<Acceptance>
    ) throws -> String {
        let desk = try node.desk(app)
        return try desk.exclusively("a repair by \(by)") {
            let found = try desk.generation(generation)
            var accepting = accepting.union(found.grant?.accepted ?? [])
            // An earlier version has installed it, and asked for no signature.
            if TrustRecord.read(found.digest, in: node.configuration.layout) == nil { accepting.insert(.unsigned) }
            let brought = try Worker.verify(node.configuration, bundle, accepting: accepting)
            guard brought.digest == found.digest else {
                throw Refusal(
                    .badInput,
                    "the bundle is \(brought.name) (\(brought.digest.short)), but generation \(found.number) of \(app)"
                        + " is \(found.release) (\(found.digest.short))",
                    hint: "repair it from the bundle it was deployed from")
            }
            let before = try ReleaseInspection.of(found.digest, in: node.configuration.layout)
            if !before.damaged.isEmpty {
                try Worker.repair(node.configuration, bundle, brought, accepting: accepting)
            }
            let after = try ReleaseInspection.of(found.digest, in: node.configuration.layout)
            let repaired = before.damaged.filter { !after.damaged.contains($0) }.count
            // What was found, so that people see what had happened to it.
            tell(.verified(VerifyDocument(found, before, repaired: repaired)))
            if before.damaged.isEmpty { return "\(found.release) is whole; nothing to repair" }
            if !after.damaged.isEmpty { return "\(after.damaged.count) files of \(found.release) are damaged still" }
            let (what, verb) = repaired == 1 ? ("1 file", "is") : ("\(repaired) files", "are")
            let sentence = "\(what) of \(found.release) \(verb) put back"
            desk.note("repair", sentence, by: by)
            desk.damage.over(of: found.digest, thorough: true)
            return sentence + "; what runs may have read the damaged ones: "
                + node.configuration.command("restart \(app)")
        }
    }

    /// From one generation to another: from the one that `to` was deployed on top of, to the present one.
    func compare(_ app: String, from: Int?, to: Int?) throws -> String {
        let desk = try node.desk(app)
        let new = try desk.generation(to)
        let old = try from.map { try desk.generation($0) } ?? desk.origin(of: new.number)
        guard let old else {
            throw Refusal(
                .notFound, "there is no generation of \(app) before \(new.number) on this node",
                hint: "see " + node.configuration.command("history \(app)"))
        }
        tell(
            .difference(
                DifferenceDocument(ReleaseDifference.between(try contents(of: old), try contents(of: new)))))
        return ""
    }

    private func contents(of generation: LedgerState.Generation) throws -> ReleaseContents {
        let layout = node.configuration.layout
        guard let release = try InstalledRelease.reopen(generation.digest, in: layout) else {
            throw Refusal(.badInput, "the files of \(generation.release) are gone from this node")
        }
        return try release.contents(generation.configuration, in: layout)
    }
}

extension AppDesk {
    /// The generation that one was deployed on top of; when that has gone, the nearest older one that is here.
    func origin(of number: Int) -> LedgerState.Generation? {
        let state = ledger.state
        let previous = ledger.entries.compactMap { entry in
            if case .begun(let transaction) = entry.event, transaction.generation == number, transaction.isNew {
                return transaction.previous
            }
            return nil
        }.last
        let kept = state.generations.values.filter { $0.standing != .bad && $0.number < number }
        return kept.first { $0.number == previous } ?? kept.max { $0.number < $1.number }
    }
}

extension VerifyDocument {
    init(_ generation: LedgerState.Generation, _ seen: ReleaseInspection, repaired: Int = 0) {
        self.init(
            release: generation.release.description, digest: generation.digest, files: seen.files, bytes: seen.bytes,
            damaged: seen.damaged.map { Damage(path: $0.path, digest: $0.digest, what: $0.what) }, repaired: repaired)
    }
}
