/// Stands for a Java type by 64 bits of its internal name (`java/lang/String`): facts of many classes stay small. Two
/// names that share them are taken for one type.
package struct TypeKey: Hashable, Comparable, Sendable {
    package let bits: UInt64

    package init(bits: UInt64) { self.bits = bits }

    /// `name` with slashes, as a class file has it.
    init(_ name: UnsafeRawBufferPointer) {
        var hash = UInt64(name.count) &* 0x9e37_79b9_7f4a_7c15
        var place = 0
        while place + 8 <= name.count {
            hash = Self.mixed(hash, name.loadUnaligned(fromByteOffset: place, as: UInt64.self).littleEndian)
            place += 8
        }
        var rest: UInt64 = 0
        while place < name.count {
            rest = rest << 8 | UInt64(name[place])
            place += 1
        }
        bits = Self.mixed(hash, rest)
    }

    /// `name` with dots or slashes.
    package init(_ name: String) {
        let bytes = name.utf8.map { $0 == 0x2e ? 0x2f : $0 }
        self = bytes.withUnsafeBytes { TypeKey($0) }
    }

    private static func mixed(_ hash: UInt64, _ word: UInt64) -> UInt64 {
        let product = (hash ^ word).multipliedFullWidth(by: 0xd6e8_feb8_6659_fd93)
        return (product.high ^ product.low) &+ 0xa076_1d64_78bd_642f
    }

    package static func < (one: TypeKey, other: TypeKey) -> Bool { one.bits < other.bits }
}
