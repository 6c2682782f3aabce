import SlipwayControl
import SlipwayDeploy
import SlipwayModel
import SlipwaySystem

/// Values come in by a descriptor and never go out.
extension Conversation {
    private var secrets: SecretFolder { SecretFolder(node.configuration.layout) }

    func setSecret(_ name: String) throws -> String {
        guard let source = takeDescriptor() else { throw Refusal(.usage, "a secret comes with an open file") }
        let isNew = !secrets.contains(name)
        try secrets.set(name, try text(source, name))
        let users = users(of: name)
        note(isNew ? "secret set" : "secret changed", name, users)
        if users.isEmpty { return "the secret \(name) is \(isNew ? "set" : "changed")" }
        return "the secret \(name) is \(isNew ? "set" : "changed"); \(list(users)) \(users.count == 1 ? "uses" : "use")"
            + " it from the next start on"
    }

    func removeSecret(_ name: String) throws -> String {
        try secrets.remove(name)
        let users = users(of: name)
        note("secret removed", name, users)
        if users.isEmpty { return "the secret \(name) is removed" }
        return
            "the secret \(name) is removed; \(list(users)) \(users.count == 1 ? "names it and does" : "name it and do")"
            + " not start without it"
    }

    func listSecrets() throws -> String {
        let set = try secrets.names
        let named = Dictionary(grouping: node.deployed.flatMap { desk in needs(desk).map { ($0, desk.name) } }) { $0.0 }
        let secrets = Set(set).union(named.keys).sorted().map { name in
            SecretsDocument.Secret(
                name: name, usedBy: (named[name] ?? []).map(\.1).sorted(), isSet: set.contains(name))
        }
        tell(.secrets(SecretsDocument(secrets: secrets)))
        return ""
    }

    private func text(_ source: OpenFile, _ name: String) throws -> [UInt8] {
        do {
            return try source.readAll(limit: SecretFolder.largest)
        } catch let error as SystemError where error.isTooLarge {
            throw Refusal(.badInput, "the secret \(name) is larger than 1 MiB, the most one may have")
        }
    }

    private func users(of name: String) -> [AppDesk] { node.deployed.filter { needs($0).contains(name) } }

    /// What its present generation, and one that is on its way, name.
    private func needs(_ desk: AppDesk) -> Set<String> {
        let state = desk.ledger.state
        let numbers = [state.current, state.open?.transaction.generation].compactMap { $0 }
        return Set(numbers.flatMap { (try? desk.generations.service($0).secrets) ?? [] })
    }

    private func note(_ action: String, _ name: String, _ users: [AppDesk]) {
        for desk in users { desk.note(action, name, by: by) }
    }

    private func list(_ desks: [AppDesk]) -> String { desks.map(\.name).joined(separator: ", ") }
}
