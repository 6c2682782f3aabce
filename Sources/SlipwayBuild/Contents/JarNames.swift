import SlipwayArchive
import SlipwaySystem

/// Lists what a jar holds, by name.
enum JarNames {
    /// nil when it leaves questions, or cannot be read.
    static func entries(of jar: String) -> [[UInt8]]? {
        guard let file = try? OpenFile.read(jar) else { return nil }
        return (try? ZipDirectory(file))?.entries.map(\.name)
    }
}
