import SlipwayModel
import SlipwaySystem

/// Makes a slot's private run folder, anew for each start: the two pipes, the token, the properties.
struct SlotFolder {
    let place: SlotPlace

    /// What the release and the node say about how to start; throws when it cannot be read.
    func source(
        _ spec: ProgramSpec, _ configuration: Configuration, ports: [String: Int]
    ) throws -> LaunchPlan.Source {
        let release = try Files.real(place.release)
        let folder = release + "/" + ReleaseLayout.properties
        var defaults: [String: PropertiesFile] = [:]
        for name in try Files.names(in: folder) where name.hasSuffix(".properties") {
            defaults[String(name.dropLast(11))] = PropertiesFile(reading: try Files.read("\(folder)/\(name)"))
        }
        return LaunchPlan.Source(
            spec: spec, configuration: configuration, defaults: defaults, release: release, ports: ports)
    }

    static func spec(_ place: SlotPlace) throws -> ProgramSpec {
        try JSONFile.read(place.release + "/" + ReleaseLayout.serviceSpec, ProgramSpec.init)
    }

    static func configuration(_ place: SlotPlace) throws -> Configuration {
        guard Files.exists(place.configuration) else { return Configuration() }
        return try JSONFile.read(place.configuration, WireFormat.configuration)
    }

    /// Makes the folder and all in it; `work` exists afterwards, `temp` is empty.
    func make(_ plan: LaunchPlan) throws {
        try Folders.removeAll(place.run)
        try Folders.make(parent(of: place.run), mode: 0o700)
        try Disk.makeFolder(place.run, mode: 0o700)
        try Disk.makeFIFO(place.control)
        try Disk.makeFIFO(place.reply)
        try write(place.token, Array(try Randomness.hex(bytes: 16).utf8))
        try write(place.nodeProperties, plan.nodeProperties.bytes)
        try Disk.makeFolder(place.properties, mode: 0o700)
        for (name, file) in plan.webProperties { try write("\(place.properties)/\(name).properties", file.bytes) }
        try Folders.make(place.work)
        try Folders.make(place.temp)
        for name in try Files.names(in: place.temp) { try Folders.removeAll(place.temp + "/" + name) }
    }

    private func write(_ path: String, _ bytes: [UInt8]) throws {
        let file = try Disk.create(path, mode: 0o600, exclusive: true)
        try Disk.write(bytes, to: file, path)
    }
}
