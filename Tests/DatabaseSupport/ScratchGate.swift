/// Bounds how many tests have a PostgreSQL database at once: suites run in parallel, and a server takes 100 connections.
actor ScratchGate {
    static let gate = ScratchGate(places: 8)

    /// Whether this task is inside already; a second database of the same test must not wait for the first one's place.
    @TaskLocal private static var isInside = false

    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    private init(places: Int) { free = places }

    nonisolated(nonsending) static func inside<T>(_ body: () async throws -> T) async throws -> T {
        guard !isInside else { return try await body() }
        await gate.enter()
        let result: Result<T, any Error>
        do { result = .success(try await $isInside.withValue(true) { try await body() }) } catch {
            result = .failure(error)
        }
        await gate.leave()
        return try result.get()
    }

    private func enter() async {
        guard free == 0 else {
            free -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    private func leave() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
