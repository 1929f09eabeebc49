import ArgumentParser
import PanelAppFiles
import Ports
import UseCases

struct LoadDataCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "loaddata",
        abstract: "Load base genes from the original's fixture, FILE.json or FILE.json.gz.",
        discussion: """
            All or nothing; can be repeated: genes that are there already are brought up to date. In place of a file, \
            media:KEY reads it from the store of uploaded files, where it can be put without access to this machine.
            """)

    @Argument(help: "The file, or media:KEY.", completion: .file(extensions: ["json", "gz"]))
    var file: String

    private static let mediaScheme = "media:"

    func run() async throws {
        guard file.hasPrefix(Self.mediaScheme) else {
            return try await DataCommand.run("loaddata") { services in
                try await Self.load(GeneFixture(path: file), services)
            }
        }
        guard let key = BlobKey(String(file.dropFirst(Self.mediaScheme.count))) else {
            throw ValidationError("What follows media: must be a key such as genes/genes.json.gz.")
        }
        try await DataCommand.run("loaddata", as: .loaddata) { services in
            let media = try Composition.mediaStore(services.launch, role: "loaddata")
            let result: Result<Void, any Error>
            do {
                result = .success(try await Self.load(GeneFixture(key: key, in: media.store), services))
            } catch {
                result = .failure(error)
            }
            await media.close()
            try result.get()
        }
    }

    private static func load(_ file: GeneFixture, _ services: DataServices) async throws {
        let job = LoadGenes(file: file, genes: services.repository)
        let report = try await job.run { services.progress.report($0) }
        services.progress.end()
        var text =
            "done: \(report.read) records read, \(report.counts.inserted) genes new, \(report.counts.changed) changed, "
            + "\(report.counts.unchanged) unchanged; \(report.active) active"
        if report.dropped > 0 { text += "; \(report.dropped) without a symbol left out" }
        services.conclude("\(text); \(report.stored) genes stored")
    }
}
