/// How facts are kept: numbers little-endian, texts with their length before them.
extension ScanFacts {
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(64 + 8 * (types.count + 2 * parents.count + marks.count))
        Self.put(Int(signs.rawValue), &bytes)
        Self.put(Int(doubt?.rawValue ?? 0), &bytes)
        Self.put(initializers, &bytes)
        Self.put(olderInitializers, &bytes)
        Self.put(inertFragment.map { [$0] } ?? [], &bytes)
        Self.put(classPath, &bytes)
        Self.put(handlers.count, &bytes)
        for handler in handlers {
            Self.put([handler.type], &bytes)
            Self.put(handler.handled, &bytes)
        }
        for keys in [types, parents, children, marks] { Self.put(keys, &bytes) }
        return bytes
    }

    private static func put(_ number: Int, _ bytes: inout [UInt8]) {
        withUnsafeBytes(of: UInt32(truncatingIfNeeded: number).littleEndian) { bytes.append(contentsOf: $0) }
    }

    private static func put(_ texts: [String], _ bytes: inout [UInt8]) {
        put(texts.count, &bytes)
        for text in texts {
            put(text.utf8.count, &bytes)
            bytes.append(contentsOf: text.utf8)
        }
    }

    private static func put(_ keys: [TypeKey], _ bytes: inout [UInt8]) {
        put(keys.count, &bytes)
        for key in keys { withUnsafeBytes(of: key.bits.littleEndian) { bytes.append(contentsOf: $0) } }
    }

    private struct Malformed: Error {}

    /// Walks over such bytes.
    private struct Cursor {
        let bytes: UnsafeRawBufferPointer
        var place = 0

        mutating func take(_ count: Int) throws(Malformed) -> UnsafeRawBufferPointer {
            guard count <= bytes.count - place else { throw Malformed() }
            defer { place += count }
            return UnsafeRawBufferPointer(rebasing: bytes[place..<(place + count)])
        }

        mutating func number() throws(Malformed) -> Int {
            Int(try take(4).loadUnaligned(as: UInt32.self).littleEndian)
        }

        mutating func texts() throws(Malformed) -> [String] {
            var texts: [String] = []
            for _ in 0..<(try number()) { texts.append(String(decoding: try take(number()), as: UTF8.self)) }
            return texts
        }

        mutating func keys() throws(Malformed) -> [TypeKey] {
            let count = try number()
            let all = try take(8 * count)
            return (0..<count).map {
                TypeKey(bits: all.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self).littleEndian)
            }
        }
    }

    /// nil when they are not what `bytes` gave.
    package init?(bytes: UnsafeRawBufferPointer) {
        var cursor = Cursor(bytes: bytes)
        guard let facts = try? Self.read(&cursor), cursor.place == bytes.count else { return nil }
        self = facts
    }

    private static func read(_ cursor: inout Cursor) throws -> ScanFacts {
        let signs = Signs(rawValue: UInt16(truncatingIfNeeded: try cursor.number()))
        let doubt = try cursor.number()
        let (initializers, older) = (try cursor.texts(), try cursor.texts())
        let (inert, classPath) = (try cursor.texts(), try cursor.texts())
        var handlers: [Handler] = []
        for _ in 0..<(try cursor.number()) {
            guard let type = try cursor.keys().first else { throw Malformed() }
            handlers.append(Handler(type: type, handled: try cursor.texts()))
        }
        var facts = ScanFacts(
            types: try cursor.keys(), parents: try cursor.keys(), children: try cursor.keys(),
            marks: try cursor.keys())
        guard facts.parents.count == facts.children.count else { throw Malformed() }
        facts.signs = signs
        if doubt != 0 {
            guard let known = Doubt(rawValue: UInt8(truncatingIfNeeded: doubt)) else { throw Malformed() }
            facts.doubt = known
        }
        (facts.initializers, facts.olderInitializers, facts.inertFragment) = (initializers, older, inert.first)
        (facts.classPath, facts.handlers) = (classPath, handlers)
        return facts
    }
}
