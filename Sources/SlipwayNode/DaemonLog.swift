import Glibc
import SlipwaySystem

/// The daemon's own words, one line each, on its standard error.
enum DaemonLog {
    static func write(_ text: String) {
        let line = Array("\(Clock.text(Clock.wall())) slipwayd: \(text)\n".utf8)
        _ = Glibc.write(2, line, line.count)
    }
}
