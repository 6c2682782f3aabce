import SlipwayBundle
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

/// The first lines of an installer are read as they are written, and in no other way.
@Suite struct InstallerHeadTests {
    @Test(arguments: [
        ("# slipway installer 1", "# slipway installer 2"), ("# slipway installer 1", "# slipway installer"),
        ("#!/bin/sh", "#!/bin/bash"), ("release='shop 1.4.2'", "release='shop'"),
        ("release='shop 1.4.2'", "release='shop $(id)'"), ("release='shop 1.4.2'", "release='shop 1.4.3'"),
        ("release='shop", "release='shoe"), ("release=", "version="), ("linux/amd64", "linux/arm64"),
        ("linux/amd64", "linux"), ("stub_bytes=", "stub_bytes=-"), ("stub_bytes=", "stub_bytes=0"),
        ("stub_bytes=", "stub_bytes=1"), ("file_bytes=", "file_bytes=+"), ("file_bytes=", "file_bytes=9"),
        ("tar_sha256='", "tar_sha256='0"), ("program_at=", "program_at= "), ("program_at=", "program_at=1"),
        ("program_bytes=", "program_bytes=1"), ("program_bytes=", "\nprogram_bytes="),
        ("program_at=", "program_at=99999999999999999999"),
    ])
    func aCrookedOneIsRefused(_ right: String, _ wrong: String) throws {
        let sample = try InstallerSample()
        let path = try sample.write()
        try sample.rehead(path) { $0 }
        try sample.believe(path)
        try sample.rehead(path) { head in
            #expect(head.contains(right))
            return head.replacing(right, with: wrong)
        }
        let refusal = sample.refusal(path)
        #expect(refusal?.code == .badInput && refusal?.sentence.contains("\n") == false && refusal?.hint != nil)
    }

    @Test func aHeadWithoutAnEndIsRefused() throws {
        let sample = try InstallerSample()
        let path = try sample.write()
        for text in ["#!/bin/sh\n# slipway installer 1\n", "#!/bin/sh\n# slipway installer 1", "#!/bin/sh\n# slipway"] {
            try sample.put(Array(text.utf8) + [UInt8](repeating: 120, count: 100_000), path)
            #expect(sample.refusal(path)?.code == .badInput)
        }
    }
}
