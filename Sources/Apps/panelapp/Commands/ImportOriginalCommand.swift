import ArgumentParser
import Compression
import OriginalReader
import Ports
import PostgresDriver
import UseCases

struct ImportOriginalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import-original",
        abstract: "Move everything from the database of an original PanelApp.",
        discussion: """
            Accounts with passwords and API tokens, genes, panels of every status with their whole history, reviews,
            activities and file records; numbers are kept. The source is only read. Can be stopped and started again:
            panels that did not change since are passed over. Ends with 1 when the counts of source and target differ.
            """)

    @Argument(help: "postgresql://user:password@host:port/database of the original.")
    var source: String

    func run() async throws {
        let configuration: PostgresConfiguration
        do throws(PostgresURLError) { configuration = try Self.configuration(source) } catch {
            throw ValidationError("the address of the original is refused: \(error)")
        }
        try await DataCommand.run("import-original") { services in
            let original = PostgresDatabase(configuration)
            let report: Result<ImportReport, any Error>
            do {
                let job = ImportOriginal(
                    source: OriginalReader(original, packing: .gzip), loader: services.repository,
                    genes: services.repository)
                report = .success(try await job.run { services.progress.report($0) })
            } catch {
                report = .failure(error)
            }
            await original.close()
            services.progress.end()
            switch report {
            case .success(let report): ImportSummary.tell(report, to: services)
            case .failure(let mismatch as ImportMismatch):
                ImportSummary.tell(mismatch.report, to: services)
                throw mismatch
            case .failure(let error): throw error
            }
        }
    }

    /// A reader of one snapshot: few connections, no time limit on a statement, and no right to write.
    static func configuration(_ url: String) throws(PostgresURLError) -> PostgresConfiguration {
        var configuration = try PostgresConfiguration(url: url)
        configuration.readOnly = true
        configuration.maximumConnections = 2
        configuration.statementTimeout = .zero
        configuration.idleInTransactionTimeout = .zero
        configuration.applicationName = "panelapp-import-original/\(BuildVersion.current)"
        return configuration
    }
}

extension DocumentPacking {
    /// Level 3 packs a history of 300 MB in a few seconds, to a size that level 6 would only make a tenth smaller.
    static let gzip = Self { bytes in
        PackedDocument(gzip: Gzip.compress(bytes, level: 3), size: bytes.count)
    }
}
