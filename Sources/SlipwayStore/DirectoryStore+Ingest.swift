extension DirectoryStore {
    /// Runs `body` with an ingest of its own; whatever of it has not been published is gone afterwards.
    package func ingesting<Result>(_ body: (Ingest) throws -> Result) throws -> Result {
        let ingest = try Ingest(self)
        defer { ingest.end() }
        return try body(ingest)
    }
}
