import CSlipwayLinux
import Glibc
import Synchronization

/// Time as the shells see it. Decisions get it passed in.
package enum Clock {
    /// Milliseconds of a clock that never jumps and counts suspend (CLOCK_BOOTTIME). Every deadline uses it.
    package static func monotonic() -> Int64 {
        var now = timespec()
        clock_gettime(CLOCK_BOOTTIME, &now)
        return Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000
    }

    private static let shift = Mutex<(@Sendable () -> Int64)?>(nil)
    private static let isShifted = Atomic<Bool>(false)

    /// For tests only: how far `wall` is from the time of the host, in milliseconds, asked at each call.
    package static func install(_ new: (@Sendable () -> Int64)?) {
        shift.withLock { $0 = new }
        isShifted.store(new != nil, ordering: .sequentiallyConsistent)
    }

    /// Milliseconds since 1970; for people. No decision rests on it, but whether a file was last changed long ago.
    package static func wall() -> Int64 {
        let host = hostWall()
        guard isShifted.load(ordering: .relaxed), let shift = shift.withLock({ $0 }) else { return host }
        return host &+ shift()
    }

    private static func hostWall() -> Int64 {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000
    }

    /// `2026-11-21T20:17:34Z`.
    package static func text(_ milliseconds: Int64) -> String {
        let seconds = milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000
        var time = time_t(seconds)
        var parts = tm()
        gmtime_r(&time, &parts)
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let year = String(parts.tm_year + 1900)
        let date = String(repeating: "0", count: max(4 - year.utf8.count, 0)) + year
        return "\(date)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))T"
            + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))Z"
    }
}

/// Random bits from the kernel.
package enum Randomness {
    package static func hex(bytes count: Int) throws -> String {
        var bytes = [UInt8](repeating: 0, count: count)
        let result = slw_random(&bytes, count)
        if result < 0 { throw SystemError("read", "random bytes", -result) }
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
