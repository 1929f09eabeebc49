import ArgumentParser
import Domain
import SystemClock
import UseCases

/// Fills an empty database for measurements. Not in the list of commands: it is a tool of `make bench`.
struct GenerateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate", abstract: "Fill an empty database with generated panels for measurements.",
        shouldDisplay: false)

    @Option(help: "The same seed and size give the same data.") var seed: UInt64 = 1
    @Option var panels = 400
    @Option var entities = 35_000
    @Option var reviews = 60_000
    @Option(help: "Entities of panel 1.") var largest = 3_000

    func validate() throws {
        if let problem = size.problem { throw ValidationError(problem) }
    }

    private var size: DataSetSize {
        DataSetSize(panels: panels, entities: entities, reviews: reviews, largest: largest)
    }

    func run() async throws {
        try await DataCommand.run("generate") { services in
            let job = GenerateDataSet(loader: services.repository, genes: services.repository)
            let report = try await job.run(size, seed: seed) { services.progress.report($0) }
            services.progress.end()
            services.logger.info(
                "done: \(report.panels) panels, \(report.entities) entities, \(report.reviews) reviews",
                metadata: ["event": "generate.done"])
        }
    }
}

/// Measures commands of curators; prints one line of JSON, times in microseconds.
struct BenchEditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench-edit", abstract: "Work on a panel's genes one after the other and print what it took.",
        shouldDisplay: false)

    @Option var panel: Int
    @Option var count = 200
    @Option(help: "edit, rate, review, add or promote, separated by commas.") var operations = "edit"

    func validate() throws {
        guard count > 0 else { throw ValidationError("--count must be above 0") }
        guard chosen.count == operations.split(separator: ",").count else {
            throw ValidationError("--operations names an unknown operation")
        }
    }

    private var chosen: [MeasureEdits.Operation] {
        operations.split(separator: ",").compactMap { MeasureEdits.Operation(rawValue: String($0)) }
    }

    func run() async throws {
        try await DataCommand.run("bench-edit") { services in
            let repository = services.repository
            let curation = Curation(
                reader: repository, writer: repository, people: repository, genes: repository, vocabulary: repository,
                clock: SystemClock(), schemaVersion: "benchmark")
            let job = MeasureEdits(
                reader: repository, people: repository, genes: repository, curation: curation)
            let report = try await job.run(PanelID(panel), count: count, chosen)
            services.launch.book.sink.flush()
            let medians = chosen.map { "\"\($0.rawValue)\":\(report.median[$0] ?? 0)" }.joined(separator: ",")
            print("{\"panel\":\(panel),\"entities\":\(report.entities),\(medians)}")
        }
    }
}
