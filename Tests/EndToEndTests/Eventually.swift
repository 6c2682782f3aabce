import Glibc
import SlipwaySystem
import Testing

/// Waits until something becomes true, looking again and again, and fails when it does not in time.
func eventually(
    _ what: String, within milliseconds: Int64 = 30_000, _ location: SourceLocation = #_sourceLocation,
    _ condition: () throws -> Bool
) throws {
    let deadline = Clock.monotonic() + milliseconds
    while Clock.monotonic() < deadline {
        if (try? condition()) == true { return }
        // Nothing tells of what other programs do; a short poll of nothing is the honest wait.
        _ = poll(nil, 0, 50)
    }
    Issue.record("\(what) did not become true in \(milliseconds) ms", sourceLocation: location)
}
