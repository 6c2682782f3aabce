import Glibc
package import SlipwayModel
import SlipwaySystem

/// The folders `generations/N`: which release with which configuration, and the app's own scratch space.
package struct Generations: Sendable {
    package let app: AppLayout

    package init(_ app: AppLayout) { self.app = app }

    /// Made whole or not at all; made twice is made once.
    package func make(_ number: Int, release: InstalledRelease, configuration: Configuration) throws {
        let folder = app.generation(number)
        if Files.exists(folder + "/config.json") { return }
        try Folders.make(app.generations)
        let fresh = folder + ".new"
        try Folders.removeAll(fresh)
        try Disk.makeFolder(fresh)
        for name in ["work", "temp"] { try Disk.makeFolder(fresh + "/" + name, mode: 0o700) }
        try Disk.symlink(to: "../../../../releases/" + release.digest.short, at: fresh + "/release")
        try DurableFile.replace(fresh + "/config.json", with: try JSONText.bytes(configuration, pretty: true))
        try Folders.removeAll(folder)
        try Disk.rename(fresh, to: folder)
        try Disk.syncFolder(app.generations)
    }

    package func remove(_ number: Int) throws {
        try Folders.removeAll(app.generation(number))
        try Folders.removeAll(app.generation(number) + ".new")
        try Folders.removeAll(app.slot(number))
        if Files.exists(app.generations) { try Disk.syncFolder(app.generations) }
    }

    /// The service of a generation that is on disk.
    package func spec(_ number: Int) throws -> ServiceSpec {
        try InstalledRelease.readSpec(app.generation(number) + "/release")
    }

    /// What the node has set for it.
    package func configuration(_ number: Int) throws -> Configuration {
        let path = app.generation(number) + "/config.json"
        let configuration = try JSONText.value(Configuration.self, from: try Files.read(path))
        try FormatVersion.check(configuration.schema, known: FormatVersion.configuration, path)
        return configuration
    }

    /// The service of a generation as it runs: the release's own with what the node has set.
    package func service(_ number: Int) throws -> ServiceSpec {
        try spec(number).configured(by: try configuration(number))
    }

    package func point(to number: Int?) throws {
        guard let number else { return try AtomicLink.remove(app.current) }
        try AtomicLink.point(app.current, to: "generations/\(number)")
    }
}
