/// What is known of one incident: `incident.json` in its folder, and what `incidents --json` prints.
package struct IncidentDocument: Codable, Equatable, Sendable {
    package enum Kind: String, Codable, Sendable {
        /// A running process was found sick, and ended.
        case condemned
        /// A process ended that nobody had asked to.
        case exit
    }

    /// One file of evidence.
    package struct Piece: Codable, Equatable, Sendable {
        /// The file's name in the folder: `threads.txt`, `log.txt` …
        package var name: String
        package var bytes: Int64
        /// Its text, where one incident is shown.
        package var text: String?
        package init(name: String, bytes: Int64, text: String? = nil) {
            self.name = name
            self.bytes = bytes
            self.text = text
        }
    }

    package var schema = 1
    package var app: String
    /// Grows by one with each incident of the app.
    package var sequence: Int
    package var kind: Kind
    /// One word, the end of the folder's name: `hang`, `heap`, `deadlock`, `exit`, `killed`, `out-of-memory` …
    package var cause: String
    /// In words: `heap 98 % after collection for 60 s`.
    package var sentence: String
    /// RFC 3339.
    package var at: String
    package var generation: Int
    package var release: String?
    package var pid: Int32?
    package var incarnation: Int
    /// Milliseconds the evidence took.
    package var took: Int64
    package var pieces: [Piece]
    /// What could not be had, and why, a sentence each.
    package var missing: [String]
    /// The folder with the pieces.
    package var path: String

    package init(
        app: String, sequence: Int, kind: Kind, cause: String, sentence: String, at: String, generation: Int,
        incarnation: Int, path: String
    ) {
        self.app = app
        self.sequence = sequence
        self.kind = kind
        self.cause = cause
        self.sentence = sentence
        self.at = at
        self.generation = generation
        self.incarnation = incarnation
        self.path = path
        took = 0
        pieces = []
        missing = []
    }
}

/// What `incidents APP --json` prints: the latest last, without the text of their pieces.
package struct IncidentsDocument: Codable, Equatable, Sendable {
    package var schema = 1
    package var app: String
    package var incidents: [IncidentDocument]
    package init(app: String, incidents: [IncidentDocument]) {
        self.app = app
        self.incidents = incidents
    }
}
