/// Adds up what /proc/PID/smaps tells: by kind of memory, and by name.
struct MemorySummary {
    struct Total: Equatable {
        var mappings = 0
        /// Bytes.
        var size: Int64 = 0
        var resident: Int64 = 0
        var exclusive: Int64 = 0
    }

    private(set) var kinds: [String: Total] = [:]
    private(set) var names: [String: Total] = [:]
    private static let most = 30
    /// A stack has a page or some that nobody may touch below it, and is not large.
    private static let largestGuard: UInt64 = 64 << 10
    private static let largestStack: UInt64 = 16 << 20

    private struct Mapping {
        var begin: UInt64
        var end: UInt64
        var rights: Substring
        var name: Substring
    }

    init(_ lines: [Substring]) {
        var present: Mapping?
        var kind = ""
        for line in lines {
            if let mapping = Self.mapping(line) {
                kind = Self.kind(mapping, after: present)
                present = mapping
                add(kind, mapping.name) {
                    $0.mappings += 1
                    $0.size += Int64(clamping: mapping.end - mapping.begin)
                }
            } else if let mapping = present {
                let fields = line.split(separator: " ")
                guard fields.count > 1, let kilobytes = Int64(fields[1]), (0...(1 << 40)).contains(kilobytes) else {
                    continue
                }
                switch fields[0] {
                case "Rss:": add(kind, mapping.name) { $0.resident += kilobytes << 10 }
                case "Private_Clean:", "Private_Dirty:":
                    add(kind, mapping.name) { $0.exclusive += kilobytes << 10 }
                default: break
                }
            }
        }
    }

    private mutating func add(_ kind: String, _ name: Substring, _ change: (inout Total) -> Void) {
        change(&kinds[kind, default: Total()])
        change(&names[name.isEmpty ? kind : String(name), default: Total()])
    }

    /// Of `7f00-7f10 rw-p 00000000 00:00 0    [heap]`; nil for any other line.
    private static func mapping(_ line: Substring) -> Mapping? {
        let fields = line.split(separator: " ", maxSplits: 5)
        guard fields.count >= 5, fields[1].utf8.count == 4 else { return nil }
        let ends = fields[0].split(separator: "-").compactMap { UInt64($0, radix: 16) }
        guard ends.count == 2, ends[0] <= ends[1] else { return nil }
        let name = fields.count > 5 ? fields[5].drop { $0 == " " } : ""
        return Mapping(begin: ends[0], end: ends[1], rights: fields[1], name: name)
    }

    private static func kind(_ mapping: Mapping, after last: Mapping?) -> String {
        if mapping.name == "[heap]" { return "heap of the C library" }
        if mapping.name.hasPrefix("[stack") { return "stacks" }
        if !mapping.name.isEmpty { return mapping.name.hasPrefix("[") ? "kernel" : "files" }
        if let last, last.end == mapping.begin, last.rights.hasPrefix("---"), last.name.isEmpty,
            last.end - last.begin <= largestGuard, mapping.rights.hasPrefix("rw"),
            mapping.end - mapping.begin <= largestStack
        {
            return "stacks"
        }
        return "anonymous"
    }

    var text: String {
        guard !kinds.isEmpty else { return "its memory map cannot be read\n" }
        var lines = ["private KiB, resident KiB, mapped KiB, mappings"]
        lines += kinds.sorted { Self.isBefore($0, $1) }.map(Self.line)
        let named = names.sorted { Self.isBefore($0, $1) }
        lines += ["", "by name"] + named.prefix(Self.most).map(Self.line)
        if named.count > Self.most { lines.append("… and \(named.count - Self.most) more") }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func isBefore(_ one: (key: String, value: Total), _ other: (key: String, value: Total)) -> Bool {
        (other.value.exclusive, other.value.size, one.key) < (one.value.exclusive, one.value.size, other.key)
    }

    private static func line(_ entry: (key: String, value: Total)) -> String {
        let sizes = [entry.value.exclusive, entry.value.resident, entry.value.size].map { "\($0 >> 10)" }
        return sizes.joined(separator: "  ") + "  \(entry.value.mappings)  \(entry.key)"
    }
}
