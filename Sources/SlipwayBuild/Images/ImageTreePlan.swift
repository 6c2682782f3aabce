import SlipwayModel
import SlipwaySystem

/// Which unpacked file becomes which file of an image's tree. Links have become copies of what they lead to.
package struct ImageTreePlan {
    package struct File: Hashable {
        /// In the unpacked files, without links.
        package var from: String
        package var executable: Bool
    }

    package private(set) var files: [String: File] = [:]
    package private(set) var folders: Set<String> = []
    private let unpacked: UnpackedFiles
    private let strip: StripRules
    private let image: String

    package init(_ unpacked: UnpackedFiles, strip: StripRules, image: String) {
        self.unpacked = unpacked
        self.strip = strip
        self.image = image
    }

    /// Takes a file, or a folder with all below it. `to` is empty for the tree's top.
    package mutating func take(_ from: String, to: String, depth: Int = 0) throws {
        if !to.isEmpty, strip.strips(to) { return }
        guard let real = unpacked.resolve(from) else {
            throw Refusal(
                .badInput, "the image \(image) holds \(to), which leads to nothing in its packages",
                hint: "add the package that brings it, or list `\(to)` under `strip`")
        }
        switch unpacked.nodes[real] {
        case .file(let executable): files[to] = File(from: real, executable: executable)
        case .folder:
            // Two links round in a circle would double the tree at each turn.
            if depth > 64 || files.count + folders.count > 200_000 {
                throw Refusal(.badInput, "the image \(image) has links that lead round in a circle at \(to)")
            }
            addFolder(to)
            for name in unpacked.children(of: real) {
                try take(
                    real.isEmpty ? name : real + "/" + name, to: to.isEmpty ? name : to + "/" + name, depth: depth + 1)
            }
        case .link, nil: break
        }
    }

    mutating func addFolder(_ path: String) {
        if !path.isEmpty, !strip.strips(path) { folders.insert(path) }
    }

    /// Leaves out all below a folder, and keeps it.
    mutating func empty(_ folder: String) {
        files = files.filter { !$0.key.hasPrefix(folder + "/") }
        folders = folders.filter { !$0.hasPrefix(folder + "/") }
        addFolder(folder)
    }

    /// Marks the programs where no file is marked as one: whoever packed it knew nothing of modes.
    mutating func giveModes(_ layout: ImageDefinition.Layout) {
        if files.values.contains(where: \.executable) { return }
        for path in files.keys where Self.isProgram(path, layout) { files[path]?.executable = true }
    }

    private static func isProgram(_ path: String, _ layout: ImageDefinition.Layout) -> Bool {
        switch layout {
        case .jdk: parent(of: path) == "bin" || ["lib/jexec", "lib/jspawnhelper"].contains(path)
        case .tomcat: parent(of: path) == "bin" && path.hasSuffix(".sh")
        }
    }

    func requires(_ paths: [String], _ what: String) throws {
        for path in paths where files[path] == nil {
            throw Refusal(.badInput, "the image \(image) does not look like \(what): it has no \(path)")
        }
    }
}
