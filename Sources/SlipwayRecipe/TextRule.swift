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
    case releasePath
    case classPath
    case className
    case heap
    case size
    case percent
    case jvmOption
    case propertyKey
    case variableName
    case listenerName
    case clusterName
    case secretName
    case sharedName
    case sha256
    case url
    case packageName
    case hostName
    case headerName
    case soughtText
    case bound

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
        case .releasePath: "a path inside the release, such as `bin/run`, without `..` and names that begin with `.wh.`"
        case .classPath: "a path inside the release, such as `lib/app.jar`, `classes` or `lib/*.jar`"
        case .className: "the full name of a class, such as `com.example.Main`"
        case .heap: "a size such as `512m` or `2g`"
        case .size: "a size such as `512m` or `2g`"
        case .percent: "a share of processors such as `50%` or `200%`"
        case .jvmOption: "one option that begins with `-`"
        case .propertyKey: "a key without spaces, `=`, `:`, and not beginning with `#` or `!`"
        case .variableName: "letters, digits and `_`, not beginning with a digit"
        case .listenerName: "lower-case letters, digits and `-`, such as `http`"
        case .clusterName: "lower-case letters, digits and `-`, such as `shop`"
        case .secretName: "letters, digits, `.`, `_` and `-`, such as `shop-db-password`"
        case .sharedName: "one name of letters, digits, `.`, `_` and `-`, and not `logs`"
        case .sha256: "64 lower-case hexadecimal digits"
        case .url: "an address that begins with `https://` or `http://`"
        case .packageName: "the name of a Debian package"
        case .hostName: "the name of a host, such as `shop.example.org` or `localhost:8443`"
        case .headerName: "the name of a header, such as `Content-Type`"
        case .soughtText: "1 to \(HealthCheck.longestText) bytes of text"
        case .bound: "a share such as `98%`, or a number such as `500`"
        }
    }

    func accepts(_ text: String) -> Bool {
        if text.utf8.contains(0) { return false }
        switch self {
        case .any: return true
        case .notEmpty, .path: return !text.isEmpty
        case .appName, .listenerName, .clusterName: return ReleaseName.isName(text)
        case .version, .imageName: return ReleaseName.isVersion(text)
        case .contextPath: return Self.isContext(text)
        case .urlPath: return HealthCheck.isURLPath(text)
        case .configPath: return text.hasPrefix("conf/") && ReleasePath.isSafe(text)
        case .releasePath: return ReleasePath.isSafe(text)
        case .classPath: return ReleasePath.isSafe(text) && ReleasePath.hasPlainFolder(text)
        case .className: return Self.isClass(text)
        case .heap: return Self.isHeap(text)
        case .size: return ByteSize.bytes(text) != nil
        case .percent: return ServiceSpec.percent(text) != nil
        case .jvmOption: return text.hasPrefix("-") && text.utf8.count > 1
        case .propertyKey: return Self.isPropertyKey(text)
        case .variableName: return Self.isVariable(text)
        case .secretName: return SecretName.isName(text)
        case .sharedName: return SecretName.isName(text) && text != "logs"
        case .sha256: return Digest(hex: text) != nil
        case .url: return ["https://", "http://"].contains { text.hasPrefix($0) && text.count > $0.count + 3 }
        case .packageName: return Self.isPackage(text)
        case .hostName: return HealthCheck.isHost(text)
        case .headerName: return HealthCheck.isHeaderName(text)
        case .soughtText: return (1...HealthCheck.longestText).contains(text.utf8.count)
        case .bound: return Self.bound(text) != nil
        }
    }

    private static func isContext(_ text: String) -> Bool {
        if text == "/" { return true }
        guard text.hasPrefix("/") else { return false }
        let parts = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        return parts.allSatisfy { part in
            !part.isEmpty && part != "." && part != ".." && !part.hasPrefix(".wh.")
                && part.utf8.allSatisfy { isAlphanumeric($0) || $0 == 45 || $0 == 46 || $0 == 95 }
        }
    }

    private static func isClass(_ text: String) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
            guard let first = part.first, !first.isNumber else { return false }
            return part.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "$" }
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

    /// What `98%` and `500` say; nil when the text is neither.
    static func bound(_ text: String) -> (value: Int, isShare: Bool)? {
        let isShare = text.last == "%"
        let digits = isShare ? text.dropLast() : text[...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }), let value = Int(digits) else {
            return nil
        }
        return (value, isShare)
    }

    private static func isPackage(_ text: String) -> Bool {
        guard let first = text.utf8.first, isAlphanumeric(first), text.utf8.count > 1 else { return false }
        return text.utf8.allSatisfy { isAlphanumeric($0) && !(65...90).contains($0) || [43, 45, 46].contains($0) }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (97...122).contains(byte) || (65...90).contains(byte) || (48...57).contains(byte)
    }
}

extension TextRule {
    /// To editors `1.10` and `500` without quotes are numbers.
    var takesBareNumbers: Bool { [.version, .bound, .soughtText].contains(self) }

    /// The rule as a regular expression for editors; a recipe's own check is the one that counts.
    var pattern: String? {
        switch self {
        case .any: nil
        case .notEmpty, .path: "^.+"
        case .appName, .listenerName, .clusterName: "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
        case .version, .imageName: "^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$"
        case .contextPath: "^(/|(/[A-Za-z0-9._-]+)+)$"
        case .urlPath: "^/[!-~]*$"
        case .configPath: "^conf/(?!(.*/)?\\.\\.?(/|$))(?!(.*/)?\\.wh\\.)[^/]+(/[^/]+)*$"
        case .releasePath, .classPath: "^(?!(.*/)?\\.\\.?(/|$))(?!(.*/)?\\.wh\\.)[^/]+(/[^/]+)*$"
        case .className: "^[^0-9.][^.]*(\\.[^0-9.][^.]*)*$"
        case .heap: "^[0-9]+[kmgKMG]$"
        case .size: "^[0-9]+[kmgKMG]?$"
        case .percent: "^[0-9]+%$"
        case .jvmOption: "^-.+"
        case .propertyKey: "^[^\\s=:#!][^\\s=:]*$"
        case .variableName: "^[A-Za-z_][A-Za-z0-9_]*$"
        case .secretName: "^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$"
        case .sharedName: "^(?!logs$)[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$"
        case .sha256: "^[0-9a-f]{64}$"
        case .url: "^https?://.+"
        case .packageName: "^[a-z0-9][a-z0-9+.-]+$"
        case .hostName: "^[A-Za-z0-9._-]{1,253}(:[0-9]{1,5})?$"
        case .headerName: "^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$"
        case .soughtText: "^.{1,\(HealthCheck.longestText)}"
        case .bound: "^[0-9]+%?$"
        }
    }
}
