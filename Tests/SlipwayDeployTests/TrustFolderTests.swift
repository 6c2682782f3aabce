import SlipwayBundle
import SlipwayCrypto
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

@testable import SlipwayDeploy

@Suite struct TrustFolderTests {
    private let folder: TemporaryFolder
    private let layout: NodeLayout

    init() throws {
        folder = try TemporaryFolder("trust")
        layout = NodeLayout(root: folder("node"))
    }

    private static func key(_ comment: String = "tests") -> Minisign.PublicKey {
        MinisignSecretKey().shown(comment: comment)
    }

    private func known() throws -> [String] {
        try TrustFolder.entries(layout).map { "\($0.name) \($0.isRevoked ? "revoked" : "trusted")" }
    }

    private func refused(_ code: ExitCode, _ words: String, _ body: () throws -> TrustFolder.Change) {
        let refusal = #expect(throws: Refusal.self) { _ = try body() }
        #expect(refusal?.code == code && refusal?.sentence.contains(words) == true, "\(refusal?.sentence ?? "")")
    }

    @Test func aKeyIsTrustedAndThenRevoked() throws {
        let key = Self.key()
        #expect(try TrustFolder.trust(key, as: "ci", again: false, on: layout) == .init(name: "ci", isNew: true))
        #expect(try TrustFolder.trust(key, as: "two", again: false, on: layout) == .init(name: "ci", isNew: false))
        #expect(try Files.facts(layout.trust + "/ci.pub")?.mode == 0o644)
        #expect(try TrustFolder.read(layout, development: nil).keys.map(\.isRevoked) == [false])
        #expect(try TrustFolder.revoke(key, as: "x", on: layout) == .init(name: "ci", isNew: true))
        #expect(try TrustFolder.revoke(key, as: "x", on: layout) == .init(name: "ci", isNew: false))
        #expect(try known() == ["ci revoked"])
        refused(.badInput, "was revoked here") { try TrustFolder.trust(key, as: "ci", again: false, on: layout) }
        #expect(try TrustFolder.trust(key, as: "back", again: true, on: layout) == .init(name: "back", isNew: true))
        #expect(try known() == ["back trusted"])
    }

    @Test func aKeyThatWasNeverTrustedCanBeRevoked() throws {
        let key = Self.key()
        #expect(try TrustFolder.revoke(key, as: "stolen", on: layout) == .init(name: "stolen", isNew: true))
        #expect(try known() == ["stolen revoked"])
    }

    /// The first one's revocation would be forgotten.
    @Test func aRevocationIsNeverOverwritten() throws {
        let (one, other) = (Self.key(), Self.key())
        for key in [one, other] {
            _ = try TrustFolder.trust(key, as: "ci", again: false, on: layout)
            _ = try TrustFolder.revoke(key, as: "ci", on: layout)
        }
        #expect(try known().sorted() == ["ci revoked", "ci-\(other.name) revoked"])
        #expect(Set(try TrustFolder.entries(layout).map(\.key.id)) == [one.id, other.id])
    }

    @Test func aNameAndANumberBelongToOneKey() throws {
        let key = Self.key()
        _ = try TrustFolder.trust(key, as: "ci", again: false, on: layout)
        refused(.badInput, "of the name ci") { try TrustFolder.trust(Self.key(), as: "ci", again: false, on: layout) }
        var forged = Self.key()
        forged.id = key.id
        refused(.badInput, "with the number") { try TrustFolder.trust(forged, as: "x", again: false, on: layout) }
        refused(.usage, "name of a key") { try TrustFolder.trust(Self.key(), as: "../x", again: false, on: layout) }
        #expect(try known() == ["ci trusted"])
    }

    @Test func theSystemsOwnNodeTrustsNoDevelopmentKey() throws {
        let key = Self.key(TrustFolder.developmentComment)
        refused(.badInput, "is a development key") {
            try TrustFolder.trust(key, as: "x", again: false, on: NodeLayout(root: nil))
        }
        #expect(try TrustFolder.trust(key, as: "x", again: false, on: layout).isNew)
    }

    @Test func theDevelopmentKeyIsReadWhereItIsWanted() throws {
        let key = Self.key()
        let file = try folder.write("development.pub", key.text)
        #expect(try TrustFolder.read(layout, development: file).keys.map(\.shown) == [key])
        #expect(try TrustFolder.read(layout, development: folder("none.pub")).keys.isEmpty)
        _ = try TrustFolder.revoke(key, as: "development", on: layout)
        #expect(try TrustFolder.read(layout, development: file).keys.contains { $0.isRevoked })
    }

    @Test func aCommentDoesNothingToATerminal() throws {
        var key = Self.key()
        key.comment = "a\u{1b}[2Jb\u{7}" + String(repeating: "c", count: 300)
        _ = try TrustFolder.trust(key, as: "ci", again: false, on: layout)
        let comment = try TrustFolder.key(layout.trust + "/ci.pub").comment
        #expect(comment.hasPrefix("a[2Jbccc") && comment.count == 100)
    }

    @Test func whatIsNoPublicKeyIsRefused() throws {
        let secret = try MinisignSecretKey().text(comment: "", passphrase: nil)
        for text in ["", "words\n", String(repeating: "x", count: 10_000), String(decoding: secret, as: UTF8.self)] {
            let file = try folder.write("x.pub", text)
            let refusal = #expect(throws: Refusal.self) { try TrustFolder.key(file) }
            #expect(refusal?.code == .badInput)
        }
        #expect(throws: Refusal.self) { try TrustFolder.key(folder.path) }
        try Disk.makeFIFO(folder("pipe"))
        #expect(throws: Refusal.self) { try TrustFolder.key(folder("pipe")) }
    }
}
