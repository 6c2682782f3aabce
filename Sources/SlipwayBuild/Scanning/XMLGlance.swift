/// Looks for words in an XML file without reading it as XML. In doubt they are there.
enum XMLGlance {
    static func mentions(_ words: [String], in bytes: [UInt8]) -> Bool {
        // UTF-16 and EBCDIC hide words, and so do entities.
        if bytes.contains(0) || bytes.starts(with: [0x4c, 0x6f, 0xa7]) { return true }
        return (words + ["<!ENTITY", "UTF-7", "utf-7"]).contains { holds(Array($0.utf8), bytes) }
    }

    private static func holds(_ word: [UInt8], _ bytes: [UInt8]) -> Bool {
        guard let first = word.first, bytes.count >= word.count else { return false }
        for start in 0...(bytes.count - word.count)
        where bytes[start] == first && bytes[start..<(start + word.count)].elementsEqual(word) {
            return true
        }
        return false
    }
}
