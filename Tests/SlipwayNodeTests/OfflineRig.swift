import SlipwayControl
import SlipwayDeploy
import SlipwayModel
import SlipwayNode
import SlipwaySystem
import SlipwayTesting

/// A node's folder whose daemon is absent, with an app `shop` that has had good deploys and runs nothing.
final class OfflineRig: Sendable {
    let folder: TemporaryFolder
    let configuration: NodeConfiguration
    var layout: NodeLayout { configuration.layout }
    var app: AppLayout { layout.app("shop") }

    init(generations: Int = 3) throws {
        folder = try TemporaryFolder("offline")
        let root = folder("node")
        configuration = NodeConfiguration(
            root: root, name: "testnode", wrapper: root + "/no-wrapper", daemon: root + "/no-daemon", version: "1")
        try Folders.make(app.logs)
        let ledger = try Ledger(app.ledger)
        for number in 0..<generations {
            let transaction = Transaction(
                id: number + 1, kind: .deploy, generation: number + 1, previous: number > 0 ? number : nil,
                previousRan: number > 0, release: ReleaseName(name: "shop", version: "1.\(number + 1)"),
                digest: Digest(bytes: [UInt8](repeating: UInt8(number), count: 32)), configuration: Configuration(),
                mode: .overlap, by: "tester")
            try ledger.append(.begun(transaction: transaction))
            for rung in transaction.ladder {
                try ledger.append(.step(transaction: transaction.id, event: .done(rung: rung)))
            }
        }
        if generations > 0 { try ledger.append(.wished(wish: .stopped, by: "tester")) }
    }

    func state() throws -> LedgerState { try Ledger(app.ledger).state }

    /// The replies and the sentence.
    func ask(
        _ verb: NodeRequest.Verb, _ descriptors: [OpenFile] = []
    ) throws -> (replies: [NodeReply], sentence: String) {
        var replies: [NodeReply] = []
        let sentence = try OfflineNode.ask(
            NodeRequest(verb), configuration: configuration, descriptors: descriptors
        ) { replies.append($0) }
        return (replies, sentence)
    }

    func lines(_ verb: NodeRequest.Verb) throws -> [String] {
        try ask(verb).replies.compactMap { reply in
            if case .line(let text) = reply { return text }
            return nil
        }
    }
}
