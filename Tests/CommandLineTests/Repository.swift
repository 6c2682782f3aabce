import SlipwaySystem

/// The files beside the sources that these tests compare with.
enum Repository {
    static let path = parent(of: parent(of: parent(of: #filePath)))
    static func text(_ name: String) throws -> String { try Files.text(path + "/" + name) }
}
