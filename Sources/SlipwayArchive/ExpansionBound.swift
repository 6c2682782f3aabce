package import SlipwayModel

/// Decides how much an archive may unpack to: a small one far more than its size, a large one a fixed number of times.
/// What honest compressors make of honest files stays far below.
package enum ExpansionBound {
    private static let times: Int64 = 250
    private static let free: Int64 = 64 << 20

    /// Bytes that `packed` bytes may become.
    package static func most(packed: Int64) -> Int64 {
        let (product, isOver) = max(0, packed).multipliedReportingOverflow(by: times)
        let (sum, isOverToo) = product.addingReportingOverflow(free)
        return isOver || isOverToo ? .max : sum
    }

    /// For who makes an archive: nobody would take it otherwise.
    package static func check(_ subject: String, unpacked: Int64, packed: Int64) throws {
        if unpacked > most(packed: packed) { throw refusal(subject) }
    }

    package static func refusal(_ subject: String) -> Refusal {
        Refusal(
            .badInput, "\(subject) is a bomb: it unpacks to more than \(times) times its size",
            hint: "no file that people make packs so well; find out where it comes from")
    }
}
