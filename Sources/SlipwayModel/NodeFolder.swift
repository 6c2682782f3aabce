/// Decides whether a folder can be a node's root.
package enum NodeFolder {
    package static func check(_ path: String) throws {
        if path.isEmpty { throw Refusal(.usage, "--root is empty", hint: "name a folder: --root ~/node") }
        // A class path knows no way to write one.
        if path.contains(":") {
            throw Refusal(
                .usage, "Java cannot run below \(path): its name holds a colon", hint: "choose another folder")
        }
    }

    /// Where an installation without root puts the node of a user.
    package static func ofUser(_ home: String) -> String { home + "/.local/share/slipway-node" }
}
