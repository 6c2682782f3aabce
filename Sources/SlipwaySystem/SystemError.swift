import Glibc

/// A system call that failed: which, on what, and the kernel's reason.
package struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
    package var operation: String
    package var subject: String
    package var code: Int32

    package init(_ operation: String, _ subject: String, _ code: Int32 = errno) {
        self.operation = operation
        self.subject = subject
        self.code = code
    }

    package var description: String { "cannot \(operation) \(subject): \(reason)" }
    package var reason: String { String(cString: strerror(code)).lowercased() }
    package var isMissing: Bool { code == ENOENT || code == ENOTDIR }
    package var isTooLarge: Bool { code == EFBIG }
    /// The host is short of something or its disk is ill, whatever was asked of it.
    package var isOfTheNode: Bool {
        isLackOfRoom || [EIO, EROFS, ENOMEM, EAGAIN, EMFILE, ENFILE].contains(code)
    }
    package var isLackOfRoom: Bool { code == ENOSPC || code == EDQUOT }
}

/// Repeats a call that a signal interrupted; throws what the kernel says otherwise.
@discardableResult
package func checked<Result: SignedInteger>(
    _ operation: String, _ subject: @autoclosure () -> String, _ call: () -> Result
) throws -> Result {
    while true {
        let result = call()
        if result >= 0 { return result }
        if errno == EINTR { continue }
        throw SystemError(operation, subject(), errno)
    }
}
