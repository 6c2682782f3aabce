import SlipwayCrypto
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct MinisignTests {
    static let message = Array("a statement, and änother line\n".utf8)

    static func pair(_ fill: UInt8 = 7) throws -> (key: Ed25519Key, shown: Minisign.PublicKey) {
        let key = try #require(Ed25519Key(seed: (0..<32).map { UInt8($0) ^ fill }))
        return (key, Minisign.PublicKey(id: [1, 2, 3, 4, 5, 6, 7, fill], bytes: key.publicBytes, comment: "tests"))
    }

    static func signed(_ key: Ed25519Key, _ shown: Minisign.PublicKey) -> Minisign.Signature {
        Minisign.Signature(
            of: message, by: key, id: shown.id, comment: "of a test", trustedComment: "shop 1.4.2 sequence 7")
    }

    /// RFC 8032, section 7.1, tests 1 and 2; RFC 7693, appendix A.
    @Test func theAlgorithmsAreThoseOfTheStandards() throws {
        func bytes(_ hex: String) -> [UInt8] {
            stride(from: 0, to: hex.count, by: 2).compactMap { UInt8(hex.dropFirst($0).prefix(2), radix: 16) }
        }
        let first = try #require(
            Ed25519Key(seed: bytes("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")))
        #expect(
            first.publicBytes == bytes("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"))
        #expect(first.sign([]).starts(with: bytes("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155")))
        #expect(Ed25519Key(seed: [1, 2, 3]) == nil)
        #expect(BLAKE2b.hash(Array("abc".utf8)).starts(with: bytes("ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b7")))
    }

    @Test func itsOwnTextsAreReadBack() throws {
        let (key, shown) = try Self.pair()
        #expect(Minisign.PublicKey(reading: shown.text) == shown)
        #expect(shown.name == "0707060504030201")
        let signature = Self.signed(key, shown)
        let read = try #require(Minisign.Signature(reading: signature.text))
        #expect(read == signature && read.verifies(Self.message, shown))
    }

    @Test func nothingElseIsVerified() throws {
        let (key, shown) = try Self.pair()
        let (_, other) = try Self.pair(9)
        let signature = Self.signed(key, shown)
        #expect(!signature.verifies(Self.message + [32], shown))
        #expect(!signature.verifies(Self.message, other))
        var named = other
        named.id = shown.id
        #expect(!signature.verifies(Self.message, named))
        var told = signature
        told.trustedComment = "shop 1.4.2 sequence 8"
        #expect(!told.verifies(Self.message, shown))
        for index in 0..<64 {
            var bent = signature
            bent.bytes[index] ^= 1
            #expect(!bent.verifies(Self.message, shown))
        }
    }

    @Test func aTextThatIsNoneIsRefusedWhereverItIsCut() throws {
        let (key, shown) = try Self.pair()
        let text = Array(Self.signed(key, shown).text.utf8)
        for count in 0..<(text.count - 1) {
            let read = Minisign.Signature(reading: String(decoding: text.prefix(count), as: UTF8.self))
            #expect(read == nil, "\(count)")
        }
        for wrong in ["", "RW", "untrusted comment: x\n", "untrusted comment: x\nRWQ=\n", "\n\n\n\n"] {
            #expect(Minisign.PublicKey(reading: wrong) == nil && Minisign.Signature(reading: wrong) == nil)
        }
    }

    /// Debian's minisign takes ours, and we take what it makes.
    @Test func minisignAndWeBelieveEachOther() throws {
        let folder = try TemporaryFolder("minisign")
        let (key, shown) = try Self.pair()
        let path = try folder.write("statement.json", String(decoding: Self.message, as: UTF8.self))
        _ = try folder.write("statement.json.minisig", Self.signed(key, shown).text)
        let publicKey = try folder.write("our.pub", shown.text)
        let verified = try Command.run("minisign", ["-V", "-p", publicKey, "-m", path])
        #expect(verified.succeeded && verified.output.contains("shop 1.4.2 sequence 7"), "\(verified.errors)")
        _ = try folder.write("statement.json", "another")
        #expect(try !Command.run("minisign", ["-V", "-p", publicKey, "-m", path]).succeeded)

        #expect(try Command.run("minisign", ["-G", "-W", "-p", folder("its.pub"), "-s", folder("its.key")]).succeeded)
        let its = try #require(Minisign.PublicKey(reading: try Files.text(folder("its.pub"))))
        for old in [["-l"], []] {
            #expect(try Command.run("minisign", ["-S", "-s", folder("its.key"), "-m", path] + old).succeeded)
            let signature = try #require(Minisign.Signature(reading: try Files.text(path + ".minisig")))
            #expect(signature.verifies(try Files.read(path), its) && signature.isHashed == old.isEmpty)
        }
    }
}

@Suite struct Base64Tests {
    @Test(arguments: ["", "f", "fo", "foo", "foob", "fooba", "foobar"])
    func whatIsWrittenIsReadBack(_ text: String) {
        #expect(Base64.bytes(Base64.text(Array(text.utf8))) == Array(text.utf8))
    }

    @Test(arguments: ["Zg", "Zg=", "Zh==", "Zg==\n", " Zg==", "Z===", "====", "Zm9v!", "Zm9vYg=", "Zg==Zg=="])
    func everyOtherTextIsNone(_ text: String) { #expect(Base64.bytes(text) == nil) }
}
