import SlipwayDeploy
import SlipwayModel
import SlipwaySystem

/// The folder of class-data archives as files: which there are, why one is not to be used, and which nobody needs.
struct ArchiveShelf: Sendable {
    let layout: NodeLayout

    func has(_ key: String) -> Bool { (facts(layout.archive(key))?.size ?? 0) >= ArchivePlan.smallest }

    /// A Java VM can be told of it: not each path can stand among its options.
    func canBeGiven(_ key: String, _ slot: SlotLayout) -> Bool {
        ArchivePlan.options(archive: layout.archive(key), log: slot.archiveLog) != nil
    }

    /// Why the VM has thrown the archive away; nil when it has not.
    func refusal(_ key: String) -> String? {
        guard let bytes = try? Files.read(layout.refusal(key), limit: 4096) else { return nil }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").first.map(String.init) ?? "no cause known"
    }

    func refuse(_ key: String, _ cause: String) throws {
        try Folders.make(layout.archives)
        try DurableFile.replace(layout.refusal(key), with: Array((cause + "\n").utf8))
    }

    func forgive(_ key: String) throws { try Disk.unlink(layout.refusal(key)) }

    /// The archive was there before the program was started whose VM has written that log.
    func isOlder(_ key: String, than log: String) -> Bool {
        guard let archive = facts(layout.archive(key)), let log = facts(log) else { return false }
        return (archive.changed, archive.changedNanoseconds) <= (log.modified, log.modifiedNanoseconds)
    }

    /// What an interrupted dump has left.
    func sweep() throws {
        for name in try Files.names(in: layout.archives) where name.hasPrefix(".") {
            try Folders.removeAllHeld(layout.archives + "/" + name)
        }
    }

    /// Removes all whose key is none of these.
    func keep(only keys: Set<String>) throws {
        for name in try Files.names(in: layout.archives) where !name.hasPrefix(".") {
            let isKept = ["jsa", "refused"].contains { suffix in
                name.hasSuffix("." + suffix) && keys.contains(String(name.dropLast(suffix.count + 1)))
            }
            if !isKept { try Disk.unlink(layout.archives + "/" + name) }
        }
    }

    private func facts(_ path: String) -> FileFacts? { (try? Files.facts(path)) ?? nil }
}

extension NodeLayout {
    /// What is set for the whole node; a damaged file sets nothing.
    var switches: NodeSwitches {
        (try? Files.read(settings, limit: 64 << 10)).flatMap { try? JSONText.value(NodeSwitches.self, from: $0) }
            ?? NodeSwitches()
    }
}

extension AppDesk {
    /// Throws when the generation cannot be read.
    func archive(of generation: Int, _ switches: NodeSwitches) throws -> ArchivePlan.Decision {
        let spec = try generations.spec(generation)
        let configuration = try generations.configuration(generation)
        let layout = self.configuration.layout
        return ArchivePlan.decide(
            ArchivePlan.Subject(
                warmStart: spec.warmStart, jvm: spec.jvm, environment: spec.launch.env,
                overrides: configuration.overrides,
                user: HostUser.archiveOwner(ofApp: name, state: layout.state),
                memory: spec.limits.memory, switches: switches))
    }
}
