/// Reads as much of a Java class file (The Java Virtual Machine Specification, chapter 4) as tells what Tomcat may look
/// for in it. Every read is inside the bytes; no work is done twice for the same byte.
package enum ClassFileReader {
    /// The bytes are no class file that can be understood.
    package struct Damaged: Error {
        package init() {}
    }

    package static func facts(_ bytes: [UInt8]) throws(Damaged) -> ClassFacts {
        let result = bytes.withUnsafeBytes { bytes in
            Result { () throws(Damaged) in try facts(bytes) }
        }
        return try result.get()
    }

    static func facts(_ bytes: UnsafeRawBufferPointer) throws(Damaged) -> ClassFacts {
        var cursor = ClassCursor(bytes)
        guard try cursor.four() == 0xcafe_babe else { throw Damaged() }
        try cursor.skip(4)
        let pool = try ConstantPool(&cursor)
        try cursor.skip(2)
        var facts = ClassFacts(type: TypeKey(try pool.className(cursor.two())))
        let parent = try cursor.two()
        // Only java.lang.Object and modules have none.
        if parent != 0 { Self.add(try pool.className(parent), to: &facts.parents) }
        for _ in 0..<(try cursor.two()) { Self.add(try pool.className(cursor.two()), to: &facts.parents) }
        guard pool.hasAnnotations else { return facts }
        var handles = false
        for descriptor in pool.descriptors {
            let name = UnsafeRawBufferPointer(rebasing: descriptor[1..<(descriptor.count - 1)])
            Self.add(name, to: &facts.marks)
            guard name.count > shortest else { continue }
            facts.isServlet = facts.isServlet || servlets.contains { Self.same(name, $0) }
            handles = handles || handlers.contains { Self.same(name, $0) }
        }
        if handles { facts.handled = try AnnotationReader(pool).handled(&cursor) }
        return facts
    }

    /// What makes a class a servlet, filter or listener (Tomcat's `ContextConfig.processClass`).
    private static let servlets = [
        "jakarta/servlet/annotation/WebServlet", "jakarta/servlet/annotation/WebFilter",
        "jakarta/servlet/annotation/WebListener", "javax/servlet/annotation/WebServlet",
        "javax/servlet/annotation/WebFilter", "javax/servlet/annotation/WebListener",
    ].map { Array($0.utf8) }

    static let handlers = ["jakarta/servlet/annotation/HandlesTypes", "javax/servlet/annotation/HandlesTypes"]
        .map { Array($0.utf8) }

    private static let shortest = 32
    private static let java = Array("java/".utf8)

    private static func add(_ name: UnsafeRawBufferPointer, to keys: inout [TypeKey]) {
        if name.count > 5, name[4] == java[4], name[0] == java[0], name[1] == java[1], name[2] == java[2],
            name[3] == java[3]
        {
            return
        }
        keys.append(TypeKey(name))
    }

    static func same(_ bytes: UnsafeRawBufferPointer, _ other: [UInt8]) -> Bool {
        bytes.count == other.count && bytes.elementsEqual(other)
    }
}
