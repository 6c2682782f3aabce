package import SlipwayModel
import SlipwaySystem

/// The file `floors/APP.json`, or `APP+RELEASE.json` where a release has another name than its app on this node: the
/// highest sequence that has gone live. It outlives the app.
package struct FloorFile {
    private struct Record: Codable {
        static let schema = "dev.slipway.floor.v1"
        var schema = Self.schema
        var app: String
        var release: String
        var sequence: Int
        /// Of the release that had it.
        var digest: Digest
    }

    private let path: String
    private let app: String
    private let release: String
    private let folder: String
    private static let most = 4096

    /// `release`: the name that is signed.
    package init(_ layout: NodeLayout, _ app: String, release: String) {
        path = layout.floor(app == release ? app : "\(app)+\(release)")
        folder = layout.floors
        self.app = app
        self.release = release
    }

    /// What a daemon that was killed has left beside them.
    package static func sweep(_ layout: NodeLayout) {
        for name in (try? Files.names(in: layout.floors)) ?? [] where name.hasSuffix(".new") {
            try? Disk.unlink(layout.floors + "/" + name)
        }
    }

    /// nil before there is one; refuses with 65 what cannot be understood, for nobody knows then what is too old.
    package func read() throws -> Int? {
        guard let facts = try Files.facts(path) else { return nil }
        guard facts.kind == .file, let bytes = try? Files.read(path, limit: Self.most),
            let record = try? JSONText.value(Record.self, from: bytes), record.schema == Record.schema,
            record.app == app, record.release == release, record.sequence > 0
        else {
            throw Refusal(
                .badInput, "nothing of \(app) is deployed while its floor cannot be read: \(path)",
                hint: "restore that file from a backup; without one, remove it and deploy the newest release there is")
        }
        return record.sequence
    }

    /// Durable when it returns. What is not trusted by its key, or not beyond the present one, leaves it alone.
    package func raise(by trust: ReleaseTrust, _ digest: Digest) throws {
        let floor = try read()
        guard let next = FloorPlan.next(floor: floor, trust: trust), next > floor ?? 0 else { return }
        try Folders.make(folder)
        try DurableFile.replace(
            path,
            with: try JSONText.bytes(Record(app: app, release: release, sequence: next, digest: digest), pretty: true))
    }
}
