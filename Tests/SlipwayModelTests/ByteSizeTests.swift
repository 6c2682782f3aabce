import SlipwayModel
import Testing

@Suite struct ByteSizeTests {
    @Test(
        arguments: [
            ("512m", 512 << 20), ("2g", 2 << 30), ("2G", 2 << 30), ("64k", 64 << 10), ("1024", 1024), ("0", nil),
            ("0m", nil), ("", nil), ("m", nil), ("-1m", nil), ("+1m", nil), ("1.5g", nil), ("1t", nil), ("１m", nil),
            ("99999999999999999999", nil), ("9999999999g", nil), (" 1m", nil),
        ] as [(String, Int64?)])
    func onlyAmountsAreAmounts(_ text: String, _ bytes: Int64?) { #expect(ByteSize.bytes(text) == bytes) }

    @Test(arguments: [1, 1023, 1024, 1 << 20, 1536 << 20, 1 << 30, 3 << 30, (1 << 30) + 1] as [Int64])
    func itsTextIsReadBackExactly(_ bytes: Int64) { #expect(ByteSize.bytes(ByteSize.text(bytes)) == bytes) }

    @Test func sentencesAreRounded() {
        #expect(ByteSize.words(1 << 30) == "1 GiB")
        #expect(ByteSize.words(1300 << 20) == "1.3 GiB")
        #expect(ByteSize.words(640 << 20) == "640 MiB")
        #expect(ByteSize.words(0) == "0 MiB")
        #expect(ByteSize.words(-(1300 << 20)) == "-1.3 GiB")
        #expect(ByteSize.words((2 << 30) - 1) == "2 GiB")
    }

    @Test func noAmountIsTooLargeForASentence() {
        #expect(ByteSize.words(.max) == "8589934592 GiB")
        #expect(ByteSize.words(.min) == "-8589934592 GiB")
        #expect(ByteSize.words(9_223_372_036_854_775_000) == "8589934592 GiB")
    }
}
