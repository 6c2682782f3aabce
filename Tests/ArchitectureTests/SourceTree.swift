import FoundationEssentials

/// One source file: where it lies, what it says.
struct SourceFile {
    /// From the top of the repository: `Sources/SlipwayModel/Digest.swift`.
    let path: String
    let text: String
    /// The text with comments and strings blanked out.
    let code: String

    init(path: String, text: String) {
        self.path = path
        self.text = text
        code = CodeScanner.code(of: text)
    }

    /// The folder below `Sources` or `Tests`, which is the module's name.
    var module: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }
    var name: String { path.split(separator: "/").last.map(String.init) ?? path }
    var lineCount: Int {
        text.split(separator: "\n", omittingEmptySubsequences: false).count - (text.hasSuffix("\n") ? 1 : 0)
    }
}

/// The repository these tests lie in, read from the disk.
enum SourceTree {
    /// The top folder: two above the one that holds this file.
    static let top = String(
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/"))

    static func text(_ path: String) throws -> String {
        try String(contentsOf: URL(filePath: top + "/" + path), encoding: .utf8)
    }

    /// Every Swift file below a top folder, sorted.
    static func swiftFiles(below folder: String) throws -> [SourceFile] {
        var files: [SourceFile] = []
        for module in try modules(below: folder) {
            let place = folder + "/" + module
            let inside = try FileManager.default.subpathsOfDirectory(atPath: top + "/" + place + "/")
            for path in inside.sorted() where path.hasSuffix(".swift") {
                files.append(SourceFile(path: place + "/" + path, text: try text(place + "/" + path)))
            }
        }
        return files
    }

    /// The folders directly below a top folder, sorted.
    static func modules(below folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: top + "/" + folder + "/")
            .filter { !$0.hasPrefix(".") && !$0.hasSuffix(".swift") }
            .sorted()
    }
}
