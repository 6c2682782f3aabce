import Glibc

/// Texts as C wants a list of them: pointers with a null behind the last.
final class CStrings {
    let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    private var count = 0

    init(_ texts: [String]) {
        // One to spare for `append`, one for the null.
        pointers = .allocate(capacity: texts.count + 2)
        pointers.initialize(repeating: nil, count: texts.count + 2)
        for text in texts { put(strdup(text)) }
    }

    deinit {
        for index in 0..<count { free(pointers[index]) }
        pointers.deallocate()
    }

    var constants: UnsafePointer<UnsafePointer<CChar>?> {
        UnsafeRawPointer(pointers).assumingMemoryBound(to: UnsafePointer<CChar>?.self)
    }

    /// One more text, the only one, with `room` blanks behind it: where they begin.
    func append(_ text: String, room: Int) -> UnsafeMutablePointer<CChar>? {
        let copy = strdup(text + String(repeating: " ", count: room))
        put(copy)
        return copy.map { $0 + text.utf8.count }
    }

    private func put(_ text: UnsafeMutablePointer<CChar>?) {
        pointers[count] = text
        count += 1
    }
}
