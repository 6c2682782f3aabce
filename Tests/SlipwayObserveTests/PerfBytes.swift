/// Perf data as a HotSpot VM writes it, made by hand.
struct PerfBytes {
    private(set) var bytes: [UInt8]
    private let isLittle: Bool
    private var entries = 0

    init(little: Bool = true, version: UInt8 = 2, accessible: UInt8 = 1, stamp: UInt64 = 7) {
        isLittle = little
        bytes = [0xca, 0xfe, 0xc0, 0xc0, little ? 1 : 0, version, 0, accessible]
        append(UInt64(0), 4)
        append(UInt64(0), 4)
        append(stamp, 8)
        append(UInt64(32), 4)
        append(UInt64(0), 4)
    }

    private func ordered(_ number: UInt64, _ count: Int) -> [UInt8] {
        let little = (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) }
        return isLittle ? little : little.reversed()
    }

    private mutating func append(_ number: UInt64, _ count: Int) { bytes += ordered(number, count) }

    mutating func put(_ number: UInt64, _ count: Int, at offset: Int) {
        bytes.replaceSubrange(offset..<(offset + count), with: ordered(number, count))
    }

    mutating func add(_ name: String, _ value: Int64) {
        add(name, kind: "J", elements: 0, ordered(UInt64(bitPattern: value), 8))
    }

    mutating func add(_ name: String, _ value: String) {
        let text = Array(value.utf8) + [0]
        add(name, kind: "B", elements: text.count, text)
    }

    private mutating func add(_ name: String, kind: Character, elements: Int, _ data: [UInt8]) {
        let title = Array(name.utf8) + [0]
        let padding = [UInt8](repeating: 0, count: (8 - title.count % 8) % 8 + 4)
        let offset = 20 + title.count + padding.count
        append(UInt64(offset + data.count), 4)
        append(20, 4)
        append(UInt64(elements), 4)
        bytes += [kind.asciiValue ?? 0, 1, 1, 1]
        append(UInt64(offset), 4)
        bytes += title + padding + data
        entries += 1
        put(UInt64(entries), 4, at: 28)
    }
}
