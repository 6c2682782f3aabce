import SlipwayModel
import SlipwaySystem

/// Makes a slot's private run folder, anew for each start: the two pipes, the token, properties, filled-in files and
/// secrets. It is gone when nothing of the slot runs.
struct SlotFolder {
    let slot: SlotLayout

    /// What the release and the node say about how to start; throws when it cannot be read.
    func source(
        _ spec: ProgramSpec, _ configuration: Configuration, ports: [String: Int], nodeName: String,
        _ secrets: SecretFolder, warm: [String]? = nil
    ) throws -> LaunchPlan.Source {
        let release = try Files.real(slot.release)
        let folder = release + "/" + ReleaseLayout.properties
        var defaults: [String: PropertiesFile] = [:]
        for name in try Files.names(in: folder) where name.hasSuffix(".properties") {
            defaults[String(name.dropLast(11))] = PropertiesFile(reading: try Files.read("\(folder)/\(name)"))
        }
        var nodeFiles: [String: [UInt8]] = [:]
        for path in spec.nodeFiles { nodeFiles[path] = try Files.read(release + "/" + path) }
        return LaunchPlan.Source(
            spec: spec, configuration: configuration, defaults: defaults, nodeFiles: nodeFiles, release: release,
            ports: ports, nodeName: nodeName, warm: warm, secret: { try secrets.content($0) })
    }

    static func spec(_ slot: SlotLayout) throws -> ProgramSpec {
        try JSONFile.read(slot.release + "/" + ReleaseLayout.serviceSpec, ProgramSpec.init)
    }

    static func configuration(_ slot: SlotLayout) throws -> Configuration {
        guard Files.exists(slot.configuration) else { return Configuration() }
        return try JSONFile.read(slot.configuration, WireFormat.configuration)
    }

    /// Makes the folder and all in it; `work` and the shared folders exist afterwards, `temp` is empty.
    func make(_ plan: LaunchPlan, _ source: LaunchPlan.Source) throws {
        try refuseLinks()
        try remove()
        try Folders.make(parent(of: slot.run), mode: 0o700)
        try Disk.makeFolder(slot.run, mode: 0o700)
        try Disk.makeFIFO(slot.control)
        try Disk.makeFIFO(slot.reply)
        try write(slot.token, Array(try Randomness.hex(bytes: 16).utf8))
        try write(slot.probes, Array(source.spec.probes.map { $0 + "\n" }.joined().utf8))
        let warmUp = source.spec.warmUp.isEmpty ? [] : ["\(source.spec.warmUpLimit.milliseconds)"] + source.spec.warmUp
        try write(slot.warmUp, Array(warmUp.map { $0 + "\n" }.joined().utf8))
        try write(slot.nodeProperties, plan.nodeProperties.bytes)
        try Disk.makeFolder(slot.properties, mode: 0o700)
        for (name, file) in plan.webProperties { try write("\(slot.properties)/\(name).properties", file.bytes) }
        for (path, bytes) in plan.files {
            // A script that is filled in stays one.
            let isProgram = try Files.facts(source.release + "/" + path, following: true)?.executable ?? false
            try write("\(slot.files)/\(path)", bytes, mode: isProgram ? 0o700 : 0o600)
        }
        for (name, bytes) in plan.secretFiles { try write("\(slot.secretFiles)/\(name)", bytes) }
        for name in source.spec.shared { try makeShared(name) }
        if try Files.facts(slot.work)?.kind != .folder {
            try Disk.unlink(slot.work)
            try Disk.makeFolder(slot.work)
        }
        try emptyTemp()
    }

    /// A folder that is there stays, which is faster than a new one.
    private func emptyTemp() throws {
        guard let facts = try Files.facts(slot.temp), facts.kind == .folder, facts.mode == 0o700 else {
            try AppUser.removeAll(slot.temp, slot.app)
            return try Disk.makeFolder(slot.temp, mode: 0o700)
        }
        for name in try Files.names(in: slot.temp) { try AppUser.removeAll(slot.temp + "/" + name, slot.app) }
    }

    func remove() throws {
        try refuseLinks()
        try AppUser.removeAll(slot.run, slot.app)
    }

    /// The app may have put a link where one of our folders was; what lies behind it is not ours to make or to remove.
    private func refuseLinks() throws {
        let app = slot.app
        for path in [app.shared, app.generations, slot.folder, app.run, parent(of: slot.run)] {
            try refuseLink(path)
        }
    }

    private func refuseLink(_ path: String) throws {
        guard let kind = try Files.facts(path)?.kind, kind != .folder else { return }
        throw SuperviseError("use", path, kind == .link ? "it is a link and must be a folder" : "it is no folder")
    }

    /// A link to a folder that is there is an operator's way to another disk; nothing is made behind one.
    private func makeShared(_ name: String) throws {
        let path = slot.app.shared + "/" + name
        if Files.isFolder(path) { return }
        try Folders.make(slot.app.shared)
        var folder = slot.app.shared
        for part in name.split(separator: "/") {
            folder += "/" + part
            try refuseLink(folder)
            try Disk.makeFolder(folder)
        }
    }

    private func write(_ path: String, _ bytes: [UInt8], mode: UInt32 = 0o600) throws {
        try Folders.make(parent(of: path), mode: 0o700)
        let file = try Disk.create(path, mode: mode, exclusive: true)
        try Disk.write(bytes, to: file, path)
    }
}
