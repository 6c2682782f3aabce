/// Which options of a Java VM change the form of its class-data archive, and which leave no room for ours.
package enum ArchiveFlags {
    /// An archive is chosen, made or made impossible by the option itself.
    package static func isAgainst(_ word: String) -> Bool {
        let starts = [
            "-Xshare:", "-XX:SharedArchiveFile", "-XX:SharedClassListFile", "-XX:ArchiveClassesAtExit",
            "-XX:DumpLoadedClassList", "-XX:+AutoCreateSharedArchive", "-XX:+DynamicDumpSharedSpaces", "-XX:AOT",
            "-XX:-UseSharedSpaces", "-XX:+RequireSharedSpaces", "-XX:CacheDataStore", "--patch-module",
            "--limit-modules", "--upgrade-module-path", "-Xbootclasspath",
        ]
        return starts.contains { word.hasPrefix($0) }
    }

    /// In their order, so that the last one wins as it does at the start. Properties, limits and plain heap sizes
    /// change nothing.
    package static func mattering(_ words: [String]) -> [String] {
        var flags = words.filter(matters)
        // A share of the memory, or more memory than a quarter of which short pointers reach.
        if let limit = memory(words), limit >= 4 * mostShort(words) || flags.contains(where: isShare) {
            flags.append("-XX:MaxRAM=\(limit)")
        }
        if !flags.contains(where: isOfPointers), let heap = heap(words), heap >= mostShort(words) {
            // A heap that large cannot have short pointers; the archive is made without them and without that heap.
            flags.append("-XX:-UseCompressedOops")
        }
        return flags
    }

    private static let switches: Set<String> = [
        "UseSerialGC", "UseParallelGC", "UseParallelOldGC", "UseG1GC", "UseZGC", "ZGenerational", "UseShenandoahGC",
        "UseEpsilonGC", "UseConcMarkSweepGC", "UseCompressedOops", "UseCompressedClassPointers",
        "UseCompactObjectHeaders", "CompactStrings", "UnlockExperimentalVMOptions", "UnlockDiagnosticVMOptions",
        "BytecodeVerificationLocal", "BytecodeVerificationRemote", "EnableContended", "RestrictContended",
        "EnableJVMCI", "UseJVMCICompiler", "AllowArchivingWithJavaAgent",
    ]
    private static let values = [
        "-XX:ObjectAlignmentInBytes=", "-XX:ContendedPaddingWidth=", "-XX:MaxRAMPercentage=",
        "-XX:InitialRAMPercentage=", "-XX:MinRAMPercentage=", "-XX:MaxRAMFraction=", "-XX:ShenandoahGCMode=",
        "-Xverify:",
    ]

    private static func matters(_ word: String) -> Bool {
        if word == "-noverify" || values.contains(where: { word.hasPrefix($0) }) { return true }
        guard word.hasPrefix("-XX:+") || word.hasPrefix("-XX:-") else { return false }
        return switches.contains(String(word.dropFirst(5)))
    }

    /// Whether they alone say how large the heap gets.
    static func isBounded(_ words: [String]) -> Bool { heap(words) != nil || memory(words) != nil }

    private static func isShare(_ word: String) -> Bool {
        word.contains("RAMPercentage=") || word.contains("RAMFraction=")
    }

    private static func memory(_ words: [String]) -> Int64? {
        let name = "-XX:MaxRAM="
        return words.last { $0.hasPrefix(name) }.flatMap { size(String($0.dropFirst(name.count))) }
    }

    private static func isOfPointers(_ word: String) -> Bool {
        word == "-XX:-UseCompressedOops" || word == "-XX:+UseZGC"
    }

    /// Bytes of the largest heap that they ask for; nil where they leave it to the VM.
    private static func heap(_ words: [String]) -> Int64? {
        for word in words.reversed() {
            for start in ["-Xmx", "-XX:MaxHeapSize="] where word.hasPrefix(start) {
                return size(String(word.dropFirst(start.count)))
            }
        }
        return nil
    }

    /// Bytes from which on a pointer into the heap needs all its bits.
    private static func mostShort(_ words: [String]) -> Int64 {
        let name = "-XX:ObjectAlignmentInBytes="
        let alignment = words.last { $0.hasPrefix(name) }.flatMap { Int64($0.dropFirst(name.count)) } ?? 8
        return (4 << 30) * max(8, min(256, alignment))
    }

    /// `40g`, `512M`, `1073741824`.
    private static func size(_ text: String) -> Int64? {
        let units: [Character: Int64] = ["k": 10, "m": 20, "g": 30, "t": 40]
        let unit = text.last.flatMap { units[Character($0.lowercased())] }
        guard let number = Int64(unit == nil ? text : String(text.dropLast())), number >= 0 else { return nil }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: 1 << (unit ?? 0))
        return overflow ? nil : bytes
    }
}
