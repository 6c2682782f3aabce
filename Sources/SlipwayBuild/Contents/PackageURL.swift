/// Names packages the way of the package-url specification: `pkg:maven/GROUP/ARTIFACT@VERSION`.
enum PackageURL {
    static func maven(_ library: JarFacts.Coordinates) -> String {
        "pkg:maven/\(escaped(library.group))/\(escaped(library.artifact))@\(escaped(library.version))"
    }

    static func debian(_ package: ImageLock.Entry) -> String {
        "pkg:deb/debian/\(escaped(package.package.lowercased()))@\(escaped(package.version))"
            + "?arch=\(escaped(package.architecture))"
    }

    static func generic(_ name: String, _ version: String?) -> String {
        "pkg:generic/\(escaped(name))" + (version.map { "@\(escaped($0))" } ?? "")
    }

    private static func escaped(_ text: String) -> String {
        var out = ""
        for byte in text.utf8 {
            switch byte {
            case 48...57, 65...90, 97...122, 45, 46, 58, 95, 126: out.unicodeScalars.append(.init(byte))
            default:
                let hex = String(byte, radix: 16, uppercase: true)
                out += "%" + (hex.utf8.count == 1 ? "0" : "") + hex
            }
        }
        return out
    }
}
