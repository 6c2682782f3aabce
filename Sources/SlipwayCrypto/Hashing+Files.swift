package import SlipwayModel
import SlipwaySystem
import Synchronization

extension Hashing {
    private final class Results: Sendable {
        let found: Mutex<[(digest: Digest, size: Int64)?]>
        init(_ count: Int) { found = Mutex(Array(repeating: nil, count: count)) }
    }

    /// The digests and sizes of many files, in their order, several at once. Throws the error of the first file that
    /// has one.
    package static func sha256(files paths: [String]) throws -> [(digest: Digest, size: Int64)] {
        let results = Results(paths.count)
        try Workers.each(paths.count) { number in
            let result = try sha256(file: paths[number])
            results.found.withLock { $0[number] = result }
        }
        return results.found.withLock { $0 }.compactMap(\.self)
    }
}
