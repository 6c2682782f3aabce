/// A failure that lies in the release with its configuration: tried again, it fails again.
struct ReleaseFault: Error, CustomStringConvertible {
    let sentence: String
    init(_ sentence: String) { self.sentence = sentence }
    var description: String { sentence }
}
