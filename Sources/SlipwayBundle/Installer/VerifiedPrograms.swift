import SlipwayArchive
package import SlipwayCrypto
import SlipwayModel
package import SlipwaySystem

/// The programs of an installer that may be installed: what they are is signed by a trusted key. Only
/// `OpenedInstaller.programs(trusting:)` makes one.
package struct VerifiedPrograms: Sendable {
    package let node: NodeStatement
    /// That they are believed by.
    package let key: Minisign.PublicKey
    private let members: [String: TarMember]
    private let file: OpenFile

    init(node: NodeStatement, key: Minisign.PublicKey, members: [String: TarMember], file: OpenFile) {
        self.node = node
        self.key = key
        self.members = members
        self.file = file
    }

    package var names: [String] { node.programs.map(\.name) }

    /// Unpacks one into an open file, comparing size and digest on the way; what was written counts only once this
    /// returns. `path` names the file in errors.
    package func write(_ name: String, to target: OpenFile, at path: String) throws {
        try read(name) { try Disk.write($0, to: target, path) }
    }

    /// Compares every program with what was signed.
    package func check() throws {
        for name in names { try read(name) { _ in } }
    }

    private func read(_ name: String, _ sink: (UnsafeRawBufferPointer) throws -> Void) throws {
        guard let program = node.programs.first(where: { $0.name == name }), let member = members[name] else {
            throw BundleError("write", name, "the installer holds no such program")
        }
        try OpenedInstaller.told {
            let packed = MemberReader(file, member)
            let source: (UnsafeMutableRawBufferPointer) throws -> Int
            if BundleLayout.isCompressed(name) {
                let decoder = try ZstdDecoder(named: "the installer's \(name)") { try packed.read(into: $0) }
                source = { try decoder.read(into: $0) }
            } else {
                source = { try packed.read(into: $0) }
            }
            let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 131_072, alignment: 16)
            defer { room.deallocate() }
            let hash = SHA256()
            var left = program.size
            while case let count = try source(room), count > 0 {
                left -= Int64(count)
                if left < 0 { throw OpenedInstaller.refusal("its \(name) is larger than was signed") }
                let piece = UnsafeRawBufferPointer(rebasing: room[..<count])
                hash.update(piece)
                try sink(piece)
            }
            guard left == 0, hash.finish() == program.digest else {
                throw OpenedInstaller.refusal("its \(name) is not the one that was signed")
            }
        }
    }
}
