import SlipwayControl
import SlipwayDeploy
import SlipwayModel
import SlipwaySystem
import Synchronization

extension Conversation {
    /// A switch to the same release with other settings.
    func configure(app: String, set: [String: String], unset: [String], force: Bool) throws -> String {
        let desk = try node.desk(app)
        return try desk.exclusively("a change of its configuration by \(by)") {
            let note: (String) -> Void = { self.tell(.step(StepReport(step: "configure", phase: .note, detail: $0))) }
            let preparing = Preparing(node, desk, by: by)
            let prepared = try preparing.configure(set: set, unset: unset, force: force, note: note)
            guard let transaction = prepared else { return "\(app) already has this configuration; nothing to do" }
            return try carryThrough(desk, transaction) { _ in
                throw NodeError("install", transaction.release.description, "a configuration installs nothing")
            }
        }
    }

    func configuration(of app: String) throws -> String {
        let desk = try node.desk(app)
        let number = try desk.generation(nil).number
        tell(.configuration(ConfigurationView.document(app, number, try ConfigurationView.lines(desk, number))))
        return ""
    }

    /// Has the switch that runs now undone, and waits until it is over.
    func abort(_ app: String) throws -> String {
        let desk = try node.desk(app)
        guard let open = desk.ledger.state.open, case .forward = open.machine.state, desk.isBusy else {
            throw Refusal(
                .usage, "no switch of \(app) is under way", hint: "see " + node.configuration.command("status \(app)"))
        }
        let transaction = open.transaction
        desk.abortion.withLock { $0 = (transaction.id, "aborted by \(by)") }
        let what =
            switch transaction.kind {
            case .deploy: "the deploy of \(transaction.release)"
            case .rollback: "the rollback to \(transaction.release)"
            case .configure: "the change of the configuration of \(app)"
            }
        switch desk.awaitEnd(of: transaction.id) {
        case .reverted: return "\(what) is undone"
        case .committed: return "\(what) was over already: it is live"
        case .stuck(let reason):
            throw Refusal(.stuck, "\(what) could not be undone: \(reason)")
        }
    }
}

/// What a release that is installed says of each setting, masked.
enum ReleasedSettings {
    static func of(_ digest: Digest, _ layout: NodeLayout) throws -> [String: String] {
        guard let installed = try InstalledRelease.reopen(digest, in: layout) else { return [:] }
        let contents = try installed.contents(Configuration(), in: layout)
        let lines = ConfigurationLines.of(
            spec: contents.spec, properties: contents.properties, configuration: Configuration())
        return Dictionary(lines.map { ($0.key, $0.value) }) { $1 }
    }
}

/// Tells an app's settings as people ask for them.
enum ConfigurationView {
    static func lines(_ desk: AppDesk, _ generation: Int) throws -> [ConfigurationLine] {
        guard let known = desk.ledger.state.generations[generation],
            let installed = try InstalledRelease.reopen(known.digest, in: desk.configuration.layout)
        else {
            throw Refusal(
                .notFound, "the files of generation \(generation) of \(desk.name) are gone from this node",
                hint: "deploy it again from its bundle")
        }
        let contents = try installed.contents(known.configuration, in: desk.configuration.layout)
        return ConfigurationLines.of(
            spec: contents.spec, properties: contents.properties, configuration: known.configuration)
    }

    static func document(_ app: String, _ generation: Int, _ lines: [ConfigurationLine]) -> ConfigurationDocument {
        let values = lines.map { line in
            let origin: ConfigurationDocument.Value.Origin =
                switch line.origin {
                case .release: .release
                case .node: .node
                }
            return ConfigurationDocument.Value(
                key: line.key, value: line.value, origin: origin, released: line.released)
        }
        return ConfigurationDocument(app: app, generation: generation, values: values)
    }
}
