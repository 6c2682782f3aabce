/// Looks at the outline of a JSON text before anything decodes it: how deep it goes, and whether an object has one key
/// twice, which readers understand differently. Whatever else is wrong with it, the decoder tells.
package struct JSONShape {
    /// Far more than any document of ours or OCI's has.
    package static let deepest = 64

    private struct Level {
        let isObject: Bool
        var keys: Set<ArraySlice<UInt8>> = []
    }
    private var open: [Level] = []
    private var expectsKey = false

    private init() {}

    /// Whether the text goes no deeper than `deepest`; one look at each byte.
    static func isShallow(_ bytes: [UInt8]) -> Bool {
        var depth = 0
        var index = 0
        return bytes.withUnsafeBufferPointer { bytes in
            while index < bytes.count {
                switch bytes[index] {
                case quote: index = end(ofText: index, in: bytes)
                case 0x5b, 0x7b:
                    depth += 1
                    if depth > deepest { return false }
                case 0x5d, 0x7d: depth -= 1
                default: break
                }
                index += 1
            }
            return true
        }
    }

    /// Whether no object has a key twice. A key written with escapes counts as one too, since it may be any other.
    package static func hasPlainKeys(_ bytes: [UInt8]) -> Bool {
        guard isShallow(bytes) else { return false }
        var shape = JSONShape()
        return shape.read(bytes)
    }

    private mutating func read(_ bytes: [UInt8]) -> Bool {
        var index = 0
        while index < bytes.count {
            switch bytes[index] {
            case Self.quote:
                let end = bytes.withUnsafeBufferPointer { Self.end(ofText: index, in: $0) }
                if expectsKey, !take(bytes[min(index + 1, end)..<min(end, bytes.count)]) { return false }
                expectsKey = false
                index = end
            case 0x7b:
                open.append(Level(isObject: true))
                expectsKey = true
            case 0x5b:
                open.append(Level(isObject: false))
                expectsKey = false
            case 0x5d, 0x7d:
                _ = open.popLast()
                expectsKey = false
            case 0x2c: expectsKey = open.last?.isObject ?? false
            default: break
            }
            index += 1
        }
        return true
    }

    private mutating func take(_ key: ArraySlice<UInt8>) -> Bool {
        guard !key.contains(Self.backslash), let last = open.indices.last else { return false }
        return open[last].keys.insert(key).inserted
    }

    private static let quote: UInt8 = 0x22
    private static let backslash: UInt8 = 0x5c

    /// The closing quote of the text that begins there, or the end of all.
    private static func end(ofText start: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var index = start + 1
        while index < bytes.count, bytes[index] != quote { index += bytes[index] == backslash ? 2 : 1 }
        return min(index, bytes.count)
    }
}
