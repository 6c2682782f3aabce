import SlipwayModel
import SlipwaySystem

/// Makes a slot's private run folder, anew for each start: the two pipes, the token, the properties.
struct SlotFolder {
    let slot: SlotLayout

    /// What the release and the node say about how to start; throws when it cannot be read.
    func source(
        _ spec: ProgramSpec, _ configuration: Configuration, ports: [String: Int], nodeName: String
    ) throws -> LaunchPlan.Source {
        let release = try Files.real(slot.release)
        let folder = release + "/" + ReleaseLayout.properties
        var defaults: [String: PropertiesFile] = [:]
        for name in try Files.names(in: folder) where name.hasSuffix(".properties") {
            defaults[String(name.dropLast(11))] = PropertiesFile(reading: try Files.read("\(folder)/\(name)"))
        }
        return LaunchPlan.Source(
            spec: spec, configuration: configuration, defaults: defaults, release: release, ports: ports,
            nodeName: nodeName)
    }

    static func spec(_ slot: SlotLayout) throws -> ProgramSpec {
        try JSONFile.read(slot.release + "/" + ReleaseLayout.serviceSpec, ProgramSpec.init)
    }

    static func configuration(_ slot: SlotLayout) throws -> Configuration {
        guard Files.exists(slot.configuration) else { return Configuration() }
        return try JSONFile.read(slot.configuration, WireFormat.configuration)
    }

    /// Makes the folder and all in it; `work` exists afterwards, `temp` is empty.
    func make(_ plan: LaunchPlan) throws {
        try Folders.removeAll(slot.run)
        try Folders.make(parent(of: slot.run), mode: 0o700)
        try Disk.makeFolder(slot.run, mode: 0o700)
        try Disk.makeFIFO(slot.control)
        try Disk.makeFIFO(slot.reply)
        try write(slot.token, Array(try Randomness.hex(bytes: 16).utf8))
        try write(slot.nodeProperties, plan.nodeProperties.bytes)
        try Disk.makeFolder(slot.properties, mode: 0o700)
        for (name, file) in plan.webProperties { try write("\(slot.properties)/\(name).properties", file.bytes) }
        try Folders.make(slot.work)
        try Folders.make(slot.temp)
        for name in try Files.names(in: slot.temp) { try Folders.removeAll(slot.temp + "/" + name) }
    }

    private func write(_ path: String, _ bytes: [UInt8]) throws {
        let file = try Disk.create(path, mode: 0o600, exclusive: true)
        try Disk.write(bytes, to: file, path)
    }
}
