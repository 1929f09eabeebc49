import ArgumentParser
import Logging
import Pages
import Ports
import UseCases
import Web

struct CollectStaticCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "collectstatic",
        abstract: "Publish the site's own files to the static bucket: those that changed.",
        discussion: """
            Run it from the image of a release before that serves. Files of earlier releases stay, for pages that are still open, \
            until --clear. In local mode web serves these files itself; they go to STATIC_ROOT, for a web server of one's own.
            """)

    @Flag(name: .customLong("dry-run"), help: "Change nothing; tell what would be done.")
    var isDryRun = false

    @Flag(help: "Afterwards remove published files that do not belong to this release.")
    var clear = false

    @Flag(help: "Accepted for old scripts; nothing is ever asked.")
    var noinput = false

    func run() async throws {
        let launch = try Launch.start(.collectstatic, name: "collectstatic")
        try await launch.run {
            let logger = launch.book.logger("collectstatic")
            if clear, let reason = launch.settings.clearingObjection {
                throw RefusedConfiguration(variable: "AWS_STATICFILES_LOCATION", reason: reason)
            }
            let opened = try Composition.staticStore(launch, role: "collectstatic")
            let result: Result<CollectStatic.Report, any Error>
            do {
                result = .success(try await collect(into: opened.store, launch.settings.site.staticURL, logger))
            } catch {
                result = .failure(error)
            }
            await opened.close()
            if try result.get().failed > 0 { throw ExitCode.failure }
        }
    }

    private func collect(
        into store: any StaticStore, _ base: String, _ logger: Logger
    ) async throws -> CollectStatic.Report {
        let assets = try StaticAssets(folder: SitePages.assetsFolder, base: base, gzip: GzipEncoder { _, _ in nil })
            .manifest()
        let report: CollectStatic.Report
        do throws(BlobFailure) {
            report = try await CollectStatic(assets, into: store).run(isDryRun: isDryRun, clears: clear) { event in
                tell(event, logger)
            }
        } catch {
            throw Unreadable(reason: Self.reason(error))
        }
        let would = isDryRun ? "would be " : ""
        var text = "\(report.copied) files \(would)copied, \(report.unmodified) unmodified"
        text += ", \(report.deleted) \(would)deleted"
        if report.failed > 0 { text += ", \(report.failed) failed" }
        logger.info(
            "\(text); static addresses begin with \(base)",
            metadata: [
                "event": "collectstatic.done", "dry_run": .stringConvertible(isDryRun),
                "copied": .stringConvertible(report.copied), "unmodified": .stringConvertible(report.unmodified),
                "deleted": .stringConvertible(report.deleted), "failed": .stringConvertible(report.failed),
            ])
        return report
    }

    private func tell(_ event: CollectStatic.Event, _ logger: Logger) {
        let would = isDryRun ? "would be " : ""
        switch event {
        case .copied(let path): logger.info("\(path) \(would)copied", metadata: ["event": "collectstatic.copied"])
        case .deleted(let path): logger.info("\(path) \(would)deleted", metadata: ["event": "collectstatic.deleted"])
        case .failed(let path, let failure):
            logger.error(
                "\(path) failed: \(Self.reason(failure))", metadata: ["event": "collectstatic.failed"])
        }
    }

    private struct Unreadable: Error, CustomStringConvertible {
        let reason: String
        var description: String { "what is published cannot be listed, so nothing was done: \(reason)" }
    }

    private static func reason(_ failure: BlobFailure) -> String {
        switch failure {
        case .notFound(let key): "\(key) is not there"
        case .refused(_, let reason), .unavailable(let reason): reason
        }
    }
}

extension Settings {
    /// Why files that are no release's must not be removed: uploaded ones may lie among them. Nil when all is well.
    var clearingObjection: String? {
        guard let statics = aws?.staticFiles, let media = aws?.media, statics.name == media.name else { return nil }
        let isInside = statics.location.isEmpty || "\(media.location)/".hasPrefix("\(statics.location)/")
        guard isInside else { return nil }
        return "holds AWS_MEDIAFILES_LOCATION in the same bucket, so --clear would remove uploaded files"
    }
}
