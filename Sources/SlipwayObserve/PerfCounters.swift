/// The counters of a HotSpot VM by their names, as its perf data holds them (format version 2). What cannot be true is
/// left out, and nothing in it is believed.
package struct PerfCounters: Equatable, Sendable {
    package enum Value: Equatable, Sendable {
        case number(Int64)
        case text(String)
    }

    /// Why bytes hold no counters.
    package enum Fault: Error, Equatable {
        case notPerfData
        case anotherVersion(Int)
        /// The VM is just filling it.
        case notReady
    }

    package private(set) var values: [String: Value] = [:]
    /// Changes when counters are added.
    package let stamp: UInt64

    package init(_ bytes: [UInt8]) throws(Fault) {
        guard bytes.count >= 32, bytes[0] == 0xca, bytes[1] == 0xfe, bytes[2] == 0xc0, bytes[3] == 0xc0,
            bytes[4] <= 1
        else { throw .notPerfData }
        guard bytes[5] == 2 else { throw .anotherVersion(Int(bytes[5])) }
        guard bytes[7] != 0 else { throw .notReady }
        let reader = Fields(bytes: bytes, isLittle: bytes[4] == 1)
        stamp = reader.long(16) ?? 0
        var at = reader.int(24) ?? 0
        // No entry is shorter than its own head.
        let most = bytes.count / Self.head
        for _ in 0..<min(reader.int(28) ?? 0, most) {
            guard let length = reader.int(at), length >= Self.head, length <= bytes.count - at else { break }
            if let (name, value) = reader.entry(at, length) { values[name] = value }
            at += length
        }
    }

    private static let head = 20

    package func number(_ name: String) -> Int64? {
        if case .number(let value)? = values[name] { return value }
        return nil
    }

    package func text(_ name: String) -> String? {
        if case .text(let value)? = values[name] { return value }
        return nil
    }

    /// Lines `NAME VALUE`, sorted, without those that quote the command line, where a secret may be.
    var text: String {
        values.filter { !Self.hidden.contains($0.key) }.sorted { $0.key < $1.key }.map { name, value in
            switch value {
            case .number(let number): "\(name) \(number)"
            case .text(let text): "\(name) \(text)"
            }
        }.joined(separator: "\n")
    }

    private static let hidden: Set = ["java.rt.vmArgs", "sun.rt.javaCommand", "java.rt.vmFlags"]

    /// Numbers of the perf data; nil where they would lie outside of it.
    private struct Fields {
        let bytes: [UInt8]
        let isLittle: Bool

        private func number(_ at: Int, _ count: Int) -> UInt64? {
            guard at >= 0, at <= bytes.count - count else { return nil }
            var number: UInt64 = 0
            for offset in 0..<count {
                number = number << 8 | UInt64(bytes[at + (isLittle ? count - 1 - offset : offset)])
            }
            return number
        }

        func long(_ at: Int) -> UInt64? { number(at, 8) }

        /// nil when it is negative, too: nothing here is.
        func int(_ at: Int) -> Int? { number(at, 4).flatMap { $0 < 1 << 31 ? Int($0) : nil } }

        /// Length, name's offset, elements (0: one), kind, flags, unit, variability, data's offset.
        func entry(_ at: Int, _ length: Int) -> (String, Value)? {
            guard let name = int(at + 4), let elements = int(at + 8), let data = int(at + 16), name < length,
                data < length
            else { return nil }
            let letters = bytes[(at + name)..<(at + length)].prefix { $0 != 0 }
            guard !letters.isEmpty, letters.allSatisfy({ (0x21...0x7e).contains($0) }) else { return nil }
            let title = String(decoding: letters, as: UTF8.self)
            switch bytes[at + 12] {
            case UInt8(ascii: "J") where elements == 0 && data <= length - 8:
                return long(at + data).map { (title, .number(Int64(bitPattern: $0))) }
            case UInt8(ascii: "B") where elements > 0 && elements <= length - data:
                let text = bytes[(at + data)..<(at + data + elements)].prefix { $0 != 0 }
                return (title, .text(String(decoding: text, as: UTF8.self)))
            default: return nil
            }
        }
    }
}
