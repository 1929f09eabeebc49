import SQLCore
import Synchronization

/// The workers of a database, the jobs that wait for one, and the bounds of both (`operations.md` 9.2).
final class PostgresPool: Sendable {
    enum Next {
        case job(PostgresJob)
        case parked
        case closed
    }

    enum Unparked {
        case ends
        case checks
        case wasAssigned
    }

    private struct Waiting {
        let job: PostgresJob
        let timer: Task<Void, Never>
    }

    private struct State {
        var parked: [PostgresWorker] = []
        var workers = 0
        /// Jobs that write and run.
        var writing = 0
        var waiting: [Waiting] = []
        var nextID = 0
        var generation = 0
        var isPreparing = true
        /// Until when the server is taken to refuse every change.
        var refusesUntil: ContinuousClock.Instant?
        var isClosed = false
        var closing: [CheckedContinuation<Void, Never>] = []
    }

    let configuration: PostgresConfiguration
    private let maximumWorkers: Int
    /// Writers wait for each other's locks while they hold a connection; one in four is kept free of them, so that readers
    /// need not wait as well.
    private let maximumWriters: Int
    private let state = Mutex(State())

    /// Told when connections made so far are not to be used again.
    private let renewed: @Sendable () -> Void

    init(_ configuration: PostgresConfiguration, maximumWorkers: Int, renewed: @escaping @Sendable () -> Void) {
        self.configuration = configuration
        self.renewed = renewed
        self.maximumWorkers = maximumWorkers
        maximumWriters = maximumWorkers == 1 ? 1 : maximumWorkers - max(1, maximumWorkers / 4)
    }

    /// Raised by the first failure that broke a connection: connections made before it are not used again.
    var generation: Int { state.withLock { $0.generation } }

    /// A connection of this generation broke.
    func broke(generation: Int) {
        let isFirst = state.withLock { state in
            guard state.generation == generation else { return false }
            state.generation += 1
            return true
        }
        if isFirst { renewed() }
    }

    /// A shared connection broke.
    func brokeShared() { state.withLock { $0.generation += 1 } }

    /// How long a new connection's refusal to write counts for all: each attempt costs connections.
    private static let refusalCounts = Duration.seconds(1)

    /// A connection that was just made refused to write as well: there is no other server to be had at the moment.
    func refusedToWrite() { state.withLock { $0.refusesUntil = .now + Self.refusalCounts } }

    /// Whether the server has just refused to write.
    var refusesWrites: Bool { state.withLock { $0.refusesUntil.map { $0 > .now } ?? false } }

    /// Whether connections prepare and keep statements.
    var isPreparing: Bool { state.withLock { $0.isPreparing } }

    /// A pooler between us and the server does not bear prepared statements. Answers whether that is news.
    func stopPreparing() -> Bool {
        state.withLock { state in
            defer { state.isPreparing = false }
            return state.isPreparing
        }
    }

    /// Workers with and without a job.
    var connections: (inUse: Int, idle: Int) {
        state.withLock { ($0.workers - $0.parked.count, $0.parked.count) }
    }

    func newID() -> Int {
        state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
    }

    /// Gives the job to a free worker, to a new one where the bound allows it, or lets it wait.
    func submit(_ job: PostgresJob) {
        let start: (() -> Void)? = state.withLock { state in
            if state.isClosed { return { job.refuse(SQLError.closed) } }
            // A task may be cancelled before it gets here; later `cancel` finds the job among the waiting ones.
            if job.cancellation.isCancelled { return { job.refuse(CancellationError()) } }
            if mayBegin(job, state) {
                if let worker = state.parked.popLast() {
                    if job.isWrite { state.writing += 1 }
                    return { worker.assign(job) }
                }
                if state.workers < maximumWorkers {
                    if job.isWrite { state.writing += 1 }
                    state.workers += 1
                    return { PostgresWorker(pool: self).start(with: job) }
                }
            }
            state.waiting.append(Waiting(job: job, timer: timer(for: job.id)))
            return nil
        }
        start?()
    }

    /// A job that still waits is refused; one that runs is interrupted.
    func cancel(_ id: Int, _ cancellation: PostgresCancellation) {
        cancellation.cancel()
        withdraw(id)?.refuse(CancellationError())
    }

    /// Whether one more may write; a write does not overtake those that wait.
    private func mayBegin(_ job: PostgresJob, _ state: State) -> Bool {
        !job.isWrite || (state.writing < maximumWriters && !state.waiting.contains { $0.job.isWrite })
    }

    /// A job came to its end. Its worker asks for the next one at once.
    func finished(_ job: PostgresJob) {
        if job.isWrite { state.withLock { $0.writing -= 1 } }
    }

    /// The oldest waiting job that may begin, or else the worker is parked.
    func nextJob(for worker: PostgresWorker) -> Next {
        state.withLock { state in
            let mayWrite = state.writing < maximumWriters
            if let index = state.waiting.firstIndex(where: { mayWrite || !$0.job.isWrite }) {
                let waiting = state.waiting.remove(at: index)
                waiting.timer.cancel()
                if waiting.job.isWrite { state.writing += 1 }
                return .job(waiting.job)
            }
            if state.isClosed { return .closed }
            state.parked.append(worker)
            return .parked
        }
    }

    /// Takes a worker that has woken by itself off the parked ones. With `toEnd` it ends unless it is the last.
    func unpark(_ worker: PostgresWorker, toEnd: Bool) -> Unparked {
        state.withLock { state in
            guard let index = state.parked.firstIndex(where: { $0 === worker }) else { return .wasAssigned }
            state.parked.remove(at: index)
            return toEnd && state.workers > 1 ? .ends : .checks
        }
    }

    /// A worker's thread has ended.
    func ended() {
        let done = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            state.workers -= 1
            guard state.isClosed, state.workers == 0 else { return [] }
            defer { state.closing = [] }
            return state.closing
        }
        for waiter in done { waiter.resume() }
    }

    /// Refuses what waits, lets what runs come to its end, and ends all threads.
    func close() async {
        await withCheckedContinuation { continuation in
            let (refused, parked, isDone) = state.withLock { state in
                state.isClosed = true
                defer {
                    state.waiting = []
                    state.parked = []
                }
                if state.workers > 0 { state.closing.append(continuation) }
                return (state.waiting, state.parked, state.workers == 0)
            }
            for waiting in refused {
                waiting.timer.cancel()
                waiting.job.refuse(SQLError.closed)
            }
            for worker in parked { worker.assign(nil) }
            if isDone { continuation.resume() }
        }
    }

    private func timer(for id: Int) -> Task<Void, Never> {
        let limit = configuration.acquireTimeout
        return Task {
            guard (try? await Task.sleep(for: limit)) != nil else { return }
            self.withdraw(id)?.refuse(SQLError.poolExhausted(waited: limit))
        }
    }

    private func withdraw(_ id: Int) -> PostgresJob? {
        state.withLock { state in
            guard let index = state.waiting.firstIndex(where: { $0.job.id == id }) else { return nil }
            let waiting = state.waiting.remove(at: index)
            waiting.timer.cancel()
            return waiting.job
        }
    }
}
