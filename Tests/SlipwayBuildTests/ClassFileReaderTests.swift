import SlipwayBuild
import SlipwayModel
import Testing

/// What classes tell of themselves, and what hostile bytes do not.
@Suite(.enabled(if: ScanRig.hasCompiler)) struct ClassFileReaderTests {
    private func facts(_ name: String) throws -> ClassFacts { try ClassFileReader.facts(ScanRig.bytes(name)) }

    @Test func anAnnotatedServletIsSeen() throws {
        let servlet = try facts("app/Annotated")
        #expect(servlet.isServlet && servlet.type == TypeKey("app.Annotated") && servlet.parents.isEmpty)
        #expect(servlet.marks.contains(TypeKey("jakarta/servlet/annotation/WebServlet")) && servlet.handled == nil)
    }

    @Test func parentsAreReadWithoutThoseOfJava() throws {
        #expect(try facts("app/Chat").parents == [TypeKey("app/Base")])
        #expect(try facts("app/Base").parents == [TypeKey("jakarta.websocket.Endpoint")])
        #expect(try facts("lib/Better").parents == [TypeKey("lib/Plugin")])
        #expect(try facts("other/Impl").parents == [TypeKey("lib/Better")])
    }

    @Test func aClassWithoutAnnotationsHasNoMarks() throws {
        let plain = try facts("app/Plain")
        #expect(plain.marks.isEmpty && !plain.isServlet && plain.handled == nil)
        #expect(try facts("app/Pojo").marks.contains(TypeKey("jakarta/websocket/server/ServerEndpoint")))
    }

    @Test func whatAnInitializerHandlesIsRead() throws {
        #expect(
            try facts("server/WsInit").handled
                == ["jakarta/websocket/server/ServerEndpoint", "jakarta/websocket/Endpoint"])
        #expect(try facts("lib/One").handled == ["lib/Plugin"])
        #expect(try facts("other/JavaInit").handled == ["java/util/EventListener"])
    }

    @Test(arguments: ["server/WsInit", "lib/Init", "app/Annotated", "app/Chat"]) func aClassCutShortNeverMisleads(
        _ name: String
    ) throws {
        let whole = ScanRig.bytes(name)
        let expected = try facts(name)
        for count in 0..<whole.count {
            guard let cut = try? ClassFileReader.facts(Array(whole[..<count])) else { continue }
            // What matters stands before the fields; only initializers are read to their end.
            #expect(cut == expected && expected.handled == nil, "\(count)")
        }
    }

    @Test func everyFlippedByteGetsAnAnswer() throws {
        let whole = ScanRig.bytes("server/WsInit")
        var refused = 0
        for place in whole.indices {
            for value: UInt8 in [0, 0x7f, 0xff, whole[place] ^ 1] {
                var bytes = whole
                bytes[place] = value
                if (try? ClassFileReader.facts(bytes)) == nil { refused += 1 }
            }
        }
        #expect(refused > 100)
    }

    private static let head: [UInt8] = [0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 61]

    @Test(arguments: [
        [], [0xca, 0xfe], head, head + [0xff, 0xff], head + [0, 2, 99, 0, 0], head + [0, 2, 1, 0xff, 0xff, 65],
        head + [0, 3, 7, 0, 2, 7, 0, 1, 0, 0, 0, 1, 0, 0, 0xff, 0xff], head + [0, 2, 5, 0, 0, 0, 0, 0, 0, 0, 0],
    ]) func whatIsNoClassIsRefused(_ bytes: [UInt8]) {
        #expect(throws: ClassFileReader.Damaged.self) { try ClassFileReader.facts(bytes) }
    }

    /// A class whose annotation holds this value; `#1` is its name.
    private static func annotated(_ value: [UInt8], length: [UInt8]? = nil) -> [UInt8] {
        let texts = ["T", "RuntimeVisibleAnnotations", "Ljakarta/servlet/annotation/HandlesTypes;", "value", "Lx/Y;"]
        var pool: [UInt8] = []
        for text in texts { pool += [1, 0, UInt8(text.utf8.count)] + Array(text.utf8) }
        pool += [7, 0, 1]
        let content: [UInt8] = [0, 1, 0, 3, 0, 1, 0, 4] + value
        let size = UInt32(content.count)
        let counted =
            length ?? [UInt8(size >> 24 & 255), UInt8(size >> 16 & 255), UInt8(size >> 8 & 255), UInt8(size & 255)]
        return head + [0, 7] + pool + [0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 2] + counted + content
    }

    @Test func annotationsNestOnlySoDeep() throws {
        let type: [UInt8] = [0x63, 0, 5]
        #expect(try ClassFileReader.facts(Self.annotated(type)).handled == ["x/Y"])
        let array = [UInt8]([0x5b, 0, 1])
        #expect(try ClassFileReader.facts(Self.annotated(array + type)).handled == ["x/Y"])
        let deep = (0..<3000).flatMap { _ in array } + type
        for bytes in [
            Self.annotated(deep), Self.annotated([0x5b, 0xff, 0xff]), Self.annotated([0x21, 0, 0]),
            Self.annotated(type, length: [0xff, 0xff, 0xff, 0xff]), Self.annotated(type, length: [0, 0, 0, 3]),
        ] { #expect(throws: ClassFileReader.Damaged.self) { try ClassFileReader.facts(bytes) } }
    }
}
