import SlipwayCrypto
import SlipwayModel
import SlipwayStore
import SlipwaySystem

/// Finds the class list of a Tomcat, and remembers it in the store by what it follows from.
struct ServerClasses {
    let store: DirectoryStore
    let tomcat: ImportedImage
    let assets: BuildAssets
    /// Of Slipway's own jar.
    let own: Digest

    private static let revision = "slipway class list 1"

    func list() throws -> ClassList {
        let listed = try Files.read(assets.path(.classList), limit: 16 << 20)
        let key = "\(Self.revision) \(tomcat.record.tree) \(own) \(Hashing.sha256(listed))"
        if let known = store.noted(key) { return ClassList(listed: Self.text(known), served: nil) }
        let jars = try Self.jars(of: tomcat).map { tomcat.tree + "/lib/" + $0 }
        let first = ["bin/bootstrap.jar", "bin/tomcat-juli.jar"].map { tomcat.tree + "/" + $0 }
        let list = ClassList(
            listed: Self.text(listed), served: ClassList.classes(in: first + jars + [try assets.path(.jar)]))
        store.note(key, list.bytes)
        return list
    }

    /// The names of the server's own.
    static func jars(of tomcat: ImportedImage) throws -> [String] {
        try Files.names(in: tomcat.tree + "/lib").filter { $0.hasSuffix(".jar") }
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
