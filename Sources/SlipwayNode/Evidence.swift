import SlipwayModel
import SlipwaySystem
import Synchronization

/// What is known of a process that has gone wrong, before it is written down.
package struct Evidence: Sendable {
    package var pieces: [(name: String, bytes: [UInt8])] = []
    /// What could not be had, and why.
    package var missing: [String] = []
    /// A heap that the VM has written, taken into the folder of the incidents: see `IncidentFolder.take`.
    package var heap: String?
    /// Milliseconds.
    package var took: Int64 = 0
    package init() {}
}

/// Looks for several pieces at once and takes those that come in time: what does not answer holds up nothing but itself.
package final class EvidenceGatherer: Sendable {
    package struct Source: Sendable {
        let name: String
        /// Bytes kept of it; the end where `keepsEnd`, else the beginning.
        let most: Int
        let keepsEnd: Bool
        let look: @Sendable (_ deadline: Int64) throws -> [UInt8]

        package init(
            _ name: String, most: Int = 1 << 20, keepsEnd: Bool = false,
            _ look: @escaping @Sendable (_ deadline: Int64) throws -> [UInt8]
        ) {
            self.name = name
            self.most = most
            self.keepsEnd = keepsEnd
            self.look = look
        }
    }

    private let found = Mutex<[String: Result<[UInt8], any Error>]>([:])
    private let wake: WakeUp

    private init() throws { wake = try WakeUp() }

    /// Within `milliseconds`, in the order of the sources.
    package static func gather(_ sources: [Source], within milliseconds: Int64) -> Evidence {
        let begun = Clock.monotonic()
        var evidence = Evidence()
        defer { evidence.took = Clock.monotonic() - begun }
        do {
            let gatherer = try EvidenceGatherer()
            gatherer.begin(sources, begun + milliseconds)
            evidence = gatherer.awaited(sources, begun + milliseconds)
        } catch {
            evidence.missing = ["everything: \(error)"]
        }
        evidence.took = Clock.monotonic() - begun
        return evidence
    }

    private func begin(_ sources: [Source], _ deadline: Int64) {
        for source in sources {
            do {
                try Threads.start {
                    let result = Result { Self.cut(try source.look(deadline), source) }
                    self.found.withLock { $0[source.name] = result }
                    self.wake.call()
                }
            } catch {
                found.withLock { $0[source.name] = .failure(error) }
            }
        }
    }

    private func awaited(_ sources: [Source], _ deadline: Int64) -> Evidence {
        while found.withLock({ $0.count }) < sources.count,
            Waiting.until(readable: wake.file.fd, deadline: deadline)
        {
            wake.clear()
        }
        let found = found.withLock { $0 }
        var evidence = Evidence()
        for source in sources {
            switch found[source.name] {
            case .success(let bytes): evidence.pieces.append((source.name, bytes))
            case .failure(let error):
                let words = (error as? Refusal)?.sentence ?? "\(error)"
                evidence.missing.append("\(source.name): \(words)")
            case nil: evidence.missing.append("\(source.name): it did not come in time")
            }
        }
        return evidence
    }

    private static func cut(_ bytes: [UInt8], _ source: Source) -> [UInt8] {
        guard bytes.count > source.most else { return bytes }
        let words = Array("(cut: \(bytes.count - source.most) of \(bytes.count) bytes are left away)\n".utf8)
        // In whole lines where there are any: half a secret is not known as one.
        if source.keepsEnd {
            let end = bytes.suffix(source.most)
            return words + (end.firstIndex(of: 10).map { end[($0 + 1)...] } ?? end)
        }
        let begin = bytes.prefix(source.most)
        return (begin.lastIndex(of: 10).map { begin[..<$0] } ?? begin) + [10] + words
    }
}
