package import SlipwayModel

/// Decides whether a disk can hold what an install would unpack, with a tenth to spare.
package struct RoomPlan: Hashable, Sendable {
    package let files: Int64
    package let bytes: Int64

    package init(files: Int64, bytes: Int64) {
        self.files = files
        self.bytes = bytes
    }

    /// Every file takes whole blocks.
    package var needed: Int64 { (bytes + files * 4096) / 10 * 11 }

    /// What is missing in `folder`, whose disk has so many bytes and inodes free; nil when all of it fits.
    package func lack(_ folder: String, bytes free: Int64, inodes: Int64) -> Refusal? {
        if free < needed {
            return Refusal(
                .noRoom,
                "\(folder) has \(ByteSize.words(free)) free and the release needs \(ByteSize.words(needed))",
                hint: "free some room and deploy again")
        }
        // Some filesystems make inodes as they need them and report none.
        if inodes > 0, inodes < files * 2 {
            return Refusal(
                .noRoom, "\(folder) has \(inodes) inodes free and the release needs \(files * 2)",
                hint: "remove files that are not needed, and deploy again")
        }
        return nil
    }
}
