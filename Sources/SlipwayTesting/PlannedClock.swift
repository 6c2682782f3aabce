import Glibc
import SlipwaySystem

/// Brings a wrong clock into this process: the file `clock` beside the folder of this program says how many milliseconds
/// its clock is ahead, and is looked at each time, so that the clock can jump.
package enum PlannedClock {
    package static func install() {
        guard let program = try? Files.real("/proc/self/exe") else { return }
        let plan = parent(of: parent(of: program)) + "/clock"
        Clock.install {
            let text = (try? Files.text(plan)) ?? ""
            return Int64(text.filter { !$0.isWhitespace }) ?? 0
        }
    }
}
