/// The versions of the files that a node keeps: each tells its own, so that an older Slipway leaves a newer one's alone.
package enum FormatVersion {
    /// Of `ledger.jsonl`, in each line.
    package static let ledger = 1
    /// Of `want.json`, of a generation's `config.json` and of `node.json`, as `schema`.
    package static let want = 1
    package static let configuration = 1
    package static let node = 1

    /// Refuses with 65 what a newer Slipway has written. `title`: such as `the ledger /…/ledger.jsonl`.
    package static func check(_ found: Int, known: Int, _ title: String) throws {
        if found > known { throw newer(title, "format \(found)", known: known) }
    }

    /// `what`: what tells that it is newer.
    package static func newer(_ title: String, _ what: String, known: Int) -> Refusal {
        Refusal(
            .badInput, sentence(title, what, known: known),
            hint: "install that version again; nothing was changed")
    }

    package static func sentence(_ title: String, _ what: String, known: Int) -> String {
        "\(title) was written by a newer Slipway (\(what)), this is \(Program.version) (format \(known))"
    }
}
