import SlipwayModel
import SlipwaySystem

/// One reader of ours, fed with bytes that anybody may have made. What it throws is an answer; only a crash, a hang or
/// an answer that contradicts itself is a finding.
struct FuzzTarget: Sendable {
    let name: String
    /// `place` is a path of its own that it may write to.
    let read: @Sendable (_ bytes: [UInt8], _ place: String) throws -> Void

    static let all = [recipe, manifest, statement, signature, tar, zip, ledger, type]

    /// Returns what was thrown; nil when the bytes were taken.
    func run(_ bytes: [UInt8], at place: String) -> (any Error)? {
        do {
            try read(bytes, place)
            return nil
        } catch {
            return error
        }
    }

    /// Replaces the file at the place.
    static func put(_ bytes: [UInt8], at place: String) throws {
        let file = try Disk.create(place)
        try Disk.write(bytes, to: file, place)
    }
}

/// An answer that contradicts itself.
struct Contradiction: Error, CustomStringConvertible {
    let description: String

    static func check(_ holds: Bool, _ what: String) throws {
        if !holds { throw Contradiction(description: what) }
    }
}
