import SlipwayCrypto
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct SHA256Tests {
    /// FIPS 180-4 examples.
    private static let ofNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    private static let ofABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    private static let ofAMillionA = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"

    @Test func theKnownAnswersAreGiven() {
        #expect(Hashing.sha256([]).hex == Self.ofNothing)
        #expect(Hashing.sha256(Array("abc".utf8)).hex == Self.ofABC)
        #expect(Hashing.sha256([UInt8](repeating: 97, count: 1_000_000)).hex == Self.ofAMillionA)
    }

    @Test func piecesGiveTheDigestOfTheWhole() {
        let hash = SHA256()
        for size in [0, 1, 63, 64, 65, 999_807] { hash.update([UInt8](repeating: 97, count: size)) }
        #expect(hash.finish().hex == Self.ofAMillionA)
    }

    @Test func afterTheEndItBeginsAnew() {
        let hash = SHA256()
        hash.update([1, 2, 3])
        _ = hash.finish()
        #expect(hash.finish().hex == Self.ofNothing)
        hash.update(Array("abc".utf8))
        #expect(hash.finish().hex == Self.ofABC)
    }

    @Test func aFileIsHashedWithItsSize() throws {
        let folder = try TemporaryFolder("crypto")
        let path = try folder.write("a", String(repeating: "a", count: 1_000_000))
        let (digest, size) = try Hashing.sha256(file: path)
        #expect(digest.hex == Self.ofAMillionA)
        #expect(size == 1_000_000)
    }

    @Test func aMissingFileIsNamed() throws {
        let folder = try TemporaryFolder("crypto")
        let error = #expect(throws: SystemError.self) { try Hashing.sha256(file: folder("none")) }
        #expect(error?.subject == folder("none"))
        #expect(error?.isMissing == true)
    }

    @Test func sha1GivesTheKnownAnswer() {
        let hex = Hashing.sha1(Array("abc".utf8)).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
            .joined()
        #expect(hex == "a9993e364706816aba3e25717850c26c9cd0d89d")
    }

    @Test func manyThreadsMayHashAtOnce() async {
        let answers = await withTaskGroup(of: String.self) { group in
            for _ in 0..<32 { group.addTask { Hashing.sha256(Array("abc".utf8)).hex } }
            return await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(answers == [Self.ofABC])
    }
}
