import FoundationEssentials
import SlipwayModel
import SlipwaySystem

/// One certificate authority that programs trust.
package struct TrustedRoot: Hashable, Sendable {
    /// Lower case, as key stores want it.
    package var alias: String
    /// The certificate in DER.
    package var certificate: [UInt8]

    package init(alias: String, certificate: [UInt8]) {
        self.alias = alias
        self.certificate = certificate
    }
}

/// Reads certificate authorities from the PEM files of a pinned package.
package enum TrustedRoots {
    static func read(from unpacked: UnpackedFiles, folder: String) throws -> [TrustedRoot] {
        var roots: [TrustedRoot] = []
        for name in unpacked.children(of: folder) where name.hasSuffix(".crt") {
            guard let real = unpacked.resolve(folder + "/" + name) else { continue }
            let certificates = try pem(Files.text(unpacked.disk(real)), name)
            for (number, certificate) in certificates.enumerated() {
                let alias = name.dropLast(4).lowercased() + (number == 0 ? "" : "-\(number + 1)")
                roots.append(TrustedRoot(alias: alias, certificate: certificate))
            }
        }
        return roots
    }

    /// Every certificate of a PEM file (RFC 7468), in DER.
    package static func pem(_ text: String, _ name: String) throws -> [[UInt8]] {
        let begin = "-----BEGIN CERTIFICATE-----"
        let pieces = text.split(separator: begin, omittingEmptySubsequences: false).dropFirst()
        return try pieces.map { piece in
            let body = piece.split(separator: "-----END CERTIFICATE-----", omittingEmptySubsequences: false)
            guard body.count == 2, let first = body.first,
                let data = Data(base64Encoded: String(first.filter { !$0.isWhitespace })), data.first == 0x30
            else { throw Refusal(.badInput, "\(name) holds no readable certificate") }
            return Array(data)
        }
    }
}
