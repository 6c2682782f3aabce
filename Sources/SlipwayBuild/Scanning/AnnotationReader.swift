/// Finds the types that `@HandlesTypes` of a class lists (The Java Virtual Machine Specification, 4.7.16).
struct AnnotationReader {
    /// Of annotations and arrays in each other.
    private static let deepest = 16

    private let pool: ConstantPool

    init(_ pool: ConstantPool) { self.pool = pool }

    /// `cursor` stands behind the interfaces; nil when the class itself has no such annotation.
    func handled(_ cursor: inout ClassCursor) throws(ClassFileReader.Damaged) -> [String]? {
        // Fields, then methods: both look the same from outside.
        for _ in 0..<2 {
            for _ in 0..<(try cursor.two()) {
                try cursor.skip(6)
                for _ in 0..<(try cursor.two()) { _ = try attribute(&cursor) }
            }
        }
        var found: [String]?
        for _ in 0..<(try cursor.two()) {
            let (name, content) = try attribute(&cursor)
            guard ClassFileReader.same(name, ConstantPool.visible) else { continue }
            var inner = ClassCursor(content)
            for _ in 0..<(try inner.two()) {
                if let types = try annotation(&inner, 0) { found = (found ?? []) + types }
            }
        }
        return found
    }

    private func attribute(
        _ cursor: inout ClassCursor
    ) throws(ClassFileReader.Damaged) -> (name: UnsafeRawBufferPointer, content: UnsafeRawBufferPointer) {
        let name = try pool.text(cursor.two())
        return (name, try cursor.take(cursor.four()))
    }

    private func annotation(_ cursor: inout ClassCursor, _ depth: Int) throws(ClassFileReader.Damaged) -> [String]? {
        let type = try pool.text(cursor.two())
        var types: [String] = []
        for _ in 0..<(try cursor.two()) {
            try cursor.skip(2)
            try value(&cursor, depth, &types)
        }
        return Self.inner(type).map { name in ClassFileReader.handlers.contains { ClassFileReader.same(name, $0) } }
            == true ? types : nil
    }

    private func value(
        _ cursor: inout ClassCursor, _ depth: Int, _ types: inout [String]
    ) throws(ClassFileReader.Damaged) {
        if depth == Self.deepest { throw ClassFileReader.Damaged() }
        switch UnicodeScalar(UInt8(try cursor.one())) {
        case "B", "C", "D", "F", "I", "J", "S", "Z", "s": try cursor.skip(2)
        case "e": try cursor.skip(4)
        case "c":
            let text = try pool.text(cursor.two())
            types.append(String(decoding: Self.inner(text) ?? text, as: UTF8.self))
        case "@": _ = try annotation(&cursor, depth + 1)
        case "[": for _ in 0..<(try cursor.two()) { try value(&cursor, depth + 1, &types) }
        case _: throw ClassFileReader.Damaged()
        }
    }

    /// `name` of `Lname;`.
    private static func inner(_ descriptor: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        guard descriptor.count > 2, descriptor[0] == 0x4c, descriptor[descriptor.count - 1] == 0x3b else { return nil }
        return UnsafeRawBufferPointer(rebasing: descriptor[1..<(descriptor.count - 1)])
    }
}
