import Ports

/// Messages whose work is done. Those of jobs that end shortly after each other are deleted in one call (`operations.md` 6.4).
actor EndedLeases {
    private let queue: any JobQueue
    private let timer: any _Concurrency.Clock<Duration>
    private var leases: [Lease] = []
    /// Waits for others to end.
    private var waiting: Task<Void, Never>?
    private var deleting: Task<Void, Never>?

    /// How long one waits for others.
    private static let patience = Duration.milliseconds(200)
    /// Most in one call.
    private static let batch = 10

    init(_ queue: any JobQueue, timer: any _Concurrency.Clock<Duration>) {
        self.queue = queue
        self.timer = timer
    }

    /// Deletes a message soon.
    func add(_ lease: Lease) async {
        leases.append(lease)
        if leases.count >= Self.batch { return await flush() }
        if waiting != nil { return }
        waiting = Task {
            if (try? await timer.sleep(for: Self.patience)) != nil { await self.flush() }
        }
    }

    /// Deletes all now. What the queue does not delete comes again, and the table says then that it is done.
    func flush() async {
        let (ended, earlier) = (leases, deleting)
        waiting?.cancel()
        waiting = nil
        leases = []
        // In a task of its own, since the one that asks may be cancelled, by the line above for one.
        let task = Task { [queue] in
            await earlier?.value
            if !ended.isEmpty { _ = try? await queue.delete(ended) }
        }
        deleting = task
        await task.value
    }
}
