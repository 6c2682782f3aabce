import SlipwayModel
import SlipwayObserve

/// Decides which lines of an app's log are asked for. Programs write what they like, so a line's time is its own where
/// it begins with one, else that of the nearest line before it that has one; a line's generation is what ran then.
struct LogFilter {
    private let since: Int64?
    private let generation: Int?
    /// Milliseconds since 1970, of the latest line that told.
    private var now: Int64?
    /// How far the program's own clock is from UTC: seen when it starts, since its first line follows at once.
    private var zone: Int64 = 0
    private var isCalibrating = false
    private var running: Set<Int>

    /// `running`: the generations that ran where the log begins.
    init(since: Int64?, generation: Int?, running: Set<Int> = []) {
        self.since = since
        self.generation = generation
        self.running = running
    }

    mutating func keeps(_ line: String) -> Bool {
        let mark = WrapperLine(line)
        follow(line, mark)
        if let since, (now ?? .min) < since { return false }
        guard let generation else { return true }
        if let slot = mark?.slot { return slot == generation }
        return mark == nil && running.contains(generation)
    }

    private mutating func follow(_ line: String, _ mark: WrapperLine?) {
        guard let mark else { return take(line) }
        now = mark.at
        guard let slot = mark.slot else { return }
        switch mark.turn {
        case .starts:
            running.insert(slot)
            isCalibrating = true
        case .ends: running.remove(slot)
        case .runs: break
        }
    }

    private mutating func take(_ line: String) {
        guard let time = LogTime(line) else { return }
        if time.isUTC {
            now = time.milliseconds
            return
        }
        if isCalibrating, let now {
            // Zones differ by quarters of an hour.
            zone = Int64((Double(time.milliseconds - now) / 900_000).rounded()) * 900_000
            isCalibrating = false
        }
        now = time.milliseconds - zone
    }
}

/// A line of the wrapper's own: `slipway: TIME slot 3 started, pid 17, incarnation 1`.
struct WrapperLine {
    enum Turn { case starts, runs, ends }
    let at: Int64
    /// nil where it is of no slot.
    var slot: Int?
    var turn = Turn.runs

    init?(_ line: String) {
        guard line.hasPrefix("slipway: "), let time = LogTime(String(line.dropFirst(9))) else { return nil }
        at = time.milliseconds
        guard let mark = LogMark(line.utf8), case .slot(let number) = mark.author else { return }
        slot = number
        turn = mark.started != nil || mark.found != nil ? .starts : mark.isEnd ? .ends : .runs
    }
}
