import Glibc
import SlipwayCrypto
import SlipwayModel
import SlipwaySystem
import Synchronization

/// Runs a body on several threads at once and waits for all of them.
final class Joined: Sendable {
    private let ended = Mutex((threads: 0, failures: 0))
    var failures: Int { ended.withLock { $0.failures } }

    init(_ count: Int, _ body: @escaping @Sendable (Int) throws -> Void) {
        guard let wake = try? WakeUp() else { return }
        for index in 0..<count {
            try? Threads.start {
                let failed = (try? body(index)) == nil
                self.ended.withLock { ended in
                    ended.threads += 1
                    if failed { ended.failures += 1 }
                }
                wake.call()
            }
        }
        while ended.withLock({ $0.threads }) < count {
            _ = Waiting.until(readable: wake.file.fd, deadline: .max)
            wake.clear()
        }
    }
}

enum Hash {
    static func of(_ text: String) -> Digest { Hashing.sha256(Array(text.utf8)) }
}
