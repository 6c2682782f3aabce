import SlipwayArchive
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct ZstdFramesTests {
    /// Two frames and a half: text that packs well, and noise that does not.
    private static let stream: [UInt8] = {
        var state: UInt64 = 42
        return (0..<(ZstdFrames.frameSize * 5 / 2)).map { place in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return place / 50_000 % 2 == 0 ? UInt8(place % 83) : UInt8(truncatingIfNeeded: state >> 56)
        }
    }()

    private func packed(_ bytes: ArraySlice<UInt8>, threads: Int = 2, pieces: Int = 1 << 16) throws -> [UInt8] {
        let sink = TarSink()
        let frames = try ZstdFrames(level: 3, threads: threads) { sink.take($0) }
        try bytes.withUnsafeBytes { all in
            for start in stride(from: 0, to: all.count, by: pieces) {
                try frames.write(UnsafeRawBufferPointer(rebasing: all[start..<min(start + pieces, all.count)]))
            }
        }
        try frames.finish()
        return sink.bytes
    }

    @Test func theSameStreamGivesTheSameBytesHoweverManyThreadsWork() throws {
        let one = try packed(Self.stream[...], threads: 1)
        for threads in [2, 3, 8] { #expect(try packed(Self.stream[...], threads: threads) == one) }
        #expect(try packed(Self.stream[...], pieces: 77_777) == one)
        #expect(try packed(Self.stream[...], pieces: Self.stream.count) == one)
        #expect(try TarSink.unzstd(one) == Self.stream)
    }

    @Test func aFrameDependsOnItsOwnBytesAlone() throws {
        let size = ZstdFrames.frameSize
        let whole = try packed(Self.stream[...])
        let parts = try packed(Self.stream[..<size]) + packed(Self.stream[size...])
        #expect(whole == parts)
    }

    @Test func theToolReadsThem() throws {
        let folder = try TemporaryFolder("frames")
        try folder.write("a.zst", packed(Self.stream[...]))
        #expect(try Command.run("zstd", ["-q", "-d", folder("a.zst"), "-o", folder("a")]).succeeded)
        #expect(try Files.read(folder("a")) == Self.stream)
    }

    @Test(arguments: [0, 1, ZstdFrames.frameSize, ZstdFrames.frameSize + 1])
    func everyLengthComesBack(_ length: Int) throws {
        let frames = try packed(Self.stream[..<length])
        #expect(!frames.isEmpty)
        #expect(try TarSink.unzstd(frames) == Array(Self.stream[..<length]))
    }

    @Test func aSinkThatFailsEndsIt() throws {
        struct Full: Error {}
        let frames = try ZstdFrames(level: 3, threads: 1) { _ in throw Full() }
        #expect(throws: Full.self) {
            try Self.stream.withUnsafeBytes { try frames.write($0) }
            try frames.finish()
        }
    }
}
