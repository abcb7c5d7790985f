import FastCGI
import Glibc
import Testing

extension FastCGITests {
    struct SignalWaitTests {
        @Test func signals_AreTaken_OneByOne() throws {
            let taken = Shared<[SignalWait.Signal]>([])
            let thread = BlockingCall {
                let signals = SignalWait()
                // To this thread only: others of the test process do not block them.
                for number in [SIGUSR1, SIGHUP, SIGINT, SIGTERM] {
                    pthread_kill(pthread_self(), number)
                    let signal = signals.next()
                    taken.update { $0.append(signal) }
                }
            }
            #expect(eventually { thread.hasReturned })
            #expect(taken.value == [.user1, .hangUp, .interrupt, .terminate])
        }

        @Test func next_ReturnsNil_WhenNoSignalComesInTime() throws {
            let taken = Shared<[SignalWait.Signal?]>([])
            let thread = BlockingCall {
                let signals = SignalWait()
                let none = signals.next(milliseconds: 20)
                pthread_kill(pthread_self(), SIGHUP)
                let one = signals.next(milliseconds: 10_000)
                taken.update { $0 = [none, one] }
            }
            #expect(eventually { thread.hasReturned })
            #expect(taken.value == [nil, .hangUp])
        }
    }
}
