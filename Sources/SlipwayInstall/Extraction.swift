import SlipwayBundle
import SlipwayModel
import SlipwaySystem

/// Puts the programs and the bundle of an installer into a folder, and installs nothing.
package struct Extraction {
    private let installer: ReadInstaller
    package init(_ installer: ReadInstaller) { self.installer = installer }

    /// Paths of what was written; replaces nothing.
    package func write(to folder: String) throws -> [String] {
        try Folders.make(folder)
        var written: [String] = []
        let name = installer.offer.name
        for program in installer.programs.names {
            written.append(
                try write(folder + "/" + program, mode: 0o755) { try installer.programs.write(program, to: $0, at: $1) }
            )
        }
        written.append(try write(folder + "/\(name.name)-\(name.version).oci.tar", mode: 0o644, copyBundle))
        try Disk.syncFolder(folder)
        return written
    }

    private func write(
        _ path: String, mode: UInt32, _ body: (OpenFile, String) throws -> Void
    ) throws -> String {
        let fresh = path + ".new"
        try Disk.unlink(fresh)
        if Files.exists(path) {
            throw Refusal(.failed, "\(path) is there already", hint: "name a folder that is empty")
        }
        do {
            let file = try Disk.create(fresh, mode: mode, exclusive: true)
            try body(file, fresh)
            try Disk.sync(file, fresh)
            try Disk.rename(fresh, to: path)
        } catch {
            try? Disk.unlink(fresh)
            throw error
        }
        return path
    }

    private func copyBundle(_ file: OpenFile, _ path: String) throws {
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { room.deallocate() }
        var at = installer.bundleOffset
        while case let count = try installer.file.read(into: room, at: at), count > 0 {
            try Disk.write(UnsafeRawBufferPointer(rebasing: room[..<count]), to: file, path)
            at += Int64(count)
        }
    }
}
