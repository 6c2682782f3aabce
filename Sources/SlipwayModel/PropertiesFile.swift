/// Java's `.properties` format (`java.util.Properties.load`): keys and values, comments dropped.
package struct PropertiesFile: Hashable, Sendable {
    package var values: [String: String]

    package init(_ values: [String: String] = [:]) { self.values = values }

    /// Text is UTF-8, or ISO 8859-1 where it is not valid as UTF-8. A key that comes twice has its last value.
    package init(reading bytes: [UInt8]) {
        values = [:]
        let text = String(validating: bytes, as: UTF8.self) ?? String(String.UnicodeScalarView(bytes.map { .init($0) }))
        for line in Self.logicalLines(Array(text.unicodeScalars)) {
            let (key, value) = Self.split(line)
            values[key] = value
        }
    }

    /// Sorted by key; everything outside ASCII as `\uXXXX`, so that it reads the same in any encoding.
    package var bytes: [UInt8] {
        var text = ""
        for key in values.keys.sorted() {
            Self.write(key, isKey: true, to: &text)
            text += "="
            Self.write(values[key] ?? "", isKey: false, to: &text)
            text += "\n"
        }
        return Array(text.utf8)
    }
}

extension PropertiesFile {
    private typealias Scalars = [Unicode.Scalar]
    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar == " " || scalar == "\t" || scalar == "\u{c}"
    }

    /// Lines joined where an odd number of backslashes stands at the end; no blank ones, no comments.
    private static func logicalLines(_ text: Scalars) -> [Scalars] {
        var lines: [Scalars] = []
        var open: Scalars?
        for natural in oneEnding(text).split(separator: "\n", omittingEmptySubsequences: false) {
            let line = natural.drop(while: isBlank)
            if open == nil, line.isEmpty || line.first == "#" || line.first == "!" { continue }
            let slashes = line.reversed().prefix { $0 == "\\" }.count
            let goesOn = slashes % 2 == 1
            open = (open ?? []) + (goesOn ? line.dropLast() : line)
            if goesOn { continue }
            if let whole = open { lines.append(whole) }
            open = nil
        }
        if let whole = open { lines.append(whole) }
        return lines
    }

    /// CR LF and CR count as LF.
    private static func oneEnding(_ text: Scalars) -> Scalars {
        var result: Scalars = []
        for (index, scalar) in text.enumerated() {
            if scalar == "\n", index > 0, text[index - 1] == "\r" { continue }
            result.append(scalar == "\r" ? "\n" : scalar)
        }
        return result
    }

    private static func split(_ line: Scalars) -> (String, String) {
        var end = 0
        while end < line.count, !isBlank(line[end]), line[end] != "=", line[end] != ":" {
            end += line[end] == "\\" ? 2 : 1
        }
        let key = line[..<min(end, line.count)]
        var rest = line.dropFirst(end).drop(while: isBlank)
        if rest.first == "=" || rest.first == ":" { rest = rest.dropFirst().drop(while: isBlank) }
        return (unescaped(key), unescaped(rest))
    }

    private static func unescaped(_ text: ArraySlice<Unicode.Scalar>) -> String {
        guard text.contains("\\") else { return String(String.UnicodeScalarView(text)) }
        var units: [UInt16] = []
        var rest = text
        while let scalar = rest.popFirst() {
            guard scalar == "\\", let escaped = rest.popFirst() else {
                units += Array(String(scalar).utf16)
                continue
            }
            switch escaped {
            case "n": units.append(10)
            case "r": units.append(13)
            case "t": units.append(9)
            case "f": units.append(12)
            case "u":
                let digits = String(String.UnicodeScalarView(rest.prefix(4)))
                guard digits.utf8.count == 4, let unit = UInt16(digits, radix: 16) else {
                    units.append(0x75)
                    continue
                }
                units.append(unit)
                rest = rest.dropFirst(4)
            case _: units += Array(String(escaped).utf16)
            }
        }
        return String(decoding: units, as: UTF16.self)
    }

    private static func write(_ part: String, isKey: Bool, to text: inout String) {
        var isFirst = true
        for unit in part.utf16 {
            switch unit {
            case 0x20: text += isKey || isFirst ? "\\ " : " "
            case 0x09: text += "\\t"
            case 0x0a: text += "\\n"
            case 0x0d: text += "\\r"
            case 0x0c: text += "\\f"
            case 0x5c, 0x3d, 0x3a, 0x23, 0x21: text += "\\" + String(Unicode.Scalar(UInt8(unit)))
            case 0x21...0x7e: text.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
            case _:
                let hex = String(UInt(unit), radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - hex.utf8.count) + hex
            }
            isFirst = false
        }
    }
}
