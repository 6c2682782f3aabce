import Testing

@Suite struct SeamTests {
    private static let changing: Set = [
        "creat", "rename", "renameat", "renameat2", "unlink", "unlinkat", "mkdir", "mkdirat", "rmdir", "symlink",
        "symlinkat", "link", "linkat", "fsync", "fdatasync", "sync", "syncfs", "chmod", "fchmod", "fchmodat", "chown",
        "fchown", "lchown", "fchownat", "truncate", "ftruncate", "fallocate", "posix_fallocate", "utimensat",
        "futimens",
        "utimes", "mkfifo", "mknod", "mkstemp", "mkdtemp", "pwrite", "pwritev", "copy_file_range", "setxattr", "fopen",
        "freopen", "mount",
    ]
    private static let flags: Set = ["O_CREAT", "O_TRUNC", "O_WRONLY", "O_RDWR", "O_APPEND", "O_TMPFILE"]

    /// The rule: only the seam changes files, so that a test can count, stop or fail every change. `Disk.rename` passes
    /// through it; a bare `rename` or `Glibc.rename` does not.
    private func complaints(about file: SourceFile) -> [String] {
        guard file.module != "SlipwaySystem" else { return [] }
        let code = file.code
        let declared = Calls.declared(in: code)
        let calls = Calls.names(in: code).filter { call in
            call.hasPrefix("Glibc.")
                ? Self.changing.contains(String(call.dropFirst(6)))
                : Self.changing.contains(call) && !declared.contains(call)
        }
        let words = Set(code.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init))
        let files = words.intersection(Self.flags.union(["FileManager", "FileHandle"]))
        return calls.union(files).sorted().map { "\(file.path): \($0) changes files beside the seam" }
    }

    private func sample(_ text: String, in module: String = "SlipwayDeploy") -> SourceFile {
        SourceFile(path: "Sources/\(module)/Sample.swift", text: text)
    }

    @Test func onlyTheSeamChangesFiles() throws {
        let found = try SourceTree.swiftFiles(below: "Sources").flatMap(complaints)
        #expect(found == [])
    }

    @Test(arguments: [
        "let fd = open(path, O_CREAT | O_EXCL, 0o600)", "_ = rename(a, b)", "if Glibc.unlink(path) < 0 { return }",
        "mkdir (path, 0o755)", "try checked(\"link\") { symlink(target, path) }",
        "guard fsync(fd) == 0 else { return }",
        "FileManager.default.createFile(atPath: path, contents: nil)", "print(\"\\(truncate(path, 0))\")",
        "return unlink(path)",
    ])
    func aCallBesideTheSeamIsReported(text: String) {
        #expect(complaints(about: sample(text)).count == 1)
        #expect(complaints(about: sample(text, in: "SlipwaySystem")) == [])
    }

    @Test(arguments: [
        "try Disk.rename(a, to: b)", "journal.sync(file)", "// unlink(path)", "throw Refusal(.failed, \"rename(\")",
        "func link(_ a: Int) {}\nlink(1)", "let rename = 1; print(rename)", "let fd = open(path, O_RDONLY)",
        "enum Kind { case link(String) }\nswitch kind { case .link(let name): print(name) }",
    ])
    func aCallThroughTheSeamPasses(text: String) {
        #expect(complaints(about: sample(text)) == [])
    }
}
