import Synchronization

/// The calls that change files. Each passes `Seam.pass` first, and only the functions of `Disk` make them, so a test
/// can count them, and stop or fail the n-th.
package enum FileChange: String, Sendable, CaseIterable {
    case create, write, truncate, sync, syncAll, rename, link, symlink, unlink, makeFolder, removeFolder, chmod
    case setTime, makeFIFO, makeSocket, allocate
}

package enum Seam {
    package enum Verdict: Sendable {
        case proceed
        /// The sync is left out, as if it had been made.
        case omit
        /// The write takes half of its bytes, at least one.
        case short
    }

    /// Says what becomes of the call, throws in place of it, or ends the process. Given the change and the path.
    package typealias Fault = @Sendable (FileChange, String) throws -> Verdict

    private static let fault = Mutex<Fault?>(nil)
    private static let armed = Atomic<Bool>(false)

    /// Installs a fault for tests; nil takes it away.
    package static func install(_ new: Fault?) {
        fault.withLock { $0 = new }
        armed.store(new != nil, ordering: .sequentiallyConsistent)
    }

    @discardableResult
    static func pass(_ change: FileChange, _ path: String) throws -> Verdict {
        guard armed.load(ordering: .relaxed) else { return .proceed }
        return try fault.withLock { $0 }?(change, path) ?? .proceed
    }
}
