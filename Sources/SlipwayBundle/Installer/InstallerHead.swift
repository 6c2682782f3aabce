import SlipwayArchive
import SlipwayCrypto
package import SlipwayModel
package import SlipwaySystem

/// The first lines of an installer: where its parts lie, told to the shell that runs it and to whoever opens it alike.
package struct InstallerHead: Hashable, Sendable {
    package var release: ReleaseName
    package var platform: Platform
    /// Bytes before the tar: the script, and what fills it up.
    package var stub: Int64
    /// Bytes of the whole file.
    package var size: Int64
    /// Of all that follows the stub.
    package var tar: Digest
    /// Where the daemon's program lies in the file, and how many bytes it has.
    package var programAt: Int64
    package var program: Int64
    /// Of that program.
    package var programDigest: Digest

    static let format = 1
    private static let first = "#!/bin/sh\n# slipway installer "
    /// More than the longest name, version, platform and numbers need.
    static let most = 1024
    /// The stub ends at a multiple of it.
    static let block: Int64 = 4096
    static let largestStub: Int64 = 1 << 20

    /// Whether a file begins as one, of whatever format.
    package static func begins(_ file: OpenFile) throws -> Bool {
        let words = Array(first.utf8)
        guard try file.size() >= Int64(words.count) else { return false }
        return try ExactBytes.read(words.count, of: file, at: 0, named: "the file") == words
    }

    /// As the script of `bootstrap/` begins, before anybody has filled it in.
    static let blank = lines(
        release: "", platform: "", stub: 0, size: 0, tar: "", programAt: 0, program: 0, digest: "")

    package var text: String {
        Self.lines(
            release: release.description, platform: platform.description, stub: stub, size: size, tar: tar.hex,
            programAt: programAt, program: program, digest: programDigest.hex)
    }

    private static func lines(
        release: String, platform: String, stub: Int64, size: Int64, tar: String, programAt: Int64, program: Int64,
        digest: String
    ) -> String {
        """
        \(first)\(format)
        release='\(release)'
        platform='\(platform)'
        stub_bytes=\(stub)
        file_bytes=\(size)
        tar_sha256='\(tar)'
        program_at=\(programAt)
        program_bytes=\(program)
        program_sha256='\(digest)'

        """
    }

    /// Refuses with 65 what is no head, or that of a file of another size.
    package static func read(_ file: OpenFile) throws -> InstallerHead {
        guard try begins(file) else { throw OpenedInstaller.refusal("it does not begin as one") }
        let size = try file.size()
        let bytes = try ExactBytes.read(
            Int(min(Int64(most), size)), of: file, at: 0, named: "the installer")
        let text = String(decoding: bytes, as: UTF8.self)
        let format = text.dropFirst(first.count).prefix { $0 != "\n" }
        guard format == "\(Self.format)" else {
            throw OpenedInstaller.refusal("it is of format \(format.prefix(9)), and this Slipway knows \(Self.format)")
        }
        guard let head = InstallerHead(reading: text), text.hasPrefix(head.text) else {
            throw OpenedInstaller.refusal("its first lines cannot be understood")
        }
        guard head.size == size else {
            let what = size < head.size ? "is cut short" : "has something after its end"
            throw OpenedInstaller.refusal("it \(what): it has \(size) bytes and should have \(head.size)")
        }
        return head
    }

    /// Compares all that follows the stub with the digest; refuses with 65. `progress` is told of each piece, in bytes.
    package func compare(_ file: OpenFile, progress: (Int64) -> Void = { _ in }) throws {
        let hash = SHA256()
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 131_072, alignment: 16)
        defer { room.deallocate() }
        var position = stub
        while case let count = try file.read(into: room, at: position), count > 0 {
            hash.update(UnsafeRawBufferPointer(rebasing: room[..<count]))
            position += Int64(count)
            progress(Int64(count))
        }
        guard hash.finish() == tar else {
            throw Refusal(
                .badInput, "the installer is damaged: its content has another digest", hint: OpenedInstaller.hint)
        }
    }

    private init?(reading text: String) {
        let lines = text.split(separator: "\n", maxSplits: 10, omittingEmptySubsequences: false)
        guard lines.count > 10 else { return nil }
        func value(_ line: Int, _ name: String) -> Substring? {
            lines[line].hasPrefix(name + "=") ? lines[line].dropFirst(name.count + 1) : nil
        }
        func word(_ line: Int, _ name: String) -> Substring? {
            value(line, name).flatMap { $0.count > 1 ? $0.dropFirst().dropLast() : nil }
        }
        func number(_ line: Int, _ name: String) -> Int64? {
            value(line, name).flatMap { Int64($0) }.flatMap { $0 >= 0 ? $0 : nil }
        }
        guard let release = word(2, "release")?.split(separator: " ").map(String.init), release.count == 2,
            ReleaseName.isName(release[0]), ReleaseName.isVersion(release[1]),
            let platform = word(3, "platform")?.split(separator: "/").map(String.init), platform.count == 2,
            let stub = number(4, "stub_bytes"), stub > 0, stub <= Self.largestStub, stub % Self.block == 0,
            let size = number(5, "file_bytes"),
            let tar = word(6, "tar_sha256").flatMap({ Digest(hex: String($0)) }),
            let programAt = number(7, "program_at"), let program = number(8, "program_bytes"),
            let digest = word(9, "program_sha256").flatMap({ Digest(hex: String($0)) })
        else { return nil }
        self.init(
            release: ReleaseName(name: release[0], version: release[1]),
            platform: Platform(os: platform[0], architecture: platform[1]), stub: stub, size: size, tar: tar,
            programAt: programAt, program: program, programDigest: digest)
        guard self.platform.isNamed else { return nil }
    }

    package init(
        release: ReleaseName, platform: Platform, stub: Int64, size: Int64, tar: Digest, programAt: Int64,
        program: Int64, programDigest: Digest
    ) {
        self.release = release
        self.platform = platform
        self.stub = stub
        self.size = size
        self.tar = tar
        self.programAt = programAt
        self.program = program
        self.programDigest = programDigest
    }
}
