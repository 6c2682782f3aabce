/// Puts values in the place of `${name}` in a text of any encoding that keeps ASCII. One pass: what a value brings is
/// not looked into again.
package enum Placeholders {
    /// A text with everything filled in.
    package struct Filled: Hashable, Sendable {
        package var bytes: [UInt8]
        /// The text of a secret is in it.
        package var isSecret: Bool

        package init(_ text: String, isSecret: Bool = false) {
            self.init(bytes: Array(text.utf8), isSecret: isSecret)
        }
        package init(bytes: [UInt8], isSecret: Bool = false) {
            self.bytes = bytes
            self.isSecret = isSecret
        }
        package var text: String { String(decoding: bytes, as: UTF8.self) }
    }

    /// Decides what stands in the place of a name, on a line: nil when there is nothing of that name.
    package typealias Lookup = (_ name: String, _ line: Int) throws -> Filled?

    /// Throws `SuperviseError` for a name without a value and for a `${` without its `}`. `subject` is where the text
    /// is from, given the number of the line.
    package static func strict(_ text: [UInt8], in subject: (Int) -> String, _ value: Lookup) throws -> Filled {
        try fill(text, value) { name, line in
            guard let name else { throw SuperviseError("read", subject(line), "a ${ without its }") }
            throw SuperviseError(
                "resolve ${\(name)} in", subject(line), "neither a property nor a fact has this name")
        }
    }

    /// Leaves what it has no value for as it is: others have the same marks.
    package static func lenient(_ text: [UInt8], _ value: Lookup) throws -> Filled {
        try fill(text, value) { _, _ in }
    }

    /// `stray` is told of each name without a value, or of nil where the end of one is missing, with its line.
    private static func fill(
        _ text: [UInt8], _ value: Lookup, stray: (_ name: String?, _ line: Int) throws -> Void
    ) throws -> Filled {
        var filled = Filled(bytes: [])
        var next = 0
        var line = 1
        while next < text.count {
            guard text[next] == 0x24, next + 1 < text.count, text[next + 1] == 0x7b else {
                if text[next] == 10 { line += 1 }
                filled.bytes.append(text[next])
                next += 1
                continue
            }
            let named = text[(next + 2)...].prefix { $0 != 0x7d && $0 != 10 }
            let name = String(decoding: named, as: UTF8.self)
            let isClosed = named.endIndex < text.count && text[named.endIndex] == 0x7d
            if isClosed, let found = try value(name, line) {
                filled.bytes += found.bytes
                filled.isSecret = filled.isSecret || found.isSecret
                next = named.endIndex + 1
                continue
            }
            try stray(isClosed ? name : nil, line)
            // Only the mark: what follows may hold a name of its own.
            filled.bytes += [0x24, 0x7b]
            next += 2
        }
        return filled
    }
}
