import ArgumentParser
import PanelAppFiles
import UseCases

struct LoadDataCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "loaddata",
        abstract: "Load base genes from the original's fixture, FILE.json or FILE.json.gz.",
        discussion: "All or nothing; can be repeated: genes that are there already are brought up to date.")

    @Argument(help: "The file.", completion: .file(extensions: ["json", "gz"]))
    var file: String

    func run() async throws {
        try await DataCommand.run("loaddata") { services in
            let job = LoadGenes(file: GeneFixture(path: file), genes: services.repository)
            let report = try await job.run { services.progress.report($0) }
            services.progress.end()
            var text =
                "done: \(report.read) records read, \(report.counts.inserted) genes new, \(report.counts.changed) changed, "
                + "\(report.counts.unchanged) unchanged; \(report.active) active"
            if report.dropped > 0 { text += "; \(report.dropped) without a symbol left out" }
            services.conclude("\(text); \(report.stored) genes stored")
        }
    }
}
