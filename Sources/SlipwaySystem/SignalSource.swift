import CSlipwayLinux
import Glibc

/// Signals as something to poll for: blocked for this thread, told by a descriptor. A process that is started gets
/// none of the blocking.
package final class SignalSource {
    package let file: OpenFile

    package init(_ numbers: [Int32]) throws {
        let fd = slw_signal_source(numbers, Int32(numbers.count))
        if fd < 0 { throw SystemError("listen for", "signals", -fd) }
        file = OpenFile(owning: fd)
    }

    /// The signals that have come since the last call, each at most once.
    package func take() -> Set<Int32> {
        var taken: Set<Int32> = []
        while true {
            let number = slw_next_signal(file.fd)
            if number == 0 { return taken }
            taken.insert(number)
        }
    }
}
