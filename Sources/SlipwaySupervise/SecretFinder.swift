import SlipwayModel

/// Finds the secrets that a start asks for, and remembers which of them it wants as files.
final class SecretFinder {
    /// What is to be written into `SlotLayout.secretFiles`, by name.
    private(set) var files: [String: [UInt8]] = [:]
    private let folder: String
    private let read: LaunchPlan.SecretReading

    /// `folder`: where the files will be.
    init(folder: String, _ read: @escaping LaunchPlan.SecretReading) {
        self.folder = folder
        self.read = read
    }

    /// Its text, without the line end that editors leave behind the last line.
    func text(_ name: String, operation: String, subject: String) throws -> [UInt8] {
        var bytes = try content(name, operation, subject)
        if bytes.last == 10 { bytes.removeLast() }
        return bytes
    }

    /// The path of its copy.
    func path(_ name: String, operation: String, subject: String) throws -> String {
        files[name] = try content(name, operation, subject)
        return folder + "/" + name
    }

    func require(_ name: String, subject: String) throws { _ = try content(name, "start", subject) }

    private func content(_ name: String, _ operation: String, _ subject: String) throws -> [UInt8] {
        guard SecretName.isName(name) else {
            throw SuperviseError(operation, subject, "“\(name)” is no name of a secret")
        }
        guard let bytes = try read(name) else {
            throw SuperviseError(operation, subject, "the secret \(name) is not set on this node")
        }
        return bytes
    }
}
