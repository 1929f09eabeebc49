import Ports
import Testing

/// Several leases in one call, for all queues.
@Suite("JobQueue: several leases", .timeLimit(.minutes(5)))
struct JobQueueBatchContractTests {
    @Test("6.4: what could not be extended or deleted of several is told by lease", arguments: JobQueueKind.all)
    func several(kind: JobQueueKind) async throws {
        let bench = try await kind.make(60, 5)
        try await bench.queue.send(1...3)
        var leases: [Lease] = []
        for _ in 0..<50 where leases.count < 3 {
            leases += try await bench.queue.receive(limit: 10, wait: 0).map(\.lease)
        }
        let strange = Lease(token: "of nobody")
        #expect(try await bench.queue.extend(leases + [strange], seconds: 60) == [strange: .leaseLost])
        #expect(try await bench.queue.extend([], seconds: 60).isEmpty)
        #expect(try await bench.queue.delete([strange] + leases) == [strange: .leaseLost])
        #expect(try await bench.queue.delete([leases[0]]) == [leases[0]: .leaseLost])
        #expect(try await bench.queue.depth().leased == 0)
    }

    @Test("O80: several leases that are ended at once can be had again at once", arguments: JobQueueKind.all)
    func givenBack(kind: JobQueueKind) async throws {
        let bench = try await kind.make(60, 5)
        try await bench.queue.send(1...2)
        var leases: [Lease] = []
        for _ in 0..<50 where leases.count < 2 {
            leases += try await bench.queue.receive(limit: 10, wait: 0).map(\.lease)
        }
        #expect(try await bench.queue.extend(leases, seconds: 0).isEmpty)
        #expect(Set(try await bench.eventually([1, 2])) == [1, 2])
    }
}
