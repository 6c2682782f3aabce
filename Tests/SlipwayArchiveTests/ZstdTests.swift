import SlipwayArchive
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct ZstdTests {
    /// Compressible, yet larger than any buffer on the way.
    private static let text: [UInt8] = (0..<40_000).flatMap { Array("line \($0 % 977) of the log\n".utf8) }

    @Test func whatIsPackedUnpacksTheSame() throws {
        let packed = try TarSink.zstd(Self.text)
        #expect(packed.count < Self.text.count / 5)
        #expect(try TarSink.unzstd(packed) == Self.text)
        #expect(try TarSink.unzstd(packed, pieces: 1) == Self.text)
        #expect(try TarSink.unzstd(TarSink.zstd([])) == [])
    }

    @Test func theToolReadsOurFrames() throws {
        let folder = try TemporaryFolder("zstd")
        try folder.write("a.zst", TarSink.zstd(Self.text))
        #expect(try Command.run("zstd", ["-q", "-d", folder("a.zst"), "-o", folder("a")]).succeeded)
        #expect(try Files.read(folder("a")) == Self.text)
    }

    @Test func severalFramesAreOneStream() throws {
        let frames = try TarSink.zstd(Array("one ".utf8)) + TarSink.zstd([]) + TarSink.zstd(Array("two".utf8))
        #expect(try TarSink.unzstd(frames) == Array("one two".utf8))
        #expect(try TarSink.unzstd(frames, pieces: 3) == Array("one two".utf8))
    }

    @Test func equalBytesGiveEqualFramesHoweverTheyArrive() throws {
        let whole = try TarSink.zstd(Self.text)
        let sink = TarSink()
        let encoder = try ZstdEncoder(level: 3) { sink.take($0) }
        for start in stride(from: 0, to: Self.text.count, by: 777) {
            try Self.text[start..<min(start + 777, Self.text.count)].withUnsafeBytes { try encoder.write($0) }
        }
        try encoder.finish()
        #expect(sink.bytes == whole)
    }

    @Test(arguments: [0, 3, 7, 20, 100, 1000]) func aFlippedBitIsAnErrorOrChangesNothing(_ place: Int) throws {
        var packed = try TarSink.zstd(Self.text)
        packed[place] ^= 0x10
        do {
            // A bit that the format reserves may be without effect; the checksum catches all that have one.
            #expect(try TarSink.unzstd(packed) == Self.text)
        } catch let refusal as Refusal {
            #expect(refusal.code == .badInput)
        }
    }

    @Test func damagedContentIsRefused() throws {
        var packed = try TarSink.zstd(Self.text)
        packed[packed.count / 2] ^= 0x10
        #expect(throws: Refusal.self) { try TarSink.unzstd(packed) }
    }

    @Test(arguments: [1, 4, 5, 100]) func aStreamCutShortIsRefused(_ missing: Int) throws {
        let packed = try TarSink.zstd(Self.text).dropLast(missing)
        let refusal = #expect(throws: Refusal.self) { try TarSink.unzstd(Array(packed)) }
        #expect(refusal?.sentence == "the stream is cut short")
    }

    @Test func whatIsNoFrameIsRefused() {
        #expect(throws: Refusal.self) { try TarSink.unzstd(Array("this is no zstd stream at all".utf8)) }
    }

    @Test func aFrameThatWantsMoreMemoryThanAllowedIsRefused() throws {
        let folder = try TemporaryFolder("zstd")
        try folder.write("a", [UInt8](repeating: 7, count: 40 << 20))
        #expect(try Command.run("zstd", ["-q", "--long=25", folder("a"), "-o", folder("a.zst")]).succeeded)
        let packed = try Files.read(folder("a.zst"))
        let refusal = #expect(throws: Refusal.self) { try TarSink.unzstd(packed) }
        #expect(refusal?.sentence.contains("memory") == true)
        #expect(try TarSink.unzstd(packed, windowBits: 27).count == 40 << 20)
    }
}
