import Synchronization
import Testing

@testable import UseCases

/// A load that counts its runs and ends when the test says so.
private actor Gate {
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var started: [CheckedContinuation<Void, Never>] = []
    private(set) var runs = 0

    func load() async -> Int {
        runs += 1
        let number = runs
        for waiter in started { waiter.resume() }
        started = []
        await withCheckedContinuation { waiting.append($0) }
        return number
    }

    func open() {
        for waiter in waiting { waiter.resume() }
        waiting = []
    }

    func whenStarted(_ count: Int) async {
        while runs < count { await withCheckedContinuation { started.append($0) } }
    }
}

@Suite("Shared reads")
struct SharedReadsTests {
    @Test("Readers who come during a query share the next one and never get the running one's answer")
    func sharing() async throws {
        let reads = SharedReads<String, Int>()
        let gate = Gate()
        async let first = reads.value(for: "a") { await gate.load() }
        await gate.whenStarted(1)
        let late = (1...5).map { _ in Task { try await reads.value(for: "a") { await gate.load() } } }
        for _ in 1...100 { await Task.yield() }

        await gate.open()
        await gate.whenStarted(2)
        await gate.open()

        #expect(try await first == 1)
        var answers: Set<Int> = []
        for task in late {
            await gate.open()
            answers.insert(try await task.value)
        }
        #expect(!answers.contains(1))
    }

    @Test("A failed query fails its own readers only")
    func failure() async throws {
        struct Down: Error {}
        let reads = SharedReads<Int, Int>()

        await #expect(throws: Down.self) { try await reads.value(for: 1) { throw Down() } }
        #expect(try await reads.value(for: 1) { 7 } == 7)
    }

    @Test("Many readers of many keys all get an answer of their own key")
    func many() async throws {
        let reads = SharedReads<Int, Int>()
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in 0..<2_000 {
                group.addTask {
                    let key = index % 7
                    return try await reads.value(for: key) {
                        await Task.yield()
                        return key
                    } == key
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
    }
}

@Suite("Bounded cache")
struct BoundedCacheTests {
    @Test("What was not used for longest goes first, and costs stay within the budget")
    func eviction() {
        let cache = BoundedCache<Int, String>(budget: 100)
        for key in 1...10 { cache.store("v\(key)", for: key, cost: 10) }
        _ = cache.value(for: 1)

        cache.store("new", for: 11, cost: 10)

        #expect(cache.value(for: 1) == "v1")
        #expect(cache.value(for: 2) == nil)
        #expect(cache.value(for: 11) == "new")
        #expect(cache.cost <= 100)
    }

    @Test("A value larger than the budget is not kept, a replaced one is counted once")
    func costs() {
        let cache = BoundedCache<Int, Int>(budget: 100)
        cache.store(1, for: 1, cost: 101)
        cache.store(2, for: 2, cost: 60)
        cache.store(3, for: 2, cost: 40)

        #expect(cache.value(for: 1) == nil)
        #expect(cache.value(for: 2) == 3)
        #expect(cache.cost == 40)
    }
}
