import SlipwayControl
import SlipwayInstall
import SlipwayModel

extension InstallDocument {
    init(_ offer: Offer, files: [String] = []) {
        self.init(files: files)
        release = offer.name.description
        digest = offer.digest
        sequence = offer.sequence
        version = offer.version
        platform = offer.platform.description
        key = offer.keyLine
    }

    init(_ offer: Offer, _ words: InstallWords, _ steps: [String], address: String? = nil) {
        self.init(offer)
        self.steps = steps
        self.address = address ?? words.address(InstallCommand.host)
        next = words.next
    }
}
