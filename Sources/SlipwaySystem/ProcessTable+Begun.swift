import Glibc
package import SlipwayModel

extension ProcessTable {
    /// When a process began, on the clock of `Clock.monotonic`: both count from the boot.
    package static func begun(_ process: ProcessIdentity) -> Int64 {
        let ticks = Int64(max(sysconf(Int32(_SC_CLK_TCK)), 1))
        return Int64(clamping: process.startTime.multipliedReportingOverflow(by: 1000).partialValue) / ticks
    }
}
