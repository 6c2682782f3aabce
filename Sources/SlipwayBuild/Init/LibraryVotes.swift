import SlipwayArchive
import SlipwayModel
import SlipwaySystem

/// Asks the jars of a web app which name of the servlets they speak of.
struct LibraryVotes {
    let work: String
    /// Bytes of one jar, and of one class in it; what is larger is passed over.
    let largest: Int64
    let largestClass: Int

    private static let mostEntries = 500_000
    /// All of them together.
    private static let mostBytes: Int64 = 2 << 30

    func ofFolder(_ folder: String) throws -> WebAppFacts.ServletName? {
        var votes = ServletVotes()
        var left = Self.mostEntries
        for name in try Files.names(in: folder + "/WEB-INF/lib") where Self.counts("WEB-INF/lib/" + name) {
            let path = folder + "/WEB-INF/lib/" + name
            guard let facts = try Files.facts(path), facts.kind == .file, facts.size <= largest else { continue }
            add(try OpenFile.read(path), &votes, &left)
        }
        return votes.winner
    }

    func ofArchive(_ path: String) throws -> WebAppFacts.ServletName? {
        var votes = ServletVotes()
        var left = Self.mostEntries
        var bytes: Int64 = 0
        let archive = try ArchiveReader(file: path, format: .zip)
        let place = work + "/library.jar"
        while let entry = try archive.next() {
            guard entry.kind == .file, Self.counts(entry.path), entry.size <= largest, bytes < Self.mostBytes
            else { continue }
            try Disk.unlink(place)
            defer { try? Disk.unlink(place) }
            let file = try Disk.create(place, mode: 0o600, exclusive: true)
            let isWhole = try withUnsafeTemporaryAllocation(byteCount: 1 << 17, alignment: 16) { room in
                var size: Int64 = 0
                while case let count = try archive.read(into: room), count > 0 {
                    size += Int64(count)
                    bytes += Int64(count)
                    if size > largest { return false }
                    try Disk.write(UnsafeRawBufferPointer(rebasing: room[..<count]), to: file, place)
                }
                return true
            }
            if isWhole { add(try OpenFile.read(place), &votes, &left) }
        }
        return votes.winner
    }

    /// The API itself, packed by mistake, says nothing of who uses it.
    private static func counts(_ path: String) -> Bool {
        ExplodedWebApp.isLibrary(path)
            && !["servlet-api", "jsp-api", "-el-", "tomcat-embed"].contains { path.contains($0) }
    }

    /// A damaged jar is no matter of a recipe.
    private func add(_ jar: OpenFile, _ votes: inout ServletVotes, _ left: inout Int) {
        guard let archive = try? ArchiveReader(file: jar, named: "a jar", format: .zip) else { return }
        while left > 0, let entry = (try? archive.next()) ?? nil {
            left -= 1
            guard entry.kind == .file, entry.path.hasSuffix(".class"), entry.size <= Int64(largestClass),
                let bytes = try? archive.readAll(limit: largestClass)
            else { continue }
            votes.countClass(bytes)
        }
    }
}
