import SlipwayCrypto
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

@testable import SlipwayDeploy

@Suite struct ObjectStoreTests {
    private let folder: TemporaryFolder
    private let objects: ObjectStore

    init() throws {
        folder = try TemporaryFolder("objects")
        try Folders.make(folder("objects"))
        objects = ObjectStore(folder("objects"))
    }

    private func planted(_ text: String) throws -> TreeListing? {
        let bytes = Array(text.utf8)
        try folder.write("fresh", text)
        let digest = Hashing.sha256(bytes)
        try objects.adopt(folder("fresh"), digest: digest, executable: false)
        return objects.listing(digest)
    }

    /// A release may hold a file that reads like a listing.
    @Test func aListingThatLeadsElsewhereIsNone() throws {
        let file = "sha256:\(String(repeating: "a", count: 64)) 5 1577836800 "
        #expect(try planted("d lib\nf \(file)lib/a.jar\n")?.files.map(\.path) == ["lib/a.jar"])
        for path in ["../a", "/etc/cron.d/a", "lib/../../a", ".slipway/manifest.json", "lib//a", "./a", "a/", ""] {
            #expect(try planted("f \(file)\(path)\n") == nil, "\(path)")
        }
        #expect(try planted("d ../a\n") == nil)
        #expect(try planted("f \(file)a\nf \(file)a\n") == nil)
        #expect(try planted("f \(file)b\nf \(file)a\n") == nil)
        #expect(try planted("f sha256:\(String(repeating: "a", count: 64)) -5 1577836800 a\n") == nil)
    }
}
