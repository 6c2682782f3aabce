import SlipwayModel
import Testing

@Suite struct TreeListingTests {
    private static let digest = Digest(bytes: [UInt8](repeating: 0x11, count: 32))

    private func file(_ path: String, executable: Bool = false, size: Int64 = 3) -> TreeFile {
        TreeFile(path: path, executable: executable, size: size, digest: Self.digest, modified: 1_577_836_800)
    }

    @Test func pathsAreSortedByTheirBytes() {
        let listing = TreeListing(folders: ["b", "a", "Z"], files: [file("é"), file("a/x"), file("a.x"), file("z")])
        #expect(listing.folders == ["Z", "a", "b"])
        #expect(listing.files.map(\.path) == ["a.x", "a/x", "z", "é"])
    }

    @Test func theCanonicalTextIsOneLinePerEntry() {
        let listing = TreeListing(folders: ["bin"], files: [file("bin/run", executable: true), file("bin/a b")])
        #expect(
            listing.canonicalText == """
                d bin
                f \(Self.digest) 3 1577836800 bin/a b
                x \(Self.digest) 3 1577836800 bin/run

                """)
        #expect(listing.bytes == 6)
    }

    @Test func theCanonicalTextIsReadBack() {
        let listing = TreeListing(
            folders: ["bin", "bin/x y"], files: [file("bin/run", executable: true), file("bin/a b")])
        #expect(TreeListing(canonicalText: listing.canonicalText) == listing)
        #expect(TreeListing(canonicalText: "q bin\n") == nil)
        #expect(TreeListing(canonicalText: "f sha256:12 3 4 a\n") == nil)
    }

    @Test func timesAreConstantForJarsAndFollowTheContentElsewhere() throws {
        let other = try #require(Digest(hex: "ffffff" + String(repeating: "0", count: 58)))
        #expect(FileTimes.time(path: "lib/a.jar", digest: other) == FileTimes.constant)
        #expect(FileTimes.time(path: "a.html", digest: Self.digest) == FileTimes.constant + 0x11_1111)
        #expect(FileTimes.time(path: "a.html", digest: other) == FileTimes.constant + 0xff_ffff)
    }
}
