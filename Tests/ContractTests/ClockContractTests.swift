import Domain
import Ports
import SystemClock
import TestSupport
import Testing

/// An adapter of `Clock` with a way to let time pass.
struct ClockKind: Sendable, CustomTestStringConvertible {
    let name: String
    let make: @Sendable () -> (clock: any Ports.Clock, pass: @Sendable (_ seconds: Double) async throws -> Void)

    var testDescription: String { name }

    static let all = [
        ClockKind(name: "system") { (SystemClock(), { try await Task.sleep(for: .seconds($0)) }) },
        ClockKind(name: "manual") {
            let clock = ManualClock()
            return (clock, { clock.advance(bySeconds: $0) })
        },
    ]
}

@Suite("Contract: Clock")
struct ClockContractTests {
    @Test("time does not run backwards between two looks", arguments: ClockKind.all)
    func monotone(kind: ClockKind) {
        let (clock, _) = kind.make()
        let looks = (0..<10_000).map { _ in clock.now() }

        // A time service may set the system's clock back by a hair; more in so short a time is a defect.
        let steps = zip(looks, looks.dropFirst()).map { $1.microseconds - $0.microseconds }
        #expect(steps.allSatisfy { $0 > -1_000 })
    }

    @Test("it moves on by the time that passes, to less than a millisecond", arguments: ClockKind.all)
    func moves(kind: ClockKind) async throws {
        let (clock, pass) = kind.make()
        let before = clock.now()

        try await pass(0.020_5)

        #expect(clock.now().microseconds - before.microseconds >= 20_000)
        #expect(clock.now().microseconds - before.microseconds < 60_000_000)
    }

    @Test("the system's clock counts microseconds of this century")
    func precision() {
        let looks = (0..<100_000).map { _ in SystemClock().now() }

        #expect(looks.contains { $0.microseconds % 1_000 != 0 })
        #expect(Set(looks).count > 100)
        #expect(looks[0] > Instant(seconds: 1_735_689_600))
        #expect(looks[0] < Instant(seconds: 4_102_444_800))
    }
}
