package import SlipwayModel

/// A JSON document as a tree, read and written without any generic machinery: a wrapper's memory is counted in
/// kilobytes, and a decoder that knows every type costs more than all the rest of it. What it writes are the same
/// bytes that `JSONText` writes.
package indirect enum JSONValue: Hashable, Sendable {
    /// A key of an object and its value.
    package struct Member: Hashable, Sendable {
        package var key: String
        package var value: JSONValue
        package init(_ key: String, _ value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    case null
    case flag(Bool)
    /// As written, so that no digit is lost.
    case number(String)
    case text(String)
    case list([JSONValue])
    case object([Member])

    /// nil when there is no such member, or when it is null.
    package func optional(_ key: String) -> JSONValue? {
        guard case .object(let members) = self, let found = members.last(where: { $0.key == key })?.value,
            found != .null
        else { return nil }
        return found
    }

    package func member(_ key: String) throws -> JSONValue {
        guard let found = optional(key) else { throw Self.fault(key, "is missing") }
        return found
    }

    package func text(_ key: String) throws -> String {
        guard case .text(let text) = try member(key) else { throw Self.fault(key, "is no text") }
        return text
    }

    package func flag(_ key: String) throws -> Bool {
        guard case .flag(let flag) = try member(key) else { throw Self.fault(key, "is neither true nor false") }
        return flag
    }

    package func number<Number: FixedWidthInteger>(_ key: String) throws -> Number {
        guard case .number(let digits) = try member(key), let number = Number(digits) else {
            throw Self.fault(key, "is no whole number that fits")
        }
        return number
    }

    package func list(_ key: String) throws -> [JSONValue] {
        guard case .list(let list) = try member(key) else { throw Self.fault(key, "is no list") }
        return list
    }

    package func textList(_ key: String) throws -> [String] {
        try list(key).map {
            guard case .text(let text) = $0 else { throw Self.fault(key, "is no list of texts") }
            return text
        }
    }

    package func optionalFlag(_ key: String) throws -> Bool? { try optional(key).map { _ in try flag(key) } }

    package func optionalText(_ key: String) throws -> String? { try optional(key).map { _ in try text(key) } }

    package func optionalNumber<Number: FixedWidthInteger>(_ key: String) throws -> Number? {
        try optional(key).map { _ in try number(key) }
    }

    /// An object whose values are texts.
    package func texts(_ key: String) throws -> [String: String] {
        guard case .object(let members) = try member(key) else { throw Self.fault(key, "is no object") }
        var texts: [String: String] = [:]
        for member in members {
            guard case .text(let text) = member.value else { throw Self.fault("\(key).\(member.key)", "is no text") }
            texts[member.key] = text
        }
        return texts
    }

    package func span(_ key: String) throws -> TimeSpan {
        guard let span = TimeSpan(try text(key)) else { throw Self.fault(key, "is no length of time") }
        return span
    }

    package static func fault(_ key: String, _ cause: String) -> SuperviseError {
        SuperviseError("read", "the JSON", "“\(key)” \(cause)")
    }
}

extension JSONValue {
    /// Keys sorted, no blanks, slashes plain.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        write(to: &bytes)
        return bytes
    }

    private func write(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes += Array("null".utf8)
        case .flag(let flag): bytes += Array((flag ? "true" : "false").utf8)
        case .number(let digits): bytes += Array(digits.utf8)
        case .text(let text): Self.write(text, to: &bytes)
        case .list(let list):
            for (index, value) in list.enumerated() {
                bytes.append(index == 0 ? 0x5b : 0x2c)
                value.write(to: &bytes)
            }
            bytes += list.isEmpty ? [0x5b, 0x5d] : [0x5d]
        case .object(let members):
            for (index, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
                bytes.append(index == 0 ? 0x7b : 0x2c)
                Self.write(member.key, to: &bytes)
                bytes.append(0x3a)
                member.value.write(to: &bytes)
            }
            bytes += members.isEmpty ? [0x7b, 0x7d] : [0x7d]
        }
    }

    private static func write(_ text: String, to bytes: inout [UInt8]) {
        let hex = Array("0123456789abcdef".utf8)
        bytes.append(0x22)
        for byte in text.utf8 {
            switch byte {
            case 0x22, 0x5c: bytes += [0x5c, byte]
            case 0x08: bytes += [0x5c, 0x62]
            case 0x09: bytes += [0x5c, 0x74]
            case 0x0a: bytes += [0x5c, 0x6e]
            case 0x0c: bytes += [0x5c, 0x66]
            case 0x0d: bytes += [0x5c, 0x72]
            case 0..<0x20: bytes += [0x5c, 0x75, 0x30, 0x30, hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            case _: bytes.append(byte)
            }
        }
        bytes.append(0x22)
    }
}
