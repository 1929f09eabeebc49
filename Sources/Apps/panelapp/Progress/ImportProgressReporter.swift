import Synchronization
import UseCases

/// Passes an import's progress on to the bar or the log: each thing that is counted gets its own.
final class ImportProgressReporter: Sendable {
    private let reporter: ProgressReporter
    private let current = Mutex<String?>(nil)

    init(_ reporter: ProgressReporter) { self.reporter = reporter }

    func report(_ progress: ImportProgress) {
        let previous = current.withLock { current in
            let previous = current
            current = progress.what
            return previous
        }
        if previous != progress.what {
            if previous != nil { reporter.finish() }
            reporter.begin(progress.what, total: progress.total)
        }
        reporter.set(done: progress.done, total: progress.total)
    }

    func end() {
        let previous = current.withLock { current in
            let previous = current
            current = nil
            return previous
        }
        if previous != nil { reporter.finish() }
    }
}
