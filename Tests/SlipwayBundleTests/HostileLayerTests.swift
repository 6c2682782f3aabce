import SlipwayArchive
import SlipwayBundle
import SlipwayCrypto
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

/// Layers made with another program's tar writer, each holding something that no release may: refused with one sentence
/// and 65, before anything of it is handed over that leads anywhere.
@Suite struct HostileLayerTests {
    struct Row: CustomTestStringConvertible, Sendable {
        let name: String
        /// Python that adds to the tar `t`; `f(name, **fields)` adds a file of three bytes, `d(name)` a folder.
        let made: String
        let words: String
        var files = 1
        var bytes = 3
        var testDescription: String { name }
    }

    private static let rows = [
        Row(name: "absolute path", made: "f('/etc/passwd')", words: "an absolute path"),
        Row(name: "..", made: "f('../x')", words: "leads out of it"),
        Row(name: ".. in the middle", made: "d('a'); f('a/../../x')", words: "leads out of it"),
        Row(name: ".. as a folder", made: "d('..')", words: "leads out of it"),
        Row(name: "link out", made: "f('a', type=tarfile.SYMTYPE, linkname='../../x', size=0)", words: "neither file"),
        Row(name: "link inside", made: "f('a', type=tarfile.SYMTYPE, linkname='b', size=0)", words: "neither file"),
        Row(
            name: "link followed later",
            made: "f('a', type=tarfile.SYMTYPE, linkname='/tmp', size=0); f('a/x')", words: "neither file"),
        Row(
            name: "hard link", made: "f('a'); f('b', type=tarfile.LNKTYPE, linkname='a', size=0)",
            words: "neither file", files: 2),
        Row(
            name: "hard link out", made: "f('b', type=tarfile.LNKTYPE, linkname='/etc/passwd', size=0)",
            words: "neither file"),
        Row(
            name: "device", made: "f('a', type=tarfile.CHRTYPE, devmajor=1, devminor=3, size=0)", words: "neither file"),
        Row(name: "disk", made: "f('a', type=tarfile.BLKTYPE, devmajor=8, size=0)", words: "neither file"),
        Row(name: "pipe", made: "f('a', type=tarfile.FIFOTYPE, size=0)", words: "neither file"),
        Row(name: "setuid", made: "f('a', mode=0o4755)", words: "setuid"),
        Row(name: "setgid", made: "f('a', mode=0o2755)", words: "setuid"),
        Row(name: "sticky folder", made: "d('d', mode=0o1777)", words: "setuid"),
        Row(name: "the same name twice", made: "f('a'); f('a')", words: "is in it twice", files: 2, bytes: 6),
        Row(name: "a file and a folder", made: "f('a'); d('a')", words: "is in it twice"),
        Row(name: "a file below a file", made: "f('a'); f('a/b')", words: "before the folder", files: 2, bytes: 6),
        Row(name: "whiteout", made: "f('.wh.a')", words: ".wh."),
        Row(name: "whiteout of all", made: "d('a'); f('a/.wh..wh..opq')", words: ".wh."),
        Row(
            name: "capital letters", made: "f('Readme'); f('README')", words: "differ in capital letters only",
            files: 2, bytes: 6),
        Row(
            name: "capital letters of folders", made: "d('a'); d('A')", words: "differ in capital letters only"),
        Row(
            name: "normalisation", made: "f('gr\\u00fc'); f('gru\\u0308')", words: "twice", files: 2, bytes: 6),
        Row(
            name: "capitals beyond ASCII", made: "f('\\u00c4'); f('a\\u0308')", words: "differ in capital letters only",
            files: 2, bytes: 6),
        Row(name: "the node's own folder", made: "d('.slipway'); f('.slipway/manifest.json')", words: "its own record"),
        Row(name: "the node's own folder in capitals", made: "d('.Slipway')", words: "its own record"),
        Row(name: "a control character", made: "f('a\\nb')", words: "control character"),
        Row(name: "a name too long", made: "f('n' * 256)", words: "longer than 255 bytes"),
        Row(name: "a path too long", made: "f('/'.join(['n' * 200] * 20))", words: "longer than 3072 bytes"),
        Row(name: "a size that lies", made: "f('a', size=5)", words: "more than it declares"),
        Row(name: "more bytes than are there", made: "f('a', size=1 << 40)", words: "than it declares"),
        Row(name: "a time of no calendar", made: "f('a', mtime=-5)", words: "no calendar"),
        Row(
            name: "sparse file",
            made: "f('a', pax_headers={'GNU.sparse.major': '0', 'GNU.sparse.minor': '1', 'GNU.sparse.name': 'a', "
                + "'GNU.sparse.map': '0,3', 'GNU.sparse.size': '1099511627776'})", words: "sparse"),
        Row(
            name: "sparse file as large as declared",
            made: "f('a', pax_headers={'GNU.sparse.major': '0', 'GNU.sparse.minor': '1', 'GNU.sparse.name': 'a', "
                + "'GNU.sparse.map': '0,3', 'GNU.sparse.size': '1048576'})", words: "sparse", bytes: 1 << 20),
        Row(name: "bomb in zeros", made: "f('a', size=200 << 20)", words: "is a bomb", bytes: 200 << 20),
    ]

    @Test(arguments: rows) func isRefused(_ row: Row) throws {
        let folder = try TemporaryFolder("hostile")
        let program = """
            import io, sys, tarfile
            class Zeros(io.RawIOBase):
                def readable(self): return True
                def read(self, n=-1): return bytes(n)
            with tarfile.open(sys.argv[1], 'w', format=tarfile.PAX_FORMAT) as t:
                def f(name, **fields):
                    m = tarfile.TarInfo(name); m.size = 3
                    for key, value in fields.items(): setattr(m, key, value)
                    held = t.fileobj.tell()
                    if m.size > 200 << 20: m.type = b'0'; t.fileobj.write(m.tobuf()); t.offset = t.fileobj.tell()
                    elif fields.get('size') == 5: t.addfile(m, io.BytesIO(b'abcde'))
                    else: t.addfile(m, io.BytesIO(b'abc') if m.size == 3 else Zeros() if m.size else None)
                def d(name, mode=0o755):
                    m = tarfile.TarInfo(name); m.type = tarfile.DIRTYPE; m.mode = mode
                    t.addfile(m)
                \(row.made)
            """
        try folder.write("make.py", program)
        let made = try Command.run("python3", [folder("make.py"), folder("t.tar")])
        try #require(made.succeeded, "\(made.errors)")
        let bundle = try HandMadeBundle.write(
            try Files.read(folder("t.tar"), limit: 1 << 30), files: row.files, bytes: row.bytes, to: folder("b.tar"))
        try Disk.unlink(folder("t.tar"))
        let before = try Files.walk(folder.path).map(\.path)
        let refusal = #expect(throws: Refusal.self) {
            try bundle.layer(0) { entry, read in
                try withUnsafeTemporaryAllocation(byteCount: 65_536, alignment: 16) { while try read($0) > 0 {} }
            }
        }
        #expect(refusal?.code == .badInput)
        #expect(refusal?.sentence.contains(row.words) == true, "\(refusal?.sentence ?? "nothing")")
        #expect(refusal?.sentence.contains("\n") == false && refusal?.hint != nil)
        #expect(try Files.walk(folder.path).map(\.path) == before)
    }
}
