import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

/// Web apps and images made by a stranger: each refused with one sentence and 65, nothing of it left in the store, and
/// nothing written elsewhere.
@Suite struct HostileArchiveTests {
    struct Row: CustomTestStringConvertible, Sendable {
        let name: String
        /// Python that makes the archive.
        let made: String
        let words: String
        var testDescription: String { name }
    }

    /// `f(name)` adds a file of three bytes; `kind` are the bits of its mode and type.
    private static let wars = [
        Row(name: "absolute path", made: "f('/tmp/slipway-hostile')", words: "an absolute path"),
        Row(name: "..", made: "f('../slipway-hostile')", words: "leads out of it"),
        Row(name: ".. in the middle", made: "f('a/../../slipway-hostile')", words: "leads out of it"),
        Row(name: "link out", made: "f('a', 0o120777, b'/etc/passwd')", words: "neither a file nor a folder"),
        Row(
            name: "link followed later", made: "f('a', 0o120777, b'/tmp'); f('a/slipway-hostile')",
            words: "neither a file nor a folder"),
        Row(name: "device", made: "f('a', 0o020666)", words: "neither a file nor a folder"),
        Row(name: "socket", made: "f('a', 0o140666)", words: "neither a file nor a folder"),
        Row(name: "setuid", made: "f('a', 0o104755)", words: "setuid"),
        Row(name: "setgid", made: "f('a', 0o102755)", words: "setuid"),
        Row(name: "the same name twice", made: "f('a'); f('b'); f('a')", words: "holds a twice"),
        Row(name: "a file and a folder", made: "f('a'); f('a/b')", words: "is a file and a folder"),
        Row(name: "whiteout", made: "f('WEB-INF/.wh.web.xml')", words: ".wh."),
        Row(name: "capital letters", made: "f('a.jsp'); f('A.jsp')", words: "differ in capital letters only"),
        Row(name: "capitals of a folder", made: "f('a/x'); f('A/y')", words: "differ in capital letters only"),
        Row(name: "normalisation", made: "f('gr\\u00fc'); f('gru\\u0308')", words: "twice"),
        Row(name: "a control character", made: "f('a\\x1b[2J')", words: "control character"),
        Row(name: "a bomb", made: "z.writestr('a', bytes(400 << 20), zipfile.ZIP_DEFLATED)", words: "is a bomb"),
        Row(
            name: "a bomb of many",
            made: "[z.writestr(str(n), bytes(1 << 20), zipfile.ZIP_DEFLATED) for n in range(150)]",
            words: "is a bomb"),
        Row(
            name: "a size that lies", made: "f('a'); lie = (b'\\3\\0\\0\\0' * 2, b'\\3\\0\\0\\0\\2\\0\\0\\0')",
            words: "cannot read"),
        Row(
            name: "a checksum that lies", made: "f('a', data=b'abcd'); lie = (b'abcd', b'abce')", words: "cannot read"),
        Row(name: "a tar", made: "f('a'); other = 'tar'", words: "cannot read"),
        Row(name: "a Debian package", made: "f('a'); other = 'deb'", words: "cannot read"),
        Row(name: "nothing", made: "pass", words: "cannot read"),
    ]

    @Test(arguments: wars) func ofAWebApp(_ row: Row) throws {
        let rig = try BuildRig()
        try make(
            """
            import io, sys, tarfile, zipfile
            lie = other = None
            with zipfile.ZipFile(sys.argv[1], 'w') as z:
                def f(name, kind=0o100644, data=b'abc'):
                    i = zipfile.ZipInfo(name); i.external_attr = kind << 16; i.create_system = 3
                    z.writestr(i, data)
                \(row.made)
            if lie:
                whole = open(sys.argv[1], 'rb').read()
                assert lie[0] in whole
                open(sys.argv[1], 'wb').write(whole.replace(*lie))
            if other == 'tar':
                with tarfile.open(sys.argv[1], 'w') as t: t.addfile(tarfile.TarInfo('a'))
            if other == 'deb': open(sys.argv[1], 'wb').write(b'!<arch>\\n')
            """, to: rig.folder("app/shop.war"), rig)
        try isRefused(rig, row.words)
    }

    /// `t` is the tar, `f(name)` adds a file of three bytes; all that a JDK needs is there already.
    private static let images = [
        Row(name: "absolute path", made: "f('/tmp/slipway-hostile')", words: "an absolute path"),
        Row(name: "..", made: "f('jdk/../../slipway-hostile')", words: "leads out of it"),
        Row(
            name: "link out",
            made: "f('jdk/out', type=tarfile.SYMTYPE, linkname='../../../../../../etc/passwd', size=0)",
            words: "leads to nothing"),
        Row(
            name: "absolute link out", made: "f('jdk/out', type=tarfile.SYMTYPE, linkname='/etc/passwd', size=0)",
            words: "leads to nothing"),
        Row(
            name: "link followed later",
            made: "f('jdk/out', type=tarfile.SYMTYPE, linkname='/tmp', size=0); f('jdk/out/slipway-hostile')",
            words: "both as a folder and as something else"),
        Row(
            name: "hard link out", made: "f('jdk/out', type=tarfile.LNKTYPE, linkname='/etc/passwd', size=0)",
            words: "an absolute path"),
        Row(
            name: "hard link to nothing", made: "f('jdk/out', type=tarfile.LNKTYPE, linkname='jdk/none', size=0)",
            words: "which it does not hold"),
        Row(
            name: "links in a circle",
            made: "f('jdk/a', type=tarfile.SYMTYPE, linkname='b', size=0); "
                + "f('jdk/b', type=tarfile.SYMTYPE, linkname='a', size=0)", words: "leads to nothing"),
        Row(
            name: "device", made: "f('jdk/null', type=tarfile.CHRTYPE, devmajor=1, devminor=3, size=0)",
            words: "neither file, folder nor link"),
        Row(name: "pipe", made: "f('jdk/p', type=tarfile.FIFOTYPE, size=0)", words: "neither file, folder nor link"),
        Row(name: "setuid", made: "f('jdk/bin/su', mode=0o4755)", words: "setuid"),
        Row(name: "whiteout", made: "f('jdk/.wh.lib')", words: ".wh."),
        Row(name: "capital letters", made: "f('jdk/a'); f('jdk/A')", words: "differ in capital letters only"),
        Row(
            name: "sparse file",
            made: "f('jdk/a', pax_headers={'GNU.sparse.major': '0', 'GNU.sparse.minor': '1', "
                + "'GNU.sparse.name': 'jdk/a', 'GNU.sparse.map': '0,3', 'GNU.sparse.size': '1099511627776'})",
            words: "sparse"),
        Row(name: "a bomb", made: "f('jdk/a', size=200 << 20)", words: "is a bomb"),
    ]

    @Test(arguments: images) func ofAnImage(_ row: Row) throws {
        let rig = try BuildRig()
        let archive = rig.folder("bad.tar.gz")
        try make(
            """
            import io, sys, tarfile
            class Zeros(io.RawIOBase):
                def readable(self): return True
                def read(self, n=-1): return bytes(n)
            with tarfile.open(sys.argv[1], 'w:gz', format=tarfile.PAX_FORMAT) as t:
                def f(name, **fields):
                    m = tarfile.TarInfo(name); m.size = 3
                    for key, value in fields.items(): setattr(m, key, value)
                    t.addfile(m, io.BytesIO(b'abc') if m.size == 3 else Zeros() if m.size else None)
                f('jdk/bin/java', mode=0o755); f('jdk/lib/modules')
                \(row.made)
            """, to: archive, rig)
        let sum = try Command.run("sha256sum", [archive]).output.prefix(64)
        try rig.folder.write("app/my-jdk.yaml", "layout: jdk\nfile: ../bad.tar.gz\nsha256: \(sum)\nstrip: []\n")
        try isRefused(rig, row.words)
    }

    private func make(_ program: String, to archive: String, _ rig: BuildRig) throws {
        try rig.folder.write("make.py", program)
        let made = try Command.run("python3", ["-W", "ignore", rig.folder("make.py"), archive])
        try #require(made.succeeded, "\(made.errors)")
    }

    private func isRefused(_ rig: BuildRig, _ words: String) throws {
        let refusal = try rig.refusal()
        #expect(refusal?.code == .badInput)
        #expect(refusal?.sentence.contains(words) == true, "\(refusal?.sentence ?? "nothing")")
        #expect(refusal?.sentence.contains("\n") == false && refusal?.hint != nil)
        #expect(try Files.names(in: rig.store + "/blobs/sha256") == [])
        for place in ["ingest", "work"] { #expect(try Files.names(in: rig.store + "/" + place) == [], "\(place)") }
        let strays = try Files.walk(rig.folder.path).map(\.path).filter { $0.contains("slipway-hostile") }
        #expect(strays == [] && !Files.exists("/tmp/slipway-hostile"))
    }
}
