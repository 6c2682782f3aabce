import CSlipwayLinux
import Glibc

/// Becomes another program: same process, same descriptors.
package enum Exec {
    /// Returns only by throwing. `arguments` are without the program's own name.
    package static func replace(_ path: String, _ arguments: [String], environment: [String: String]) throws -> Never {
        let arguments = CStrings([path] + arguments)
        let environment = CStrings(environment.map { "\($0.key)=\($0.value)" })
        let result = withExtendedLifetime((arguments, environment)) {
            slw_become(path, arguments.pointers, environment.pointers)
        }
        throw SystemError("start", path, -result)
    }

    /// The same for a program that goes on with our work: signals that are blocked wait for it, and it gets these
    /// descriptors. Returns only by throwing, and then they are close-on-exec again.
    package static func succeed(
        _ path: String, _ arguments: [String], environment: [String: String], handing kept: [Int32]
    ) throws -> Never {
        let arguments = CStrings([path] + arguments)
        let environment = CStrings(environment.map { "\($0.key)=\($0.value)" })
        for fd in kept { _ = slw_fcntl_int(fd, F_SETFD, 0) }
        let result = withExtendedLifetime((arguments, environment)) {
            slw_succeed(path, arguments.pointers, environment.pointers)
        }
        for fd in kept { _ = slw_fcntl_int(fd, F_SETFD, FD_CLOEXEC) }
        throw SystemError("start", path, -result)
    }
}

/// Limits of the kernel on one process.
package enum ProcessLimits {
    /// Makes it possible for children to open so many files; returns how many they can have, and why not all.
    package static func allowOpenFiles(_ wanted: Int) -> (granted: Int, refusal: String?) {
        var granted: Int64 = 0
        let result = slw_raise_open_files(Int64(wanted), &granted)
        if result == 0 { return (wanted, nil) }
        return (Int(granted), SystemError("raise the limit of", "open files", -result).reason)
    }
}
