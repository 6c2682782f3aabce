import Glibc
import SlipwayModel
import SlipwaySystem

/// The files of people's own that a recipe puts into the release, folders taken apart into single files.
package struct FileSet: Sendable {
    package struct File: Sendable {
        package var source: String
        package var target: String
        package var executable: Bool
        /// What is to be filled in on the node; nil when nothing is.
        package var text: String?
        package var place: Place
    }

    /// One item of `files`, as the recipe writes it.
    struct Entry {
        var source: String
        var target: String
        /// nil: as each file lies on the disk.
        var executable: Bool?
        var isForNode: Bool
        var place: Place
        /// Where the target was written.
        var targetPlace: Place
    }

    /// Most bytes of a file that the node fills in.
    private static let mostText = 1 << 20

    /// By path in the release.
    package private(set) var files: [String: File] = [:]
    package private(set) var folders: Set<String> = []

    /// `reserved`: folders of the release that others fill.
    init(_ entries: [Entry], reserved: [String]) throws {
        for entry in entries {
            switch try Files.facts(entry.source, following: true) {
            case nil:
                throw entry.place.refusal(
                    "there is no file or folder \(entry.source)", hint: "make it first, or mend the path in `from`")
            case let facts? where facts.kind == .file:
                try add(entry, entry.source, entry.target, facts, reserved)
            case let facts? where facts.kind == .folder:
                try addFolder(entry, reserved)
            default:
                throw entry.place.refusal(
                    "\(entry.source) is neither a file nor a folder",
                    hint: "put a file there, or mend the path in `from`")
            }
        }
        for path in files.keys.sorted() {
            for folder in Self.above(path) where files[folder] != nil {
                throw (files[path]?.place ?? .setting(path)).refusal(
                    "\(folder) is a file and a folder in the release", hint: "give one of the two another `to`")
            }
        }
    }

    /// The folders above a path, the nearest first.
    static func above(_ path: String) -> [String] {
        let parts = path.split(separator: "/")
        return (1..<max(parts.count, 1)).reversed().map { parts.prefix($0).joined(separator: "/") }
    }

    func hasFolder(_ path: String) -> Bool {
        folders.contains(path) || files.keys.contains { $0.hasPrefix(path + "/") }
    }

    private mutating func addFolder(_ entry: Entry, _ reserved: [String]) throws {
        let found = try Files.walk(entry.source)
        if found.isEmpty {
            throw entry.place.refusal("the folder \(entry.source) is empty", hint: "put the files there first")
        }
        folders.insert(entry.target)
        for (path, facts) in found {
            let target = entry.target + "/" + path
            switch facts.kind {
            case .file: try add(entry, entry.source + "/" + path, target, facts, reserved)
            case .folder:
                try check(target, entry, reserved)
                folders.insert(target)
            case .link, .other:
                throw entry.place.refusal(
                    "the folder \(entry.source) holds \(path.shown), which is neither a file nor a folder",
                    hint: "a release holds no links: put the file itself there")
            }
        }
    }

    private mutating func add(
        _ entry: Entry, _ source: String, _ target: String, _ facts: FileFacts, _ reserved: [String]
    ) throws {
        try check(target, entry, reserved)
        let file = File(
            source: source, target: target, executable: entry.executable ?? (facts.mode & 0o100 != 0),
            text: entry.isForNode ? try Self.text(source, entry.place) : nil, place: entry.place)
        if let other = files.updateValue(file, forKey: target) {
            throw entry.targetPlace.refusal(
                "\(target) is made twice (\(other.place.text))", hint: "give one of the two another `to`")
        }
    }

    private func check(_ target: String, _ entry: Entry, _ reserved: [String]) throws {
        if let fault = ReleasePath.fault(target) {
            throw entry.place.refusal(
                "\(target.shown) cannot be a path in the release: \(fault)", hint: "give the file another name")
        }
        if let taken = reserved.first(where: { target == $0 || target.hasPrefix($0 + "/") }) {
            throw entry.targetPlace.refusal(
                "\(target) lies in \(taken)/, which the release fills itself",
                hint: taken == "conf"
                    ? "use `templates` for files below conf/" : "choose another folder, such as `app/`")
        }
    }

    private static func text(_ source: String, _ place: Place) throws -> String {
        let bytes: [UInt8]
        do {
            bytes = try Files.read(source, limit: mostText)
        } catch let error as SystemError where error.code == EFBIG {
            throw place.refusal(
                "\(source) is larger than 1 MiB, too much for a file with `node: true`", hint: "leave `node` out")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw place.refusal(
                "\(source) is not UTF-8 text, and `node: true` fills in text",
                hint: "leave `node` out, or mend the file")
        }
        return text
    }
}
