package import SlipwayModel
package import SlipwaySystem

/// Decides what it means that a worker has said nothing in time, or has ended otherwise than by its own word.
package enum WorkerEnd {
    /// nil when it has ended by itself, well or with a refusal.
    package static func refusal(_ ending: Ending) -> Refusal? {
        switch ending {
        case .exited(Confinement.outOfMemory): needs("memory")
        case .signalled(overTime): needs("processor time")
        // Whoever ended it, it was not the bundle.
        case .signalled(ended), .signalled(killed): Refusal(.failed, "the worker that read the bundle was ended")
        case .signalled(let number):
            Refusal(
                .badInput, "the bundle is refused: what reads it has failed over it (signal \(number))",
                hint: "fetch or build it again")
        case .exited, .unknown: nil
        }
    }

    private static let overTime: Int32 = 24
    private static let killed: Int32 = 9
    private static let ended: Int32 = 15

    package static func needs(_ what: String) -> Refusal {
        Refusal(
            .badInput, "the bundle is refused: to read it needs more \(what) than a bundle may",
            hint: "fetch or build it again")
    }

    /// Everything up to its end. `deadline` in milliseconds as `Clock.monotonic`.
    package static func read(_ pipe: OpenFile, until deadline: Int64) throws -> [UInt8] {
        var text: [UInt8] = []
        while Waiting.until(readable: pipe.fd, deadline: deadline) {
            let piece = try [UInt8](unsafeUninitializedCapacity: 65_536) { $1 = try pipe.read(into: .init($0)) }
            if piece.isEmpty { return text }
            text.append(contentsOf: piece)
            if text.count > most { throw needs("words") }
        }
        throw needs("time")
    }

    /// Bytes that a worker may say.
    private static let most = 64 << 20
}
