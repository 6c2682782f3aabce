import SlipwayArchive
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct TarIndexTests {
    private static let long = (0..<6).map { _ in String(repeating: "n", count: 49) }.joined(separator: "/")

    private func members(_ bytes: [UInt8], from offset: Int64 = 0, most: Int = 10) throws -> [TarMember] {
        let folder = try TemporaryFolder("index")
        let file = try OpenFile.read(folder.write("a.tar", bytes))
        return try TarIndex.members(of: file, named: "it", from: offset, most: most)
    }

    private func sample() throws -> [UInt8] {
        try TarSink.tar { tar in
            try tar.folder("b", modified: 0)
            try tar.file("b/ü", Array("12345".utf8), modified: 0)
            try tar.file(Self.long, [UInt8](repeating: 65, count: 512), modified: 0)
            try tar.file("empty", [], modified: 0)
        }
    }

    @Test func membersAreFoundWhereTheirContentLies() throws {
        let bytes = try sample()
        let found = try members(bytes)
        #expect(found.map(\.path) == ["b", "b/ü", Self.long, "empty"])
        #expect(found.map(\.isFolder) == [true, false, false, false])
        #expect(found.map(\.size) == [0, 5, 512, 0])
        let content = found.map { Array(bytes[Int($0.offset)..<Int($0.offset + $0.size)]) }
        #expect(content[1] == Array("12345".utf8))
        #expect(content[2] == [UInt8](repeating: 65, count: 512))
    }

    @Test func aTarBehindOtherBytesIsFound() throws {
        let bytes = try sample()
        let found = try members(Array("#!/bin/sh\n".utf8) + bytes, from: 10)
        #expect(found.map(\.offset) == (try members(bytes)).map { $0.offset + 10 })
    }

    @Test func systemTarsAreUnderstood() throws {
        let folder = try TemporaryFolder("index")
        try folder.write("tree/" + Self.long + "/a", "x")
        for format in ["ustar", "pax"] {
            let result = try Command.run(
                "tar", ["--format", format, "-cf", "\(format).tar", "tree"], folder: folder.path)
            if format == "ustar" && !result.succeeded { continue }
            let file = try OpenFile.read(folder("\(format).tar"))
            let found = try TarIndex.members(of: file, named: "it", most: 20)
            #expect(found.last?.path == "tree/" + Self.long + "/a")
            #expect(found.last?.size == 1)
        }
    }

    @Test func linksAreRefused() throws {
        let folder = try TemporaryFolder("index")
        try Disk.symlink(to: "/etc/passwd", at: folder("link"))
        #expect(try Command.run("tar", ["--format=ustar", "-cf", "a.tar", "link"], folder: folder.path).succeeded)
        let file = try OpenFile.read(folder("a.tar"))
        #expect(throws: Refusal.self) { try TarIndex.members(of: file, named: "it", most: 20) }
    }

    @Test func everyCutIsRefused() throws {
        let bytes = try sample()
        for length in [0, 1, 511, 512, 1024, 1500, 2048, 3000, bytes.count - 1024, bytes.count - 513] {
            let refusal = #expect(throws: Refusal.self, "cut to \(length)") { try members(Array(bytes[..<length])) }
            #expect(refusal?.code == .badInput)
        }
    }

    @Test func aFlippedBitAnywhereInAHeaderIsRefused() throws {
        let bytes = try TarSink.tar { try $0.file("a", [1, 2, 3], modified: 0) }
        // The last byte of the sum itself is a blank that nobody reads.
        for place in 0..<512 where place != 155 {
            var damaged = bytes
            damaged[place] ^= 0x04
            #expect(throws: Refusal.self, "byte \(place)") { try members(damaged) }
        }
    }

    @Test func whatFollowsTheEndIsRefused() throws {
        let bytes = try sample()
        #expect(try members(bytes + [UInt8](repeating: 0, count: 10_240)).count == 4)
        #expect(throws: Refusal.self) { try members(bytes + [1]) }
        #expect(throws: Refusal.self) { try members(bytes + bytes) }
        #expect(throws: Refusal.self) { try members(bytes + [UInt8](repeating: 0, count: 1 << 20)) }
    }

    @Test func tooManyMembersAreRefused() throws {
        let bytes = try sample()
        #expect(throws: Refusal.self) { try members(bytes, most: 3) }
        #expect(try members(bytes, most: 4).count == 4)
    }
}
