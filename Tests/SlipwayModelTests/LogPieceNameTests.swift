import SlipwayModel
import Testing

@Suite struct LogPieceNameTests {
    @Test func aNameTellsItsNumberAndForm() throws {
        let plain = try #require(LogPieceName("shop.log.000017", of: "shop.log"))
        #expect(plain.number == 17 && !plain.isCompressed)
        let compressed = try #require(LogPieceName("shop.log.1234567.zst", of: "shop.log"))
        #expect(compressed.number == 1_234_567 && compressed.isCompressed)
    }

    @Test func pathsAndNamesAgree() {
        for number in [1, 999_999, 1_000_000, LogPieceName.most] {
            let path = LogPieceName.path("logs/shop.log", number)
            #expect(LogPieceName(String(path.dropFirst(5)), of: "shop.log")?.number == number)
        }
        #expect(LogPieceName.path("shop.log", 7) == "shop.log.000007")
    }

    @Test(arguments: [
        "shop.log", "shop.log.", "shop.log.1", "shop.log.zst", "shop.log.00001.zst", "shop.log.000001.gz",
        "shop.log.000001.zst.7.new", "shop.log.1234567890", "shop.log.-00001", "other.log.000001", "shop.log.00000١",
    ]) func otherNamesAreNone(_ name: String) {
        #expect(LogPieceName(name, of: "shop.log") == nil)
    }
}
