/// Jars whose versions differ, told by name instead of by path: by the bills of materials where both releases have one,
/// else by the names of the files.
struct JarChanges {
    private struct Label {
        var name: String
        var version: String
    }

    /// By path.
    private let old: [String: Label]
    private let new: [String: Label]
    private let before: [String: Set<String>]
    private let after: [String: Set<String>]

    init(from old: ReleaseContents?, to new: ReleaseContents) {
        let isListed = new.jars != nil && (old == nil || old?.jars != nil)
        self.old = old.map { Self.labels($0, isListed) } ?? [:]
        self.new = Self.labels(new, isListed)
        before = Self.versions(self.old)
        after = Self.versions(self.new)
    }

    private static func labels(_ contents: ReleaseContents, _ isListed: Bool) -> [String: Label] {
        if isListed, let jars = contents.jars {
            return Dictionary(jars.map { ($0.path, Label(name: $0.name, version: $0.version)) }) { $1 }
        }
        let named = contents.files.keys.compactMap { path in
            JarName(path: path).map { (path, Label(name: $0.name, version: $0.version)) }
        }
        return Dictionary(named) { $1 }
    }

    private static func versions(_ labels: [String: Label]) -> [String: Set<String>] {
        var all: [String: Set<String>] = [:]
        for label in labels.values { all[label.name, default: []].insert(label.version) }
        return all
    }

    var changes: [ReleaseDifference.Change] {
        Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.sorted().map {
            ReleaseDifference.Change(name: $0, from: Self.text(before[$0]), to: Self.text(after[$0]))
        }
    }

    private static func text(_ versions: Set<String>?) -> String? {
        versions.map { $0.sorted().joined(separator: ", ") }
    }

    /// Whether what happened to this path is among the changes already.
    func tells(_ path: String) -> Bool {
        let hasGone = old[path].map { after[$0.name]?.contains($0.version) != true } ?? false
        let hasCome = new[path].map { before[$0.name]?.contains($0.version) != true } ?? false
        return hasGone || hasCome
    }
}
