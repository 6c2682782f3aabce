package import SlipwaySystem

/// Where a release's bundle lies: an open file, and the offset at which its tar begins.
package struct BundlePlace: Sendable {
    package let file: OpenFile
    package let offset: Int64
    /// What a request says of it; nothing where the file is the bundle, which earlier versions understand.
    package var asked: Int64? { offset == 0 ? nil : offset }

    package init(_ file: OpenFile, at offset: Int64 = 0) {
        self.file = file
        self.offset = offset
    }

    /// A bundle, or an installer with one in it; refuses with 65 an installer that is damaged.
    package init(within file: OpenFile) throws {
        let offset = try InstallerHead.begins(file) ? OpenedInstaller.open(file).bundleOffset : 0
        self.init(file, at: offset)
    }
}
