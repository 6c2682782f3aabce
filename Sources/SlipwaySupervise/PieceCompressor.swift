import SlipwaySystem

/// Owns the process that compresses what was put aside: one at a time, beside the wrapper, which waits for none.
package final class PieceCompressor {
    private let program: String
    private var child: ChildProcess?
    private var waiting: [String] = []

    /// `program`: a wrapper.
    package init(program: String = Launcher.program) { self.program = program }

    package var isBusy: Bool { child != nil || !waiting.isEmpty }

    /// Takes these pieces on, the first of them first, in place of those that still wait.
    package func want(_ paths: [String]) { waiting = paths }

    /// Looks whether the present one has ended, and begins the next. A piece that could not be compressed stays plain
    /// until it is wanted again.
    package func advance(waiting patience: Int32 = 0) {
        if let child {
            guard child.ending(within: patience) != nil else { return }
            self.child = nil
        }
        while child == nil, !waiting.isEmpty {
            let path = waiting.removeFirst()
            let request = LaunchRequest(
                path: program, arguments: [PieceCompression.word, path], environment: [:], descriptors: [-1, -1, -1])
            child = try? ChildProcess.launch(request)
        }
    }
}
