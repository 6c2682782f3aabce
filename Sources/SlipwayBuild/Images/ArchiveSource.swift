import SlipwayArchive
import SlipwayCrypto
import SlipwayModel
import SlipwaySystem

/// Gets an upstream archive and compares it with its pinned digest before anything looks into it.
enum ArchiveSource {
    static func file(_ path: String, _ pinned: Digest, image: String) throws -> String {
        guard try Files.facts(path, following: true)?.kind == .file else {
            throw Refusal(.badInput, "there is no file \(path), which the image \(image) is made of")
        }
        try check(path, pinned, shown: path, image: image)
        return path
    }

    static func download(_ url: String, _ pinned: Digest, image: String, into folder: String) throws -> String {
        let path = folder + "/download"
        let result: Command.Result
        do {
            result = try Command.run(
                "curl", ["--fail", "--silent", "--show-error", "--location", "--retry", "2", "-o", path, "--", url])
        } catch let error as SystemError where error.isMissing {
            throw Refusal(
                .failed, "there is no `curl` to download the image \(image) with",
                hint: "install curl, or download \(url) yourself and use `file:`")
        }
        guard result.succeeded else {
            throw Refusal(
                .unreachable, "cannot download \(url) for the image \(image)",
                detail: result.errors.split(separator: "\n").prefix(4).map(String.init))
        }
        try check(path, pinned, shown: url, image: image)
        return path
    }

    /// By its first bytes: a zip has many names, `.whl` among them. What is neither is for the reader of tars to refuse.
    static func format(of path: String) throws -> ArchiveReader.Format {
        let file = try OpenFile.read(path)
        var start = [UInt8](repeating: 0, count: 4)
        let count = try start.withUnsafeMutableBytes { try file.read(into: $0, at: 0) }
        // PKWARE's APPNOTE, 4.3.7: the header of the first entry; 4.3.16: the end of a zip without any.
        let zips: [[UInt8]] = [[0x50, 0x4b, 3, 4], [0x50, 0x4b, 5, 6]]
        return zips.contains(Array(start[..<count])) ? .zip : .tar
    }

    private static func check(_ path: String, _ pinned: Digest, shown: String, image: String) throws {
        let digest = try Hashing.sha256(file: path).digest
        guard digest == pinned else {
            throw Refusal(
                .badInput,
                "\(shown) is not what the image \(image) is pinned to: it has sha256 \(digest.hex), not "
                    + pinned.hex,
                hint: "if you trust the new file, write its digest into the image's definition")
        }
    }
}
