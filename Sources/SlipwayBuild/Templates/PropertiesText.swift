/// Writes Java's `.properties` format (`java.util.Properties.load`) in ASCII, so that it reads the same in any
/// encoding.
package enum PropertiesText {
    /// Sorted by key, one `key=value` a line.
    package static func file(_ values: [String: String]) -> String {
        values.keys.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
            .map { "\(escaped($0, isKey: true))=\(value(values[$0] ?? ""))\n" }.joined()
    }

    package static func value(_ text: String) -> String { escaped(text, isKey: false) }

    private static func escaped(_ text: String, isKey: Bool) -> String {
        var result = ""
        for (position, unit) in text.utf16.enumerated() {
            switch unit {
            case 0x20: result += isKey || position == 0 ? "\\ " : " "
            case 0x09: result += "\\t"
            case 0x0a: result += "\\n"
            case 0x0c: result += "\\f"
            case 0x0d: result += "\\r"
            case 0x5c: result += "\\\\"
            case 0x3d, 0x3a, 0x23, 0x21:
                result += (isKey || position == 0 ? "\\" : "") + String(UnicodeScalar(UInt8(unit)))
            case 0x21...0x7e: result += String(UnicodeScalar(UInt8(unit)))
            default:
                let digits = String(unit, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
            }
        }
        return result
    }
}
