import Foundation
import TestSupport
import Testing

@testable import panelapp

@Suite("Limit of uploads")
struct UploadLimitTests {
    @Test(
        "O35: MAX_UPLOAD_SIZE is what an upload may have, and a panel list 20 MiB at most",
        arguments: [("1000", 1_000), ("52428800", 20 << 20), (nil, 20 << 20)])
    func limit(value: String?, expected: Int) async throws {
        try await ScratchFolder.with { folder in
            var environment = ["PANELAPP_MODE": "local", "PANELAPP_DATA_DIR": folder.path]
            environment["MAX_UPLOAD_SIZE"] = value
            let read = try Launch.reader(environment).read(for: .web).get()
            let settings = try LocalHome.prepare(read.0, command: .web)
            let parts = try await Composition.web(Launch(settings: settings, book: LogCapture().book()))
            #expect(parts.uploads == ["/panels/upload_panel/": expected])
            for case let closing as ClosingDatabase in parts.services { await closing.database.close() }
        }
    }
}
