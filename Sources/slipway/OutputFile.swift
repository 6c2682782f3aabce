import SlipwayModel
import SlipwaySystem

/// Decides whether `--output` names a file that can be made, told before the long part begins.
enum OutputFile {
    static func check(_ path: String, example: String) throws {
        if Files.isFolder(path) {
            throw Refusal(.usage, "--output \(path): this is a folder", hint: "name a file, for example \(example)")
        }
        guard Files.isFolder(parent(of: path)) else {
            throw Refusal(
                .usage, "--output \(path): there is no folder \(parent(of: path))",
                hint: "make it first: mkdir -p \(ShellWord.quoted(parent(of: path)))")
        }
    }
}
