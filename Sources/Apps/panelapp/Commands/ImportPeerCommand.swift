import ArgumentParser
import Domain
import Logging
import PeerReader
import Ports
import SystemClock
import UseCases

struct ImportPeerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import-api",
        abstract: "Mirror the public panels of another PanelApp, through its API or from a folder of its answers.",
        discussion: """
            Panels keep their numbers. Repeat it to update: only what changed is fetched and written, and the version that \
            was here before stays readable. Can be stopped and started again. A panel that was changed here is refused, the \
            others go on, and the command ends with 1.

            FOLDER holds panels/panel_ID.json, answers of /api/v1/panels/ID/, and may hold list/*.json, pages of \
            /api/v1/panels/, and historic/: panel_ID_vVERSION.json, older versions, and signedoff*.json, pages of \
            /api/v1/panels/signedoff/.

            Reviews, comments and history are not in the API and do not come along; versions between two runs neither, \
            but for the signed-off one.
            """)

    @Argument(help: "https://host of a running PanelApp, or a folder.", completion: .directory)
    var source: String

    @Flag(
        help: """
            Fetch every panel, also where the list says that nothing changed. Tags change without a new version, and an \
            original does not tell.
            """)
    var refetch = false

    func run() async throws {
        let address: PeerAddress?
        do throws(PeerFault) { address = PeerAddress.isAddress(source) ? try PeerAddress(source) : nil } catch {
            throw ValidationError(Explanation.of(error))
        }
        try await DataCommand.run("import-api") { services in
            if let address {
                try await PeerClient.with(address, agent: "panelapp/\(BuildVersion.current) import-api") { client in
                    try await mirror(client, services)
                }
            } else {
                try await mirror(PeerFolder(path: source), services)
            }
        }
    }

    private func mirror(_ source: any PeerSource, _ services: DataServices) async throws {
        let logger = services.logger
        let job = ImportPeer(
            source: source, loader: services.repository, reader: services.repository, genes: services.repository,
            packing: .gzip, clock: SystemClock())
        let report = try await job.run(everything: refetch) {
            services.progress.report($0)
        } problem: { panel, error in
            logger.error(
                "panel \(panel) was not stored: \(Explanation.of(error))",
                metadata: ["event": "import.refused", "panel": .stringConvertible(panel)])
        }
        services.progress.end()
        Self.tell(report, to: logger)
        if !report.failed.isEmpty { throw ExitCode.failure }
    }

    private static func tell(_ report: PeerReport, to logger: Logger) {
        if !report.gone.isEmpty {
            logger.warning(
                "listed, but not given (any more): \(numbers(report.gone))", metadata: ["event": "import.gone"])
        }
        if !report.unlisted.isEmpty {
            logger.warning(
                "mirrored before, but not listed any more; they stay as they are here: \(numbers(report.unlisted))",
                metadata: ["event": "import.unlisted"])
        }
        if report.withoutDocument > 0 {
            logger.info(
                "\(report.withoutDocument) panels are on the list, but there is no document of them",
                metadata: ["event": "import.without_document"])
        }
        var text = "\(report.inserted) panels new, \(report.replaced) changed, \(report.unchanged) unchanged"
        if report.children > 0 { text += "; \(report.children) more from documents of their super panels" }
        if report.genes > 0 { text += "; \(report.genes) genes added" }
        if report.failed.isEmpty {
            logger.info("done: \(text)", metadata: ["event": "import.done"])
        } else {
            logger.error(
                "not done: \(text); not stored: \(numbers(report.failed))", metadata: ["event": "import.incomplete"])
        }
    }

    private static func numbers(_ panels: [PanelID]) -> String {
        "\(panels.count == 1 ? "panel" : "panels") \(panels.sorted().map(\.description).joined(separator: ", "))"
    }
}
