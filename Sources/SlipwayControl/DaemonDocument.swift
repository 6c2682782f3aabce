/// What `node up --json` and `node down --json` print.
package struct DaemonDocument: Codable, Equatable, Sendable {
    package var schema = 1
    package var outcome = "done"
    package var sentence: String
    /// Of the daemon that runs, or ran until now.
    package var pid: Int32
    package var root: String

    package init(done sentence: String, pid: Int32, root: String) {
        self.sentence = sentence
        self.pid = pid
        self.root = root
    }
}
