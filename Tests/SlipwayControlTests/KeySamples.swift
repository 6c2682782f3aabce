import SlipwayControl

/// The documents of keys with every field filled.
enum KeySamples {
    private static let folder = "/home/ada/.config/slipway/keys"

    static var rotated: KeyDocument {
        var document = KeyDocument(
            name: "release", key: "87987F36E0FF8F81",
            publicKey: "RWSBj//gNn+Yhyb3puXP+VVZkaH7apjEiXfoKtw0vmHoUX/fVuyMZpKO",
            secretFile: folder + "/release.key", publicFile: folder + "/release.pub", isDefault: true)
        document.former = .init(name: "release.1", key: "DFEEF39E212BB231")
        document.signatureFile = folder + "/release.pub.minisig"
        return document
    }

    static var list: KeysDocument {
        var document = KeysDocument(
            folder: folder,
            keys: [
                .init(
                    name: "release", key: "87987F36E0FF8F81", isDefault: true, isDevelopment: false,
                    hasPassphrase: true)
            ])
        document.trustFolder = "/home/ada/node/etc/trust"
        document.node = [.init(name: "release", key: "87987F36E0FF8F81", isRevoked: false)]
        return document
    }

    static let trusted = TrustDocument(
        name: "release", key: "87987F36E0FF8F81", state: .trusted, isNew: true,
        trustFolder: "/home/ada/node/etc/trust", vouchedBy: "DFEEF39E212BB231")
}
