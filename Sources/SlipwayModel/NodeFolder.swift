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
}
