import Glibc
import SlipwayModel
import SlipwaySystem

/// Moments as people write and read them.
enum Moment {
    /// Milliseconds since 1970 of `2026-11-21T21:02:56Z`, also with a fraction or `+01:00`; nil when it is none.
    static func milliseconds(_ text: String) -> Int64? {
        let text = text.uppercased()
        guard let tee = text.firstIndex(of: "T"), text.utf8.count >= 20 else { return nil }
        let date = text[..<tee].split(separator: "-", omittingEmptySubsequences: false).map { Int32($0) }
        let rest = text[text.index(after: tee)...]
        guard let zone = rest.lastIndex(where: { "Z+-".contains($0) }), let offset = minutes(rest[zone...]) else {
            return nil
        }
        let seconds = rest[..<zone].split(separator: ".")[0]
        let time = seconds.split(separator: ":", omittingEmptySubsequences: false).map { Int32($0) }
        guard date.count == 3, time.count == 3, let year = date[0], let month = date[1], let day = date[2],
            let hour = time[0], let minute = time[1], let second = time[2], (1970...9999).contains(year),
            (1...12).contains(month), (1...31).contains(day), (0...23).contains(hour), (0...59).contains(minute),
            (0...60).contains(second)
        else { return nil }
        var parts = tm()
        parts.tm_year = year - 1900
        parts.tm_mon = month - 1
        parts.tm_mday = day
        parts.tm_hour = hour
        parts.tm_min = minute
        parts.tm_sec = second
        return Int64(timegm(&parts)) * 1000 - Int64(offset) * 60_000
    }

    /// Of `Z`, `+01:00`, `-05:30`.
    private static func minutes(_ zone: Substring) -> Int? {
        if zone == "Z" { return 0 }
        let parts = zone.dropFirst().split(separator: ":").map { Int($0) }
        guard parts.count == 2, let hours = parts[0], let minutes = parts[1], hours < 24, minutes < 60 else {
            return nil
        }
        return (zone.first == "-" ? -1 : 1) * (hours * 60 + minutes)
    }

    /// What `--since` takes: a length of time before now, or a moment.
    static func since(_ text: String) throws -> Int64 {
        if let moment = milliseconds(text) { return moment }
        if let span = span(text) { return Clock.wall() - span }
        throw Refusal(
            .usage, "--since \(text) is neither a length of time nor a moment",
            hint: "for example --since 10m, --since 2d or --since 2026-11-21T21:00:00Z")
    }

    private static func span(_ text: String) -> Int64? {
        if text.hasSuffix("d") {
            guard let days = Int64(text.dropLast()), (0...36_500).contains(days) else { return nil }
            return days * 86_400_000
        }
        return TimeSpan(text).map { Int64($0.milliseconds) }
    }

    /// `12s`, `3m`, `5h`, `2d`: how long ago a moment was.
    static func age(_ text: String?, now: Int64) -> String {
        guard let then = text.flatMap(milliseconds) else { return "-" }
        let seconds = max(0, (now - then) / 1000)
        if seconds < 60 { return "\(seconds)s" }
        if seconds < 3600 { return "\(seconds / 60)m" }
        if seconds < 86_400 { return "\(seconds / 3600)h" }
        return "\(seconds / 86_400)d"
    }
}
