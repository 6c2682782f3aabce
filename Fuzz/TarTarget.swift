import SlipwayArchive
import SlipwayModel
import SlipwaySystem

extension FuzzTarget {
    /// A tar by both readers: what the strict one takes, the other understands in the same way.
    static let tar = FuzzTarget(name: "tar") { bytes, place in
        try put(bytes, at: place)
        let file = try OpenFile.read(place)
        let read = try? entries(place, .plainTar)
        let members = try TarIndex.members(of: file, named: "it", most: 64)
        for member in members {
            try Contradiction.check(
                member.offset >= 0 && member.size >= 0 && member.offset + member.size <= Int64(bytes.count),
                "a member beyond the end")
            _ = try SafePath.check(member.path, in: "it")
        }
        guard let read else { return }
        try Contradiction.check(
            read.map(\.path) == members.map(\.path) && read.map(\.size) == members.map(\.size),
            "a tar of two meanings: \(members.map(\.path)) and \(read.map(\.path))")
    }

    /// All that an archive holds, read to its end, with clean paths.
    static func entries(_ path: String, _ format: ArchiveReader.Format) throws -> [(path: String, size: Int64)] {
        let reader = try ArchiveReader(file: path, format: format)
        var found: [(String, Int64)] = []
        while let entry = try reader.next() {
            let path = try SafePath.check(entry.path, in: "it")
            found.append((path, Int64(try reader.readAll(limit: 1 << 20).count)))
        }
        return found
    }
}
