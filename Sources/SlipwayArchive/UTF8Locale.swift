import Glibc

/// libarchive translates names into the thread's locale and loses those that do not fit, so it is called in a UTF-8
/// one.
enum UTF8Locale {
    nonisolated(unsafe) private static let locale = newlocale(Int32(1) << LC_CTYPE, "C.UTF-8", nil)

    static func use<Result>(_ body: () throws -> Result) rethrows -> Result {
        guard let locale else { return try body() }
        let former = uselocale(locale)
        defer { _ = uselocale(former) }
        return try body()
    }
}
