import SlipwayModel
package import SlipwaySystem

/// Where a member of an uncompressed tar lies in its file.
package struct TarMember: Hashable, Sendable {
    package var path: String
    package var isFolder: Bool
    /// Of the content's first byte, from the start of the file.
    package var offset: Int64
    package var size: Int64
}

/// Finds the members of an uncompressed tar without reading their content: files and folders of ustar or pax, nothing
/// else. Whatever another reader could understand differently is refused with 65: damaged headers, sparse
/// files, bytes after the end.
package struct TarIndex {
    private let file: OpenFile
    private let subject: String
    private let end: Int64
    private var position: Int64

    /// All members of the tar that begins at `offset` and ends with the file; refuses more than `most`.
    package static func members(
        of file: OpenFile, named subject: String, from offset: Int64 = 0, most: Int
    ) throws -> [TarMember] {
        var index = TarIndex(file: file, subject: subject, end: try file.size(), position: offset)
        var members: [TarMember] = []
        while let member = try index.next() {
            if members.count == most { throw index.refusal("it has more than \(most) members") }
            members.append(member)
        }
        try index.checkEnd()
        return members
    }

    private func refusal(_ why: String) -> Refusal { Refusal(.badInput, "\(subject) is no proper tar: \(why)") }

    private mutating func next() throws -> TarMember? {
        var extended: [String: String] = [:]
        while true {
            let block = try read(Int64(TarHeader.blockSize))
            if block.allSatisfy({ $0 == 0 }) { return nil }
            let header = try TarHeaderText(block, refusal)
            let size = try extended["size"].map { try number($0) } ?? header.size
            if header.kind == 0x78 {
                if !extended.isEmpty { throw refusal("two extended headers follow one another") }
                if size > 65_536 { throw refusal("an extended header is too large") }
                extended = try records(try read(size))
                try skipPadding(after: size)
                continue
            }
            guard header.kind == 0x30 || header.kind == 0 || header.kind == 0x35 else {
                throw refusal("'\(header.path)' is neither file nor folder")
            }
            let stated = extended["path"] ?? header.path
            // Some readers take such a file for a folder.
            if header.kind != 0x35, stated.utf8.last == 47 {
                throw refusal("the file '\(header.path)' is named as a folder")
            }
            let path = try SafePath.check(stated, in: subject)
            let member = TarMember(path: path, isFolder: header.kind == 0x35, offset: position, size: size)
            if member.isFolder && size != 0 { throw refusal("the folder '\(path)' has content") }
            if size > end - position { throw refusal("it ends within '\(path)'") }
            position += size
            try skipPadding(after: size)
            return member
        }
    }

    /// Padding may be missing after nothing but is always there in what a writer has finished.
    private mutating func skipPadding(after size: Int64) throws {
        let over = size % Int64(TarHeader.blockSize)
        if over == 0 { return }
        position += Int64(TarHeader.blockSize) - over
        if position > end { throw refusal("it is cut short") }
    }

    private mutating func checkEnd() throws {
        if end - position > 65_536 { throw refusal("there are bytes after its end") }
        let rest = try read(end - position)
        if rest.count < TarHeader.blockSize { throw refusal("it is cut short") }
        if rest.contains(where: { $0 != 0 }) { throw refusal("there are bytes after its end") }
    }

    private mutating func read(_ count: Int64) throws -> [UInt8] {
        if count > end - position { throw refusal("it is cut short") }
        defer { position += count }
        return try ExactBytes.read(Int(count), of: file, at: position, named: subject)
    }

    private func number(_ text: String) throws -> Int64 {
        if let value = Int64(text), value >= 0, text.utf8.allSatisfy({ (48...57).contains($0) }) { return value }
        throw refusal("'\(text.prefix(20))' is no size")
    }

    /// `LENGTH KEY=VALUE\n` …
    private func records(_ bytes: [UInt8]) throws -> [String: String] {
        var found: [String: String] = [:]
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let space = rest.firstIndex(of: 32),
                rest[..<space].allSatisfy({ (48...57).contains($0) }),
                let length = Int(String(decoding: rest[..<space], as: UTF8.self)),
                length > space - rest.startIndex + 1, length <= rest.count,
                rest[rest.startIndex + length - 1] == 10,
                let text = String(validating: rest[(space + 1)..<(rest.startIndex + length - 1)], as: UTF8.self),
                let equals = text.firstIndex(of: "=")
            else { throw refusal("an extended header is damaged") }
            let key = String(text[..<equals])
            if key.hasPrefix("GNU.sparse") { throw refusal("it holds a sparse file") }
            guard found.updateValue(String(text[text.index(after: equals)...]), forKey: key) == nil else {
                throw refusal("an extended header says '\(key.prefix(20))' twice")
            }
            rest = rest.dropFirst(length)
        }
        return found
    }
}

/// The fields of a header block that has passed its checksum.
struct TarHeaderText {
    var path: String
    var size: Int64
    var kind: UInt8

    init(_ block: [UInt8], _ refusal: (String) -> Refusal) throws {
        func number(_ range: Range<Int>) throws -> Int64 {
            let digits = block[range].drop { $0 == 32 }.prefix { $0 != 0 && $0 != 32 }
            if digits.isEmpty { return 0 }
            guard digits.allSatisfy({ (48...55).contains($0) }),
                let value = Int64(String(decoding: digits, as: UTF8.self), radix: 8)
            else {
                throw refusal("a header holds a number that cannot be read")
            }
            return value
        }
        func text(_ range: Range<Int>) throws -> String {
            guard let text = String(validating: block[range].prefix { $0 != 0 }, as: UTF8.self) else {
                throw refusal("it holds a name that is not UTF-8")
            }
            return text
        }
        let sum = block.indices.reduce(0) { $0 + ((148..<156).contains($1) ? 32 : Int64(block[$1])) }
        guard try number(148..<156) == sum else { throw refusal("a header is damaged") }
        guard block[257..<262].elementsEqual("ustar".utf8) else { throw refusal("a header is not in ustar form") }
        let prefix = block[262] == 0 ? try text(345..<500) : ""
        path = (prefix.isEmpty ? "" : prefix + "/") + (try text(0..<100))
        size = try number(124..<136)
        kind = block[156]
    }
}
