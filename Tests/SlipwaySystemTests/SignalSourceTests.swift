import Glibc
import SlipwaySystem
import Testing

@Suite struct SignalSourceTests {
    @Test func signalsAreToldByTheDescriptorOnceEach() throws {
        let source = try SignalSource([SIGUSR1, SIGUSR2])
        #expect(source.take() == [])
        // To this thread alone: the others do not block them.
        for _ in 0..<3 { pthread_kill(pthread_self(), SIGUSR1) }
        #expect(Waiting.until(readable: source.file.fd, deadline: Clock.monotonic() + 20_000))
        #expect(source.take() == [SIGUSR1])
        pthread_kill(pthread_self(), SIGUSR2)
        #expect(source.take() == [SIGUSR2])
        #expect(source.take() == [])
    }
}
