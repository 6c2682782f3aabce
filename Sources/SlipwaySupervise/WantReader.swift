import SlipwayModel
import SlipwaySystem

/// Knows what is wanted: the last `want.json` that could be read, until the wrapper is told to end.
final class WantReader {
    /// nil until one could be read.
    private(set) var want: Want?
    private(set) var trouble: String?
    private(set) var isEnding = false
    /// The last reading found the same want under another `rev`: somebody has said it again and means now.
    private(set) var isSaidAgain = false
    private let path: String

    init(_ path: String) {
        self.path = path
        read()
    }

    /// No file: nothing is wanted. One that cannot be read leaves everything as it was.
    func read() {
        if isEnding { return }
        trouble = nil
        isSaidAgain = false
        do {
            guard Files.exists(path) else {
                want = Want(rev: 0, slots: [], listen: .closed, restart: RestartPolicy(), ports: [])
                return
            }
            let old = want
            let new = try JSONFile.read(path, WireFormat.want)
            want = new
            guard var same = old, same.rev != new.rev else { return }
            same.rev = new.rev
            isSaidAgain = same == new
        } catch {
            trouble = SuperviseError.sentence(error)
        }
    }

    /// From now on nothing is wanted any more.
    func end() {
        isEnding = true
        want = Want(
            rev: want?.rev ?? 0, slots: [], listen: .closed, restart: want?.restart ?? RestartPolicy(), ports: [])
    }
}
