/// Reads JSON (RFC 8259) into a tree. Anything else is an error that names the byte where it begins.
package struct JSONReader {
    private let bytes: [UInt8]
    private var position = 0
    private static let deepest = 64

    package static func value(_ bytes: [UInt8]) throws -> JSONValue {
        var reader = JSONReader(bytes: bytes)
        let value = try reader.value(depth: 0)
        reader.skipBlanks()
        guard reader.position == bytes.count else { throw reader.fault("something after the end") }
        return value
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipBlanks() {
        while let byte = next, byte == 0x20 || (0x09...0x0a).contains(byte) || byte == 0x0d { position += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipBlanks()
        guard next == byte else { return false }
        position += 1
        return true
    }

    private mutating func value(depth: Int) throws -> JSONValue {
        guard depth < Self.deepest else { throw fault("too deep a nesting") }
        skipBlanks()
        switch next {
        case 0x7b: return try object(depth)
        case 0x5b: return try list(depth)
        case 0x22: return .text(try text())
        case 0x74: return try word("true", .flag(true))
        case 0x66: return try word("false", .flag(false))
        case 0x6e: return try word("null", .null)
        case .some(0x2d), .some(0x30...0x39): return try number()
        case _: throw fault("no value")
        }
    }

    private mutating func object(_ depth: Int) throws -> JSONValue {
        position += 1
        var members: [JSONValue.Member] = []
        if take(0x7d) { return .object(members) }
        repeat {
            skipBlanks()
            guard next == 0x22 else { throw fault("no key") }
            let key = try text()
            guard take(0x3a) else { throw fault("no colon") }
            members.append(JSONValue.Member(key, try value(depth: depth + 1)))
        } while take(0x2c)
        guard take(0x7d) else { throw fault("no end of an object") }
        return .object(members)
    }

    private mutating func list(_ depth: Int) throws -> JSONValue {
        position += 1
        var values: [JSONValue] = []
        if take(0x5d) { return .list(values) }
        repeat { values.append(try value(depth: depth + 1)) } while take(0x2c)
        guard take(0x5d) else { throw fault("no end of a list") }
        return .list(values)
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws -> JSONValue {
        guard bytes[position...].starts(with: word.utf8) else { throw fault("an unknown word") }
        position += word.utf8.count
        return value
    }

    private mutating func number() throws -> JSONValue {
        let start = position
        while let byte = next, (0x30...0x39).contains(byte) || [0x2b, 0x2d, 0x2e, 0x45, 0x65].contains(byte) {
            position += 1
        }
        return .number(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private mutating func text() throws -> String {
        position += 1
        var plain: [UInt8] = []
        while let byte = next {
            position += 1
            switch byte {
            case 0x22: return String(decoding: plain, as: UTF8.self)
            case 0x5c: try escape(into: &plain)
            case 0..<0x20: throw fault("a control character")
            case _: plain.append(byte)
            }
        }
        throw fault("no end of a text")
    }

    private mutating func escape(into plain: inout [UInt8]) throws {
        guard let byte = next else { throw fault("no end of a text") }
        position += 1
        switch byte {
        case 0x22, 0x5c, 0x2f: plain.append(byte)
        case 0x62: plain.append(0x08)
        case 0x66: plain.append(0x0c)
        case 0x6e: plain.append(0x0a)
        case 0x72: plain.append(0x0d)
        case 0x74: plain.append(0x09)
        case 0x75:
            var code = try unit()
            // The second half of a surrogate pair.
            if (0xd800..<0xdc00).contains(code), bytes[position...].starts(with: [0x5c, 0x75]) {
                position += 2
                let low = try unit()
                code = (0xdc00..<0xe000).contains(low) ? 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00) : 0xfffd
            }
            plain += Array(String(Unicode.Scalar(code) ?? "\u{fffd}").utf8)
        case _: throw fault("an unknown escape")
        }
    }

    private mutating func unit() throws -> UInt32 {
        let digits = String(decoding: bytes[position..<min(position + 4, bytes.count)], as: UTF8.self)
        guard digits.utf8.count == 4, digits.utf8.first != 0x2b, let unit = UInt32(digits, radix: 16) else {
            throw fault("no four hex digits")
        }
        position += 4
        return unit
    }

    private func fault(_ what: String) -> SuperviseError {
        SuperviseError("read", "the JSON", "\(what) at byte \(position)")
    }
}
