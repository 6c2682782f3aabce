import SlipwayArchive
import SlipwayBundle
import SlipwayCrypto
import SlipwayModel
import SlipwayStore
import SlipwaySystem
import SlipwayTesting
import Testing

/// Numbers that no honest bundle holds: each is refused with 65, none ends the program.
@Suite struct HostileNumberTests {
    private let sample: ReleaseSample

    init() throws { sample = try ReleaseSample() }

    private var bad: String { sample.folder("bad.tar") }

    private func refused(_ note: String) {
        let refusal = #expect(throws: Refusal.self, "\(note)") { try BundleVerifier.open(OpenFile.read(bad)) }
        #expect(refusal?.code == .badInput, "\(note)")
        #expect(refusal?.hint != nil, "\(note)")
    }

    /// A bundle whose manifest has been changed as text, with index and digest to match.
    private func remade(_ old: String, _ new: String) throws {
        var bundle = try LooseBundle(sample.bundle())
        let text = String(decoding: try sample.store.read(sample.descriptor, limit: 1 << 20), as: UTF8.self)
        let bytes = Array(text.replacing(old, with: new).utf8)
        try #require(text.contains(old))
        bundle.members.removeAll { $0.path.hasSuffix(sample.descriptor.digest.hex) }
        let entry = Descriptor(mediaType: MediaType.manifest, digest: Hashing.sha256(bytes), size: Int64(bytes.count))
        bundle["blobs/sha256/" + entry.digest.hex] = bytes
        bundle["index.json"] = try JSONText.bytes(ImageIndex(manifests: [entry]))
        try bundle.write(to: bad)
    }

    private static let numbers = [
        "9223372036854775807", "9223372036854775808", "-1", "-9223372036854775808", "1e308", "1e18",
        "0.5", "99999999999999999999999999",
    ]

    @Test(arguments: numbers) func sizesOfBlobs(_ number: String) throws {
        for blob in [try sample.manifest.config] + (try sample.manifest.layers) {
            try remade("\"size\":\(blob.size)", "\"size\":\(number)")
            refused("size \(number)")
        }
    }

    @Test(arguments: numbers) func sizesInTheIndex(_ number: String) throws {
        var bundle = try LooseBundle(sample.bundle())
        let text = String(decoding: bundle["index.json"], as: UTF8.self)
        bundle["index.json"] = Array(
            text.replacing("\"size\":\(sample.descriptor.size)", with: "\"size\":\(number)").utf8)
        try bundle.write(to: bad)
        refused("size \(number)")
    }

    @Test(arguments: numbers) func whatLayersDeclare(_ number: String) throws {
        for key in [Annotation.files, Annotation.bytes] {
            for layer in try sample.manifest.layers {
                try remade("\"\(key)\":\"\(layer.annotations?[key] ?? "")\"", "\"\(key)\":\"\(number)\"")
                refused("\(key) \(number)")
            }
        }
    }

    /// The most that is let through does not overflow when it is summed, and no layer holds it.
    @Test func theMostThatLayersMayDeclareCanBeSummed() throws {
        var manifest = try sample.manifest
        for index in manifest.layers.indices {
            manifest.layers[index].annotations?[Annotation.bytes] = "\(Int64(1) << 42)"
            manifest.layers[index].annotations?[Annotation.files] = "\(1 << 20)"
        }
        var bundle = try LooseBundle(sample.bundle())
        bundle.members.removeAll { $0.path.hasSuffix(sample.descriptor.digest.hex) }
        let bytes = try JSONText.bytes(manifest)
        let entry = Descriptor(mediaType: MediaType.manifest, digest: Hashing.sha256(bytes), size: Int64(bytes.count))
        bundle["blobs/sha256/" + entry.digest.hex] = bytes
        bundle["index.json"] = try JSONText.bytes(ImageIndex(manifests: [entry]))
        try bundle.write(to: bad)
        let verified = try BundleVerifier.open(OpenFile.read(bad))
        #expect(verified.bytes == 4 << 42 && verified.files == 4 << 20)
        let refusal = #expect(throws: Refusal.self) { try ReleaseContents(bundle: verified) }
        #expect(refusal?.sentence.contains("holds less than it declares") == true)
    }

    /// The size field of a header: octal, with the high bit (base 256), and the size of an extended header.
    @Test func sizesInHeaders() throws {
        let good = try Files.read(sample.bundle())
        let fields: [[UInt8]] = [
            Array("777777777777".utf8), Array("-1          ".utf8), [0x80] + [UInt8](repeating: 0xff, count: 11),
            [0x80, 0, 0, 0, 0x7f] + [UInt8](repeating: 0xff, count: 7), [UInt8](repeating: 0xff, count: 12),
        ]
        for field in fields {
            for kind: UInt8 in [0x30, 0x35, 0x78] {
                var bytes = good
                bytes.replaceSubrange(124..<136, with: field)
                bytes[156] = kind
                Self.sum(&bytes)
                let file = try Disk.create(bad)
                try Disk.write(bytes, to: file, bad)
                refused("\(field) \(kind)")
            }
        }
    }

    @Test func sizesInExtendedHeaders() throws {
        let good = try Files.read(sample.bundle())
        let huge = ["size=9223372036854775807", "size=9223372036854775808", "size=-1", "size=", "path="]
        for record in huge.map({ "\($0.utf8.count + 4) \($0)\n" }) + [
            "9223372036854775807 size=1\n", "-5 size=1\n", "0 size=1\n", "3 \n", " ", "7",
        ] {
            var header = Array(good[..<512])
            header.replaceSubrange(124..<136, with: Array(Self.octal(record.utf8.count).utf8))
            header[156] = 0x78
            Self.sum(&header)
            let padding = [UInt8](repeating: 0, count: 512 - record.utf8.count)
            let file = try Disk.create(bad)
            try Disk.write(header + Array(record.utf8) + padding + good, to: file, bad)
            refused(record)
        }
    }

    @Test func deepJSONIsRefused() throws {
        for text in [
            String(repeating: "[", count: 1 << 20), String(repeating: "{\"a\":", count: 150_000),
            "{\"manifests\":" + String(repeating: "[", count: 500_000) + String(repeating: "]", count: 500_000) + "}",
        ] {
            var bundle = try LooseBundle(sample.bundle())
            bundle["index.json"] = Array(text.utf8)
            try bundle.write(to: bad)
            refused(String(text.prefix(12)))
        }
    }

    private static func octal(_ number: Int) -> String {
        let digits = String(number, radix: 8)
        return String(repeating: "0", count: 11 - digits.count) + digits + "\u{0}"
    }

    /// The header's checksum, over the header with blanks in its place.
    private static func sum(_ header: inout [UInt8]) {
        header.replaceSubrange(148..<156, with: [UInt8](repeating: 32, count: 8))
        let sum = String(header[..<512].reduce(0) { $0 + Int($1) }, radix: 8)
        let digits = String(repeating: "0", count: 6 - sum.count) + sum
        header.replaceSubrange(148..<156, with: Array(digits.utf8) + [0, 32])
    }
}
