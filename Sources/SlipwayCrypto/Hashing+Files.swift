import Glibc
package import SlipwayModel
import SlipwaySystem

extension Hashing {
    private final class Round: @unchecked Sendable {
        let monitor = Monitor()
        let paths: [String]
        var results: [Result<(digest: Digest, size: Int64), any Error>?]
        var next = 0
        var left: Int

        init(_ paths: [String]) {
            self.paths = paths
            results = Array(repeating: nil, count: paths.count)
            left = paths.count
        }

        func work() {
            while let index = take() {
                let result = Result { try Hashing.sha256(file: paths[index]) }
                monitor.with {
                    results[index] = result
                    left -= 1
                }
            }
        }

        private func take() -> Int? {
            monitor.with {
                if next == paths.count { return nil }
                defer { next += 1 }
                return next
            }
        }
    }

    /// The digests and sizes of many files, in their order, on as many threads as there are processors (at most 4).
    /// Throws the error of the first file that has one.
    package static func sha256(files paths: [String]) throws -> [(digest: Digest, size: Int64)] {
        let round = Round(paths)
        let threads = min(4, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))), paths.count)
        for _ in 1..<max(1, threads) { try Threads.start { round.work() } }
        round.work()
        return try round.monitor.when { round.left == 0 ? round.results : nil }.compactMap { try $0?.get() }
    }
}
