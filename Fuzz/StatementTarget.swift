import SlipwayBundle
import SlipwayModel
import SlipwaySystem

extension FuzzTarget {
    /// What is signed: whatever is taken must be written the same again.
    static let statement = FuzzTarget(name: "statement") { bytes, _ in
        let signed = try SignedStatement(bytes: bytes, signature: nil)
        try Contradiction.check(try JSONText.bytes(signed.statement) == bytes, "a statement in two forms")
        try Contradiction.check(signed.statement.sequence > 0, "a sequence below 1")
    }
}
