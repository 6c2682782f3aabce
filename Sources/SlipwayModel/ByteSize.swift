/// An amount of memory or of disk as people write it: `512m`, `2g`, `64k`; a bare number is bytes.
package enum ByteSize {
    private static let units: [(letter: Character, factor: Int64)] = [("g", 1 << 30), ("m", 1 << 20), ("k", 1 << 10)]

    /// Bytes; nil when the text is no amount, none at all, or more than a petabyte.
    package static func bytes(_ text: String) -> Int64? {
        let unit = text.last.flatMap { last in units.first { last.lowercased() == String($0.letter) } }
        let digits = unit == nil ? text[...] : text.dropLast()
        guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }), let count = Int64(digits) else {
            return nil
        }
        let (product, isOver) = count.multipliedReportingOverflow(by: unit?.factor ?? 1)
        return isOver || product < 1 || product > 1 << 50 ? nil : product
    }

    /// Exact, in the largest unit that divides it: `1g`, `1536m`.
    package static func text(_ bytes: Int64) -> String {
        for unit in units where bytes != 0 && bytes % unit.factor == 0 { return "\(bytes / unit.factor)\(unit.letter)" }
        return "\(bytes)"
    }

    /// For sentences, rounded to a tenth: `1.2 GiB`, `640 MiB`.
    package static func words(_ bytes: Int64) -> String {
        let sign = bytes < 0 ? "-" : ""
        let size = bytes.magnitude
        if size < 1 << 30 { return "\(sign)\((size + (1 << 19)) >> 20) MiB" }
        // Whole ones apart, so that no size is too large to be multiplied.
        let tenths = (size >> 30) * 10 + ((size & (1 << 30 - 1)) * 10 + (1 << 29)) >> 30
        return tenths % 10 == 0 ? "\(sign)\(tenths / 10) GiB" : "\(sign)\(tenths / 10).\(tenths % 10) GiB"
    }
}
