import Glibc

/// A POSIX extended regular expression whose writer may be anybody: bounded before it is compiled, and in what it takes.
package struct RegularExpression {
    /// Why a text is no regular expression, in words.
    package struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
        package var description: String
    }

    /// Bytes of an expression.
    package static let longest = 1000
    /// Bytes of a text that are looked at; of a longer one the beginning is.
    package static let mostText = 8 << 10

    private let program: RegularExpressionProgram

    package init(_ text: String) throws(Fault) {
        if text.isEmpty { throw Fault(description: "it is empty") }
        if let fault = RegularExpressionSize.fault(Array(text.utf8)) { throw Fault(description: fault) }
        let room = UnsafeMutablePointer<regex_t>.allocate(capacity: 1)
        room.initialize(to: regex_t())
        let result = regcomp(room, text, REG_EXTENDED | REG_NOSUB)
        if result != 0 {
            var words = [UInt8](repeating: 0, count: 200)
            let count = words.withUnsafeMutableBytes {
                regerror(result, room, $0.baseAddress?.assumingMemoryBound(to: CChar.self), $0.count)
            }
            room.deallocate()
            throw Fault(description: String(decoding: words.prefix(max(0, count - 1)), as: UTF8.self).lowercased())
        }
        // The C library says whether it is one; it is not what runs it.
        regfree(room)
        room.deallocate()
        program = RegularExpressionProgram(Array(text.utf8))
    }

    /// `^` and `$` are the ends of the whole text.
    package func matches(_ text: [UInt8]) -> Bool { program.matches(text.prefix(Self.mostText)) }
}

/// Bounds what compiling and running an expression may take: repetitions multiply what they repeat.
enum RegularExpressionSize {
    /// Characters that it may come to once every repetition is written out.
    static let most = 250
    private static let deepest = 50

    /// nil for one that may be compiled; whether it is one, the compiler says.
    static func fault(_ text: [UInt8]) -> String? {
        if text.count > RegularExpression.longest { return "it is longer than \(RegularExpression.longest) bytes" }
        if text.contains(0) { return "a NUL is in it" }
        // What each open group has come to so far, and the last piece of each, which a repetition multiplies.
        var groups = [(whole: 0, last: 0)]
        var at = 0
        while at < text.count {
            var piece: Int?
            switch text[at] {
            case UInt8(ascii: "\\"):
                at += 1
                if at < text.count, (48...57).contains(text[at]) { return "it names what a group has matched" }
                if at < text.count, "bB<>`'".utf8.contains(text[at]) { return "it looks for the edge of a word" }
                piece = 1
            case UInt8(ascii: "["):
                at = endOfSet(text, at)
                piece = 1
            case UInt8(ascii: "("):
                groups.append((0, 0))
                if groups.count > deepest { return "its brackets are nested too deep" }
            case UInt8(ascii: ")") where groups.count > 1:
                let inner = groups.removeLast()
                piece = inner.whole + inner.last + 1
            case UInt8(ascii: "*"), UInt8(ascii: "?"): break
            case UInt8(ascii: "+"): groups[groups.count - 1].last *= 2
            case UInt8(ascii: "{"):
                if let (count, end) = times(text, at + 1) {
                    groups[groups.count - 1].last *= max(1, count)
                    at = end
                } else {
                    piece = 1
                }
            default: piece = 1
            }
            if let piece {
                groups[groups.count - 1].whole += groups[groups.count - 1].last
                groups[groups.count - 1].last = piece
            }
            at += 1
            if groups.reduce(0, { $0 + $1.whole + $1.last }) > most { return "its repetitions come to too much" }
        }
        return nil
    }

    /// Where `[…]` ends; `]` counts as a character of it at its beginning and inside `[:…:]`.
    private static func endOfSet(_ text: [UInt8], _ start: Int) -> Int {
        var at = start + 1
        if at < text.count, text[at] == UInt8(ascii: "^") { at += 1 }
        let first = at
        while at < text.count {
            if text[at] == UInt8(ascii: "]"), at > first { return at }
            if text[at] == UInt8(ascii: "["), at + 1 < text.count, [46, 58, 61].contains(text[at + 1]) {
                let mark = text[at + 1]
                var inner = at + 2
                while inner + 1 < text.count, text[inner] != mark || text[inner + 1] != UInt8(ascii: "]") {
                    inner += 1
                }
                at = inner + 1
            }
            at += 1
        }
        return text.count - 1
    }

    /// The highest number of `{2,5}` and where it ends; one that is open at its end counts as one more than its
    /// beginning. nil when it is none.
    private static func times(_ text: [UInt8], _ start: Int) -> (count: Int, end: Int)? {
        var numbers = [0]
        for (at, byte) in zip(start..., text[start...]) {
            switch byte {
            case 48...57: numbers[numbers.count - 1] = min(100_000, numbers[numbers.count - 1] * 10 + Int(byte - 48))
            case UInt8(ascii: ","): numbers.append(0)
            case UInt8(ascii: "}"): return (max((numbers.first ?? 0) + numbers.count - 1, numbers.last ?? 0), at)
            default: return nil
            }
        }
        return nil
    }
}
