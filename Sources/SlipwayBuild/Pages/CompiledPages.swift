/// The pages of one web app, compiled, with what the server needs to know to use them.
struct CompiledPages {
    /// By their paths in the folder that the release keeps for the web app.
    var files: [(path: String, bytes: [UInt8])] = []
    /// nil where they are left to the server.
    var pages: Int?
    /// Files that look like pages, do not compile by themselves, and are part of pages that do.
    var fragments: [String] = []
}
