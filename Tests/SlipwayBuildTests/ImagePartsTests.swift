import SlipwayBuild
import SlipwayCrypto
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

struct BuiltInImagesTests {
    private static let top = parent(of: parent(of: parent(of: #filePath)))

    @Test func theyAreTheFilesOfTheRepository() throws {
        let files = try Files.names(in: Self.top + "/images").filter { $0.hasSuffix(".yaml") }
        #expect(files == BuiltInImages.texts.keys.sorted().map { $0 + ".yaml" })
        for (name, text) in BuiltInImages.texts {
            #expect(try Files.text("\(Self.top)/images/\(name).yaml") == text)
            _ = try ImageDefinition.builtIn(text, name: name)
        }
    }
}

struct StripRulesTests {
    @Test(arguments: [
        ("docs", true), ("docs/a/b", true), ("docs2", false), ("lib/src.zip", true), ("lib/x/src.zip", false),
        ("lib/a.jar", false), ("jmods/java.base.jmod", true), ("jmods/readme", false), ("a/b/c", true), ("a/c", false),
    ])
    func rulesArePathsWithStars(_ path: String, _ goes: Bool) {
        let rules = StripRules(["docs", "lib/*.zip", "jmods/*.jmod", "*/b", "/"])
        #expect(rules.strips(path) == goes)
    }
}

struct JavaKeyStoreTests {
    private static let pem = """
        Made for this test only.
        -----BEGIN CERTIFICATE-----
        MIIBjjCCATWgAwIBAgIULJk7tBNpSQpPZVPual5vfRv8MUgwCgYIKoZIzj0EAwIw
        HDEaMBgGA1UEAwwRU2xpcHdheSBUZXN0IFJvb3QwIBcNMjYxMTIxMjA1OTQ5WhgP
        MjEyNjEwMjgyMDU5NDlaMBwxGjAYBgNVBAMMEVNsaXB3YXkgVGVzdCBSb290MFkw
        EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEe1pT1+BfquCSoJVjYeVCQ+Zyf01eHtvm
        DaxXEZlg33rIz7jEXrO2weSG7DHpoLVfYIC8yzdiqbUW7Xb0/MyfCKNTMFEwHQYD
        VR0OBBYEFMTaBMIGHjR+mIbt/dzVW72ZFLXUMB8GA1UdIwQYMBaAFMTaBMIGHjR+
        mIbt/dzVW72ZFLXUMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIg
        WDxEHAR8V8q5qUs+nbvqrJbJsord/E6AaV4nKRxRpF8CIE8Wf420FAD37prqkBNp
        K9rBvfoRiVQVEK5l1IYmEsoW
        -----END CERTIFICATE-----

        """

    private func roots() throws -> [TrustedRoot] {
        let certificate = try #require(try TrustedRoots.pem(Self.pem, "test").first)
        return ["zz", "főtanúsítvány", "aa"].map { TrustedRoot(alias: $0, certificate: certificate) }
    }

    @Test func theBytesFollowFromTheCertificatesInAnyOrder() throws {
        let bytes = try JavaKeyStore.bytes(roots())
        #expect(try bytes == JavaKeyStore.bytes(roots().reversed()))
        #expect(bytes.prefix(16) == [0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 2])
        #expect(bytes[16..<20] == [0, 2, 0x61, 0x61])
        let salt = "changeit".utf8.flatMap { [0, $0] } + Array("Mighty Aphrodite".utf8)
        #expect(Array(bytes.suffix(20)) == Hashing.sha1(salt + bytes.dropLast(20)))
    }

    @Test(.enabled(if: Command.find("keytool", in: ProcessTable.environment()["PATH"] ?? "") != nil))
    func javaReadsIt() throws {
        let folder = try TemporaryFolder("keystore")
        try DurableFile.replaceVolatile(folder("cacerts"), with: JavaKeyStore.bytes(roots()))
        let result = try Command.run(
            "keytool", ["-list", "-keystore", folder("cacerts"), "-storepass", "changeit", "-J-Dfile.encoding=UTF-8"],
            environment: ["LC_ALL": "C.UTF-8"])
        #expect(result.succeeded, "\(result.output)")
        #expect(result.output.contains("contains 3 entries"))
        #expect(result.output.split(separator: "\n").filter { $0.hasSuffix("2020, trustedCertEntry, ") }.count == 3)
    }

    @Test(arguments: [
        "-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----", "-----BEGIN CERTIFICATE-----\nMIIB",
        "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----",
    ])
    func aBrokenCertificateIsRefused(_ text: String) {
        #expect(throws: Refusal(.badInput, "x.crt holds no readable certificate")) {
            try TrustedRoots.pem(text, "x.crt")
        }
    }

    @Test func aFileMayHoldSeveralCertificatesOrNone() throws {
        #expect(try TrustedRoots.pem(Self.pem + Self.pem, "x").count == 2)
        #expect(try TrustedRoots.pem("nothing", "x").isEmpty)
    }
}

struct ELFVersionsTests {
    /// A program with nothing but section headers, a string table and its version needs.
    private static func program(_ names: [String]) -> [UInt8] {
        var strings: [UInt8] = [0]
        let offsets = names.map { name in
            defer { strings += Array(name.utf8) + [0] }
            return UInt32(strings.count)
        }
        var needs = le(UInt16(1)) + le(UInt16(names.count)) + le(UInt32(0)) + le(UInt32(16)) + le(UInt32(0))
        for (index, offset) in offsets.enumerated() {
            needs += le(UInt32(0)) + le(UInt16(0)) + le(UInt16(2)) + le(offset)
            needs += le(UInt32(index == names.count - 1 ? 0 : 16))
        }
        let stringsAt = 64 + 3 * 64
        let needsAt = stringsAt + strings.count
        var header: [UInt8] = [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1] + [UInt8](repeating: 0, count: 33)
        header += le(UInt64(64)) + [UInt8](repeating: 0, count: 10) + le(UInt16(64)) + le(UInt16(3)) + le(UInt16(0))
        return header + section(0, 0, 0) + section(3, stringsAt, 0) + section(0x6fff_fffe, needsAt, 1) + strings + needs
    }

    private static func section(_ type: UInt32, _ offset: Int, _ link: UInt32) -> [UInt8] {
        le(UInt32(0)) + le(type) + le(UInt64(0)) + le(UInt64(0)) + le(UInt64(offset)) + le(UInt64(0)) + le(link)
            + [UInt8](repeating: 0, count: 20)
    }

    private static func le(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }

    @Test func theHighestVersionCountsByNumber() {
        let bytes = Self.program(["GLIBC_2.9", "GLIBC_2.34", "GLIBC_2.2.5", "GLIBC_PRIVATE", "GCC_9.0"])
        #expect(ELFVersions.glibc(bytes)?.description == "2.34")
        #expect(ELFVersions.glibc(Self.program(["GCC_9.0"])) == nil)
    }

    @Test func aRealProgramIsRead() throws {
        let version = try #require(ELFVersions.glibc(try Files.read("/proc/self/exe", limit: 1 << 30)))
        #expect(version.parts.first == 2)
        #expect(version.description.count >= 3)
    }

    @Test func damageNeverCrashes() {
        let whole = Self.program(["GLIBC_2.34", "GLIBC_2.2.5"])
        for length in 0..<whole.count { _ = ELFVersions.glibc(Array(whole.prefix(length))) }
        for index in whole.indices {
            for value: UInt8 in [0x00, 0x7f, 0x80, 0xff] {
                var damaged = whole
                damaged[index] = value
                _ = ELFVersions.glibc(damaged)
            }
        }
        #expect(ELFVersions.glibc([]) == nil)
    }
}

struct SizesTests {
    @Test(arguments: [
        (Int64(0), "0 B"), (999, "999 B"), (1000, "1.0 KB"), (1949, "1.9 KB"), (999_949, "999.9 KB"),
        (185_100_000, "185.1 MB"), (5_000_000_000, "5.0 GB"),
    ])
    func bytesReadWell(_ bytes: Int64, _ text: String) {
        #expect(Sizes.text(bytes) == text)
    }
}
