import SlipwaySystem
import SlipwayTesting
import Testing

@testable import SlipwayCrypto

@Suite struct MinisignSecretKeyTests {
    private static let passphrase = Array("pässword of a test".utf8)

    @Test(arguments: [nil, passphrase])
    func whatIsWrittenIsReadBack(_ passphrase: [UInt8]?) throws {
        let secret = MinisignSecretKey()
        let text = try secret.text(comment: "of a test", passphrase: passphrase)
        #expect(text.starts(with: Array("untrusted comment: of a test\n".utf8)))
        #expect(MinisignSecretKey.isLocked(text) == (passphrase != nil))
        let read = try MinisignSecretKey(reading: text, passphrase: passphrase)
        #expect(read.id == secret.id && read.key.publicBytes == secret.key.publicBytes)
        #expect(read.key.sign([1]) == secret.key.sign([1]))
    }

    @Test func noTwoAreTheSame() {
        let (one, other) = (MinisignSecretKey(), MinisignSecretKey())
        #expect(one.id != other.id && one.key.publicBytes != other.key.publicBytes)
    }

    @Test func aLockedOneNeedsItsPassphrase() throws {
        let text = try MinisignSecretKey().text(comment: "", passphrase: Self.passphrase)
        #expect(throws: SecretKeyFault.needsPassphrase) { try MinisignSecretKey(reading: text, passphrase: nil) }
        #expect(throws: SecretKeyFault.wrongPassphrase) {
            try MinisignSecretKey(reading: text, passphrase: Self.passphrase + [32])
        }
        #expect(throws: SecretKeyFault.wrongPassphrase) { try MinisignSecretKey(reading: text, passphrase: []) }
    }

    @Test func aTextThatIsNoneIsRefusedWhereverItIsCut() throws {
        let text = try MinisignSecretKey().text(comment: "x", passphrase: nil)
        for count in 0..<(text.count - 1) {
            #expect(throws: SecretKeyFault.isNone) {
                try MinisignSecretKey(reading: Array(text.prefix(count)), passphrase: nil)
            }
        }
        #expect(MinisignSecretKey.isLocked(Array(MinisignSecretKey().shown(comment: "").text.utf8)) == nil)
    }

    /// Every byte of number, key and sum counts.
    @Test func anOpenOneThatIsDamagedIsRefused() throws {
        let text = try MinisignSecretKey().text(comment: "", passphrase: nil)
        let line = try #require(text.split(separator: 10).last)
        let raw = try #require(Base64.decoded(Array(line)))
        for index in 54..<158 {
            var bent = raw
            bent[index] ^= 1
            #expect(throws: SecretKeyFault.damaged, "\(index)") {
                try MinisignSecretKey(
                    reading: Array("untrusted comment: \n".utf8) + Base64.encoded(bent) + [10], passphrase: nil)
            }
        }
    }

    @Test(arguments: [(UInt64.max, 1 << 24), (1 << 20, UInt64.max), (UInt64.max, UInt64.max), (1 << 27, 1 << 30)])
    func whatNoKeyNeedsIsNotTried(_ operations: UInt64, _ memory: UInt64) {
        #expect(ScryptCost(operations: operations, memory: memory).stream([1], salt: [2], count: 104) == nil)
    }

    /// Debian's minisign signs with ours, open and locked.
    @Test func minisignTakesOurs() throws {
        let folder = try TemporaryFolder("minisign")
        let message = try folder.write("message", "words\n")
        for passphrase in [nil, Self.passphrase] {
            let secret = MinisignSecretKey()
            let shown = secret.shown(comment: "tests")
            let key = folder("our.key")
            try DurableFile.replaceVolatile(key, with: try secret.text(comment: "tests", passphrase: passphrase))
            let input = try folder.write("input", String(decoding: passphrase ?? [], as: UTF8.self) + "\n")
            let signed = try Command.run(
                "sh", ["-c", "exec minisign -S -s \"$1\" -m \"$2\" < \"$3\"", "sh", key, message, input])
            #expect(signed.succeeded, "\(signed.errors)")
            let signature = try #require(Minisign.Signature(reading: try Files.text(message + ".minisig")))
            #expect(signature.verifies(try Files.read(message), shown))
            try Disk.unlink(message + ".minisig")
        }
    }

    /// minisign's own default asks for 1 GiB.
    @Test(arguments: [["-W"], []])
    func weTakeThoseOfMinisign(_ open: [String]) throws {
        let folder = try TemporaryFolder("minisign")
        let input = try folder.write("input", "secret\nsecret\n")
        let made = try Command.run(
            "sh",
            ["-c", "p=$1 s=$2 i=$3; shift 3; exec minisign -G -p \"$p\" -s \"$s\" \"$@\" < \"$i\"", "sh"]
                + [folder("its.pub"), folder("its.key"), input] + open)
        #expect(made.succeeded, "\(made.errors)")
        let shown = try #require(Minisign.PublicKey(reading: try Files.text(folder("its.pub"))))
        let text = try Files.read(folder("its.key"))
        #expect(MinisignSecretKey.isLocked(text) == open.isEmpty)
        let secret = try MinisignSecretKey(reading: text, passphrase: open.isEmpty ? Array("secret".utf8) : nil)
        #expect(secret.id == shown.id && secret.key.publicBytes == shown.bytes)
    }
}

@Suite struct BLAKE2bTests {
    /// RFC 7693, appendix A, and what the library says of every length of message around the blocks' ends.
    @Test func itsOwnHashIsThatOfTheLibrary() {
        for count in [0, 1, 3, 64, 127, 128, 129, 255, 256, 257, 1000] {
            let message = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            #expect(BLAKE2b.hash(message, count: 64) == BLAKE2b.hash(message), "\(count)")
        }
    }

    /// As `b2sum -l 256` says it.
    @Test func aShortHashIsNoPartOfTheLongOne() throws {
        let hash = BLAKE2b.hash(Array("abc".utf8), count: 32)
        let hex = hash.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        #expect(hex == "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319")
        #expect(hash != Array(BLAKE2b.hash(Array("abc".utf8)).prefix(32)))
    }
}
