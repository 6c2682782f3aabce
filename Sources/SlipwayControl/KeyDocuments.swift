/// What `keys generate --json` and `keys rotate --json` print; never a private key.
package struct KeyDocument: Codable, Equatable, Sendable {
    package struct Former: Codable, Equatable, Sendable {
        package var name: String
        package var key: String
        package init(name: String, key: String) {
            self.name = name
            self.key = key
        }
    }
    package var schema = 1
    package var name: String
    /// Its number, sixteen hexadecimal digits.
    package var key: String
    /// As Base64, the second line of its file.
    package var publicKey: String
    package var secretFile: String
    package var publicFile: String
    /// Builds sign with it when nobody names another.
    package var isDefault: Bool
    /// The key that was in its place, and what that has signed.
    package var former: Former?
    package var signatureFile: String?

    package init(
        name: String, key: String, publicKey: String, secretFile: String, publicFile: String, isDefault: Bool
    ) {
        self.name = name
        self.key = key
        self.publicKey = publicKey
        self.secretFile = secretFile
        self.publicFile = publicFile
        self.isDefault = isDefault
    }
}

/// What `keys list --json` prints.
package struct KeysDocument: Codable, Equatable, Sendable {
    package struct Own: Codable, Equatable, Sendable {
        package var name: String
        /// nil while its public half is missing.
        package var key: String?
        package var isDefault: Bool
        package var isDevelopment: Bool
        package var hasPassphrase: Bool
        package init(name: String, key: String?, isDefault: Bool, isDevelopment: Bool, hasPassphrase: Bool) {
            self.name = name
            self.key = key
            self.isDefault = isDefault
            self.isDevelopment = isDevelopment
            self.hasPassphrase = hasPassphrase
        }
    }
    package struct Known: Codable, Equatable, Sendable {
        package var name: String
        package var key: String
        package var isRevoked: Bool
        package init(name: String, key: String, isRevoked: Bool) {
            self.name = name
            self.key = key
            self.isRevoked = isRevoked
        }
    }
    package var schema = 1
    package var folder: String
    package var keys: [Own]
    /// nil where no node was asked about.
    package var trustFolder: String?
    package var node: [Known] = []
    package init(folder: String, keys: [Own]) {
        self.folder = folder
        self.keys = keys
    }
}

/// What `keys trust --json` and `keys revoke --json` print.
package struct TrustDocument: Codable, Equatable, Sendable {
    package enum State: String, Codable, Sendable { case trusted, revoked }
    package var schema = 1
    /// On the node.
    package var name: String
    package var key: String
    package var state: State
    /// False when it was so already.
    package var isNew: Bool
    package var trustFolder: String
    /// The number of the trusted key that has signed this one.
    package var vouchedBy: String?
    package init(
        name: String, key: String, state: State, isNew: Bool, trustFolder: String, vouchedBy: String? = nil
    ) {
        self.name = name
        self.key = key
        self.state = state
        self.isNew = isNew
        self.trustFolder = trustFolder
        self.vouchedBy = vouchedBy
    }
}
