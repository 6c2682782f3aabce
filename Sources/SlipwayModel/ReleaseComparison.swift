extension ReleaseDifference {
    /// What changes when `new` takes the place of `old`; nil where nothing was before.
    package static func between(_ old: ReleaseContents?, _ new: ReleaseContents) -> ReleaseDifference {
        let before = old?.files ?? [:]
        let after = new.files
        let jars = JarChanges(from: old, to: new)
        let had = contents(before.values)
        let has = contents(after.values)
        return ReleaseDifference(
            from: old?.name.description, to: new.name.description, components: components(old, new),
            jars: jars.changes, files: files(before, after, besides: jars), configuration: configuration(old, new),
            ports: ports(old, new), bytesAdded: has.filter { had[$0.key] == nil }.reduce(0) { $0 + $1.value },
            bytesRemoved: had.filter { has[$0.key] == nil }.reduce(0) { $0 + $1.value })
    }

    private static func components(_ old: ReleaseContents?, _ new: ReleaseContents) -> [Change] {
        changes(
            old.map { $0.parts.map { ($0.component.rawValue, $0.digest.description) } } ?? [],
            new.parts.map { ($0.component.rawValue, $0.digest.description) },
            order: Component.allCases.map(\.rawValue))
    }

    private static func ports(_ old: ReleaseContents?, _ new: ReleaseContents) -> [Change] {
        func ports(_ contents: ReleaseContents) -> [(String, String)] {
            contents.spec.listen.map { ($0.name, "\(contents.configuration.port(of: $0))") }
        }
        return changes(old.map(ports) ?? [], ports(new), order: new.spec.listen.map(\.name))
    }

    /// In that order, then by name; what stays is left out.
    private static func changes(_ old: [(String, String)], _ new: [(String, String)], order: [String]) -> [Change] {
        let before = Dictionary(old) { $1 }
        let after = Dictionary(new) { $1 }
        let names = order + Set(before.keys).union(after.keys).subtracting(order).sorted()
        return names.filter { before[$0] != after[$0] }.map { Change(name: $0, from: before[$0], to: after[$0]) }
    }

    private static func files(
        _ before: [String: TreeFile], _ after: [String: TreeFile], besides jars: JarChanges
    ) -> Files {
        var files = Files()
        files.added = after.keys.filter { before[$0] == nil && !jars.tells($0) }.sorted()
        files.removed = before.keys.filter { after[$0] == nil && !jars.tells($0) }.sorted()
        files.changed = after.filter { path, file in
            (before[path].map { $0.digest != file.digest || $0.executable != file.executable } ?? false)
                && !jars.tells(path)
        }.keys.sorted()
        return files
    }

    /// Values are shown masked and compared as they are; ports have a list of their own.
    private static func configuration(_ old: ReleaseContents?, _ new: ReleaseContents) -> [Change] {
        let before = Dictionary((old?.configurationLines ?? []).map { ($0.key, $0) }) { $1 }
        let after = Dictionary(new.configurationLines.map { ($0.key, $0) }) { $1 }
        var changes: [Change] = []
        for line in new.configurationLines {
            guard let was = before[line.key] else {
                changes.append(Change(name: line.key, from: nil, to: line.value))
                continue
            }
            if !line.says(theSameAs: was) { changes.append(Change(name: line.key, from: was.value, to: line.value)) }
        }
        for line in old?.configurationLines ?? [] where after[line.key] == nil {
            changes.append(Change(name: line.key, from: line.value, to: nil))
        }
        return changes
    }

    /// Size by content: what is there twice is stored once.
    private static func contents(_ files: some Sequence<TreeFile>) -> [String: Int64] {
        Dictionary(files.map { ("\($0.digest.hex)\($0.executable ? "x" : "")", $0.size) }) { $1 }
    }
}

extension ReleaseContents {
    var files: [String: TreeFile] {
        Dictionary(parts.flatMap(\.listing.files).map { ($0.path, $0) }) { $1 }
    }

    fileprivate var configurationLines: [ConfigurationLine] {
        ConfigurationLines.of(spec: spec, properties: properties, configuration: configuration)
            .filter { !$0.key.hasPrefix("listen.") }
    }
}
