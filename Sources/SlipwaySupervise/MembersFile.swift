import SlipwayModel
import SlipwaySystem

/// Keeps the file of the cluster's members on other nodes: all that the running programs name, absent without any.
final class MembersFile {
    private let path: String
    private var named: [Int: [String]] = [:]
    /// nil until it is known what the file holds.
    private var written: [String]?

    init(_ app: AppLayout) { path = app.members }

    /// `addresses` are what the program of this generation names, from now until it has ended.
    func set(_ addresses: [String], of generation: Int) throws {
        named[generation] = addresses
        try write()
    }

    /// A program that has ended names nobody.
    func forget(_ generation: Int) {
        named[generation] = nil
        try? write()
    }

    /// Puts right what an earlier wrapper has left.
    func settle() { try? write() }

    private func write() throws {
        var all: [String] = []
        for address in named.sorted(by: { $0.key > $1.key }).flatMap(\.value) where !all.contains(address) {
            all.append(address)
        }
        if all == written { return }
        if all.isEmpty {
            try Disk.unlink(path)
        } else {
            try DurableFile.replaceVolatile(path, with: Array((all.joined(separator: "\n") + "\n").utf8))
        }
        written = all
    }
}
