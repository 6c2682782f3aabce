import CSlipwayLinux

/// A pipe; drop the writer to let the reader see the end.
package final class Pipe {
    package let reader: OpenFile
    package var writer: OpenFile?

    package init() throws {
        var ends: [Int32] = [-1, -1]
        let result = slw_pipe(&ends)
        if result < 0 { throw SystemError("make", "a pipe", -result) }
        reader = OpenFile(owning: ends[0])
        writer = OpenFile(owning: ends[1])
    }
}
