import Logging
import UseCases

/// The closing words of an import: the counts of each table, and one line that says whether everything arrived.
enum ImportSummary {
    static func tell(_ report: ImportReport, to services: DataServices) {
        if services.isTerminal { services.write(ImportTable.text(report)) } else { log(report, to: services.logger) }
        let panels =
            "\(report.insertedPanels) panels new, \(report.replacedPanels) replaced, \(report.unchangedPanels) unchanged"
        if report.differences.isEmpty {
            services.conclude("done: \(panels); all counts agree")
        } else {
            services.logger.error(
                "not done: \(panels); counts differ for \(report.differences.map(\.kind.title).joined(separator: ", "))",
                metadata: ["event": "import.incomplete"])
        }
    }

    private static func log(_ report: ImportReport, to logger: Logger) {
        for line in report.lines where line.source > 0 || !line.agrees {
            var text = "\(line.kind.title): \(line.source) in the source, \(line.attached) here"
            if line.unattached > 0 { text += ", \(line.unattached) kept aside because nothing refers to them" }
            let metadata: Logger.Metadata = [
                "event": "import.count", "table": "\(line.kind.rawValue)",
                "source": .stringConvertible(line.source),
                "target": .stringConvertible(line.attached + line.unattached),
            ]
            if line.agrees {
                logger.info("\(text)", metadata: metadata)
            } else {
                logger.error("\(text): THEY DIFFER", metadata: metadata)
            }
        }
    }
}
