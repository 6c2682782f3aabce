/// The texts and class names of a class file (The Java Virtual Machine Specification, 4.4).
struct ConstantPool {
    private enum Item {
        case text(UnsafeRawBufferPointer)
        /// The number of the text that is its name.
        case type(Int)
        case other
    }

    private var items: [Item] = [.other]
    /// Texts of the form `L…;`.
    private(set) var descriptors: [UnsafeRawBufferPointer] = []
    /// Something in the class may have annotations.
    private(set) var hasAnnotations = false

    init(_ cursor: inout ClassCursor) throws(ClassFileReader.Damaged) {
        let count = try cursor.two()
        items.reserveCapacity(count)
        while items.count < count {
            switch try cursor.one() {
            case 1: add(try cursor.take(cursor.two()))
            case 7: items.append(.type(try cursor.two()))
            case 3, 4, 9, 10, 11, 12, 17, 18: try skip(4, &cursor)
            // A number of eight bytes takes two places.
            case 5, 6:
                try skip(8, &cursor)
                items.append(.other)
            case 8, 16, 19, 20: try skip(2, &cursor)
            case 15: try skip(3, &cursor)
            case _: throw ClassFileReader.Damaged()
            }
        }
    }

    private mutating func skip(_ bytes: Int, _ cursor: inout ClassCursor) throws(ClassFileReader.Damaged) {
        try cursor.skip(bytes)
        items.append(.other)
    }

    static let visible = Array("RuntimeVisibleAnnotations".utf8)
    private static let invisible = Array("RuntimeInvisibleAnnotations".utf8)

    private mutating func add(_ text: UnsafeRawBufferPointer) {
        items.append(.text(text))
        guard let first = text.first else { return }
        if first == 0x4c, text.count > 2, text[text.count - 1] == 0x3b {
            descriptors.append(text)
        } else if first == 0x52, !hasAnnotations {
            hasAnnotations =
                ClassFileReader.same(text, Self.visible) || ClassFileReader.same(text, Self.invisible)
        }
    }

    func text(_ number: Int) throws(ClassFileReader.Damaged) -> UnsafeRawBufferPointer {
        guard items.indices.contains(number), case .text(let text) = items[number] else {
            throw ClassFileReader.Damaged()
        }
        return text
    }

    func className(_ number: Int) throws(ClassFileReader.Damaged) -> UnsafeRawBufferPointer {
        guard items.indices.contains(number), case .type(let name) = items[number] else {
            throw ClassFileReader.Damaged()
        }
        return try text(name)
    }
}
