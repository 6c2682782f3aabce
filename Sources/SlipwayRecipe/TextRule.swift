import SlipwayModel

/// What a piece of text must look like.
package enum TextRule: Sendable {
    case any
    case notEmpty
    case appName
    case version
    case imageName
    case contextPath
    case urlPath
    case path
    case configPath
    case heap
    case jvmOption
    case propertyKey
    case variableName
    case listenerName
    case sha256
    case url
    case packageName

    /// For a refusal: "must be …".
    var wording: String {
        switch self {
        case .any: "text"
        case .notEmpty: "text that is not empty"
        case .appName: "1 to 63 lower-case letters, digits and single `-`, beginning with a letter"
        case .version: "1 to 128 letters, digits, `.`, `_`, `-`, beginning with a letter or digit"
        case .imageName: "the name of an image, such as `jdk-17`"
        case .contextPath: "`/`, `/admin` or `/a/b`, of letters, digits, `.`, `_`, `-`"
        case .urlPath: "a path that begins with `/` and has no spaces"
        case .path: "a path"
        case .configPath: "a path below `conf/`, such as `conf/server.xml`"
        case .heap: "a size such as `512m` or `2g`"
        case .jvmOption: "one option that begins with `-`"
        case .propertyKey: "a key without spaces, `=`, `:`, and not beginning with `#` or `!`"
        case .variableName: "letters, digits and `_`, not beginning with a digit"
        case .listenerName: "lower-case letters, digits and `-`, such as `http`"
        case .sha256: "64 lower-case hexadecimal digits"
        case .url: "an address that begins with `https://` or `http://`"
        case .packageName: "the name of a Debian package"
        }
    }

    func accepts(_ text: String) -> Bool {
        if text.utf8.contains(0) { return false }
        switch self {
        case .any: return true
        case .notEmpty, .path: return !text.isEmpty
        case .appName, .listenerName: return ReleaseName.isName(text)
        case .version, .imageName: return ReleaseName.isVersion(text)
        case .contextPath: return Self.isContext(text)
        case .urlPath: return text.hasPrefix("/") && text.utf8.allSatisfy { (33...126).contains($0) }
        case .configPath: return text.hasPrefix("conf/") && Self.isPlainRelative(text)
        case .heap: return Self.isHeap(text)
        case .jvmOption: return text.hasPrefix("-") && text.utf8.count > 1
        case .propertyKey: return Self.isPropertyKey(text)
        case .variableName: return Self.isVariable(text)
        case .sha256: return Digest(hex: text) != nil
        case .url: return ["https://", "http://"].contains { text.hasPrefix($0) && text.count > $0.count + 3 }
        case .packageName: return Self.isPackage(text)
        }
    }

    private static func isContext(_ text: String) -> Bool {
        if text == "/" { return true }
        guard text.hasPrefix("/") else { return false }
        let parts = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        return parts.allSatisfy { part in
            !part.isEmpty && part != "." && part != ".."
                && part.utf8.allSatisfy { isAlphanumeric($0) || $0 == 45 || $0 == 46 || $0 == 95 }
        }
    }

    private static func isPlainRelative(_ text: String) -> Bool {
        text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy {
            !$0.isEmpty && $0 != "." && $0 != ".." && $0.utf8.allSatisfy { $0 >= 32 && $0 != 127 }
        }
    }

    private static func isHeap(_ text: String) -> Bool {
        guard let unit = text.last, "kmgKMG".contains(unit), let count = Int(text.dropLast()), text.first != "+"
        else { return false }
        return (1...1_000_000_000).contains(count)
    }

    private static func isPropertyKey(_ text: String) -> Bool {
        guard let first = text.utf8.first, first != 35, first != 33 else { return false }
        return text.utf8.allSatisfy { $0 > 32 && $0 != 61 && $0 != 58 && $0 != 127 }
    }

    private static func isVariable(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(48...57).contains(first) else { return false }
        return text.utf8.allSatisfy { isAlphanumeric($0) || $0 == 95 }
    }

    private static func isPackage(_ text: String) -> Bool {
        guard let first = text.utf8.first, isAlphanumeric(first), text.utf8.count > 1 else { return false }
        return text.utf8.allSatisfy { isAlphanumeric($0) && !(65...90).contains($0) || [43, 45, 46].contains($0) }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (97...122).contains(byte) || (65...90).contains(byte) || (48...57).contains(byte)
    }
}
