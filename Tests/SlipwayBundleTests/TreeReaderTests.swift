import SlipwayBundle
import SlipwayCrypto
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct TreeReaderTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder("tree")
        try folder.write("bin/run", "#!/bin/sh\n", mode: 0o755)
        try folder.write("a.txt", "a")
        try Folders.make(folder("empty"))
        try Disk.setTime(folder("a.txt"), seconds: 1000)
        try Disk.setTime(folder("bin/run"), seconds: 2000)
    }

    @Test func aListingTellsWhatIsThere() throws {
        let listing = try TreeReader.listing(of: folder.path)
        #expect(listing.folders == ["bin", "empty"])
        #expect(
            listing.files == [
                TreeFile(path: "a.txt", executable: false, size: 1, digest: Hashing.sha256([97]), modified: 1000),
                TreeFile(
                    path: "bin/run", executable: true, size: 10, digest: Hashing.sha256(Array("#!/bin/sh\n".utf8)),
                    modified: 2000),
            ])
        #expect(TreeReader.digest(of: listing) == Hashing.sha256(Array(listing.canonicalText.utf8)))
    }

    @Test func onlyTheAskedPathsAreListed() throws {
        let listing = try TreeReader.listing(of: folder.path, paths: ["bin", "bin/run"])
        #expect(listing.folders == ["bin"])
        #expect(listing.files.map(\.path) == ["bin/run"])
    }

    @Test func contentModeTimeAndNameAllCount() throws {
        let before = TreeReader.digest(of: try TreeReader.listing(of: folder.path))
        func differs(_ change: () throws -> Void) throws -> Bool {
            try change()
            return TreeReader.digest(of: try TreeReader.listing(of: folder.path)) != before
        }
        #expect(try differs { try Disk.setTime(folder("a.txt"), seconds: 1001) })
        #expect(try !differs { try Disk.setTime(folder("a.txt"), seconds: 1000) })
        #expect(try differs { try Disk.chmod(folder("a.txt"), 0o755) })
        #expect(try !differs { try Disk.chmod(folder("a.txt"), 0o444) })
        #expect(try differs { try Folders.make(folder("more")) })
        #expect(try !differs { try Folders.removeAll(folder("more")) })
    }

    @Test func whatIsMissingIsAnError() throws {
        let error = #expect(throws: BundleError.self) { try TreeReader.listing(of: folder.path, paths: ["gone"]) }
        #expect(error?.cause == "it is missing")
    }

    @Test func linksAreNotFollowed() throws {
        try Disk.symlink(to: "a.txt", at: folder("link"))
        try Disk.symlink(to: "bin", at: folder("linked"))
        for path in ["link", "linked", "linked/run"] {
            #expect(throws: BundleError.self) { try TreeReader.listing(of: folder.path, paths: [path]) }
        }
    }
}
