import Domain
import Ports

/// The queue of local mode: in memory, with leases, redelivery, delays and dead letters as the real one has them. What it
/// forgets when the process ends is still in the job table, which queues unfinished jobs again at the next start.
///
/// - Parameter Timer: measures leases and waits; the wall clock may jump and only dates messages.
public actor MemoryJobQueue<Timer: _Concurrency.Clock>: JobQueue where Timer.Duration == Duration {
    private struct Waiter {
        let id: Int
        let limit: Int
        let deadline: Timer.Instant
        let continuation: CheckedContinuation<Result<[LeasedMessage], QueueFailure>, Never>
    }

    private let clock: any Ports.Clock
    private let timer: Timer
    private var book: MessageBook<Timer.Instant>
    /// Receivers that found nothing, longest waiting first.
    private var waiters: [Waiter] = []
    private var nextWaiter = 0
    /// Wakes the actor when time alone changes something for a waiter.
    private var alarm: (moment: Timer.Instant, task: Task<Void, Never>)?
    private var isClosed = false

    public init(clock: any Ports.Clock, timer: Timer, settings: QueueSettings = QueueSettings()) {
        self.clock = clock
        self.timer = timer
        book = MessageBook(settings: settings)
    }

    public func send(_ messages: [JobMessage], delay: Double) async throws(QueueFailure) {
        try update()
        guard book.add(messages, sent: clock.now(), until: moment(in: delay, atMost: QueueSettings.longestLease)) else {
            throw .unavailable("the queue is full: it holds \(book.settings.capacity) messages")
        }
        serve()
    }

    /// A cancelled receive returns at once. What it was given before that it returns; else it leases nothing.
    public func receive(limit: Int, wait: Double) async throws(QueueFailure) -> [LeasedMessage] {
        try update()
        guard !Task.isCancelled else { return [] }
        let limit = min(max(limit, 1), QueueSettings.largestBatch)
        let messages = take(limit)
        guard messages.isEmpty, let deadline = moment(in: wait, atMost: QueueSettings.longestWait) else {
            return messages
        }
        return try await waitForMessages(limit, until: deadline)
    }

    public func extend(_ lease: Lease, seconds: Double) async throws(QueueFailure) {
        try update()
        guard book.extend(lease, until: moment(in: seconds, atMost: QueueSettings.longestLease)) else {
            throw .leaseLost
        }
        serve()
    }

    public func delete(_ lease: Lease) async throws(QueueFailure) {
        try update()
        guard book.delete(lease) else { throw .leaseLost }
    }

    public func deadLetters(limit: Int) async throws(QueueFailure) -> [JobMessage] {
        try update()
        return book.deadLetters(limit)
    }

    public func depth() async throws(QueueFailure) -> QueueDepth {
        try update()
        return book.depth
    }

    /// Ends every wait with `.closed` and refuses everything from now on.
    public func close() {
        isClosed = true
        alarm?.task.cancel()
        alarm = nil
        for waiter in waiters { waiter.continuation.resume(returning: .failure(.closed)) }
        waiters = []
    }

    /// How many receivers wait right now.
    public var waiting: Int { waiters.count }

    private func waitForMessages(
        _ limit: Int, until deadline: Timer.Instant
    ) async throws(QueueFailure) -> [LeasedMessage] {
        nextWaiter += 1
        let id = nextWaiter
        // A cancellation that comes before the waiter is listed waits for this actor, and so comes after.
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                waiters.append(Waiter(id: id, limit: limit, deadline: deadline, continuation: continuation))
                setAlarm()
            }
        } onCancel: {
            Task { await self.giveUp(id) }
        }
        return try result.get()
    }

    private func giveUp(_ id: Int) {
        guard let index = waiters.firstIndex(where: { $0.id == id }) else { return }
        waiters.remove(at: index).continuation.resume(returning: .success([]))
        setAlarm()
    }

    /// Brings the book up to the present; what became free goes to those who wait before anyone else can have it.
    private func update() throws(QueueFailure) {
        if isClosed { throw .closed }
        book.settle(timer.now)
        serve()
    }

    private func serve() {
        while let waiter = waiters.first {
            let messages = take(waiter.limit)
            guard !messages.isEmpty else { break }
            waiters.removeFirst()
            waiter.continuation.resume(returning: .success(messages))
        }
        setAlarm()
    }

    private func take(_ limit: Int) -> [LeasedMessage] {
        book.take(limit, until: timer.now.advanced(by: .seconds(book.settings.lease)))
    }

    private func ring() {
        alarm = nil
        guard !isClosed else { return }
        let now = timer.now
        book.settle(now)
        serve()
        let late = waiters.filter { $0.deadline <= now }
        waiters.removeAll { $0.deadline <= now }
        for waiter in late { waiter.continuation.resume(returning: .success([])) }
        setAlarm()
    }

    /// Nobody waits: no alarm. Else one for the first moment that matters to a waiter.
    private func setAlarm() {
        let moment = waiters.map(\.deadline).min().map { deadline in min(deadline, book.nextMoment ?? deadline) }
        guard moment != alarm?.moment else { return }
        alarm?.task.cancel()
        alarm = moment.map { moment in
            let task = Task { [weak self, timer] in
                try? await timer.sleep(until: moment, tolerance: nil)
                if !Task.isCancelled { await self?.ring() }
            }
            return (moment, task)
        }
    }

    /// Nil for now, for the past, and for what is no number.
    private func moment(in seconds: Double, atMost longest: Double) -> Timer.Instant? {
        seconds > 0 ? timer.now.advanced(by: .seconds(min(seconds, longest))) : nil
    }
}
