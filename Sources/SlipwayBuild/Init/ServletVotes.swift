import Glibc

/// Counts which name of the servlets, `jakarta` or `javax`, files speak of.
struct ServletVotes {
    private var jakarta = 0
    private var javax = 0

    /// Names of the API as class files write them.
    mutating func countClass(_ bytes: [UInt8]) {
        if bytes.holds("jakarta/servlet/") { jakarta += 1 }
        if bytes.holds("javax/servlet/") { javax += 1 }
    }

    /// Names of the API as pages write them.
    mutating func countPage(_ bytes: [UInt8]) {
        if bytes.holds("jakarta.servlet.") { jakarta += 1 }
        if bytes.holds("javax.servlet.") { javax += 1 }
    }

    /// Libraries that work with both speak of both, so the larger number decides; nil when there is none.
    var winner: WebAppFacts.ServletName? {
        jakarta == 0 && javax == 0 ? nil : jakarta >= javax ? .jakarta : .javax
    }
}

extension [UInt8] {
    func holds(_ word: String) -> Bool {
        let word = Array(word.utf8)
        return withUnsafeBytes { bytes in
            word.withUnsafeBytes { word in
                guard let first = word.first, let start = word.baseAddress, var place = bytes.baseAddress
                else { return false }
                let end = place + bytes.count
                while end - place >= word.count, let found = memchr(place, Int32(first), end - place - word.count + 1) {
                    if memcmp(found, start, word.count) == 0 { return true }
                    place = UnsafeRawPointer(found) + 1
                }
                return false
            }
        }
    }
}
