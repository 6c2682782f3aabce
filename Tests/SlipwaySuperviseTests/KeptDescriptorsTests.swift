import SlipwaySupervise
import Testing

@Suite struct KeptDescriptorsTests {
    private let kept = KeptDescriptors(
        lock: 5, control: 7, log: 8, sockets: [.init(name: "http", fd: 9), .init(name: "a:b", fd: 10)])

    @Test func whatIsWrittenIsRead() {
        let text = kept.text(for: 42)
        #expect(text == "42 lock:5 control:7 log:8 socket:9:http socket:10:a:b")
        #expect(KeptDescriptors(text, of: 42) == kept)
        #expect(kept.all == [5, 7, 8, 9, 10])
    }

    @Test func whatIsMeantForAnotherProcessOrIncompleteIsNotUsed() {
        #expect(KeptDescriptors(kept.text(for: 42), of: 43) == nil)
        for text in ["", "42", "42 lock:5 control:7", "42 lock:1 control:7 log:8", "42 lock:x control:7 log:8"] {
            #expect(KeptDescriptors(text, of: 42) == nil, "\(text)")
        }
    }

    @Test func wordsOfALaterProgramArePassedOver() {
        #expect(KeptDescriptors("42 lock:5 more:3 control:7 log:8 else", of: 42)?.sockets == [])
    }
}
