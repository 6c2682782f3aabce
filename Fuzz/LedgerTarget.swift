import SlipwayCrypto
import SlipwayDeploy
import SlipwayModel
import SlipwaySystem

extension FuzzTarget {
    /// A ledger as it lies on the disk, and the same lines with checksums that are right.
    static let ledger = FuzzTarget(name: "ledger") { bytes, place in
        var summed: [UInt8] = []
        for line in bytes.split(separator: 10) {
            let sum = Hashing.sha256(Array(line)).hex.prefix(16)
            summed += Array("{\"sum\":\"\(sum)\",\"entry\":".utf8) + line + [125, 10]
        }
        for content in [summed, bytes] {
            try put(content, at: place)
            do {
                let ledger = try Ledger(place)
                try Contradiction.check(
                    ledger.entries.map(\.seq) == Array(1..<ledger.entries.count + 1), "a ledger with a gap")
                _ = ledger.state.current
            } catch is Refusal {}
        }
    }
}
