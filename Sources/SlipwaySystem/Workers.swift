import Glibc
import Synchronization

/// How much work is done at once: one thread for each processor, four at most.
package enum Workers {
    package static let count = max(1, min(4, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))))

    private final class Round: @unchecked Sendable {
        let monitor = Monitor()
        let count: Int
        let body: @Sendable (Int) throws -> Void
        var next = 0
        var left: Int
        var failures: [Int: any Error] = [:]

        init(_ count: Int, _ body: @escaping @Sendable (Int) throws -> Void) {
            self.count = count
            left = count
            self.body = body
        }

        func work() {
            while let number = take() {
                let result = Result { try body(number) }
                monitor.with {
                    if case .failure(let error) = result { failures[number] = error }
                    left -= 1
                }
            }
        }

        private func take() -> Int? {
            monitor.with {
                if next == count { return nil }
                defer { next += 1 }
                return next
            }
        }
    }

    /// Runs `body` for each number below `count`, several at once, and waits for all. Throws the error of the first
    /// number that has one.
    package static func each(_ count: Int, _ body: @escaping @Sendable (Int) throws -> Void) throws {
        let round = Round(count, body)
        // Where no other thread is to be had this one does all of it.
        for _ in 1..<max(1, min(Self.count, count)) { try? Threads.start { round.work() } }
        round.work()
        let failures = round.monitor.when { round.left == 0 ? round.failures : nil }
        if let first = failures.min(by: { $0.key < $1.key }) { throw first.value }
    }

    /// Runs two at once and waits for both. Throws the error of the first, or else that of the second.
    package static func both<First: Sendable, Second: Sendable>(
        _ first: @escaping @Sendable () throws -> First, _ second: @escaping @Sendable () throws -> Second
    ) throws -> (First, Second) {
        let results = Mutex<(first: Result<First, any Error>?, second: Result<Second, any Error>?)>((nil, nil))
        try each(2) { number in
            if number == 0 {
                let result = Result(catching: first)
                results.withLock { $0.first = result }
            } else {
                let result = Result(catching: second)
                results.withLock { $0.second = result }
            }
        }
        let done = results.withLock { $0 }
        guard let first = done.first, let second = done.second else { throw SystemError("run", "two tasks", ECHILD) }
        return (try first.get(), try second.get())
    }
}
