import Hummingbird

/// Renders a problem as a page in the site's frame. Nil, or a thrown error, falls back to a plain page.
public typealias ProblemPageRenderer = @Sendable (HTTPProblem, Request, AppRequestContext) async throws -> ByteBuffer?

/// The page of last resort: no menu, no file, nothing that could fail in turn.
enum PlainProblemPage {
    static func render(_ problem: HTTPProblem, requestID: String) -> String {
        let title = "\(problem.status.code) \(problem.status.reasonPhrase)"
        return """
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">\
            <title>\(escape(title)) - PanelApp</title></head>
            <body>
            <main>
            <h1>\(escape(title))</h1>
            <p>\(escape(problem.sentence))</p>
            <p>Request: <code>\(escape(requestID))</code></p>
            <p><a href="/">Home</a></p>
            </main>
            </body>
            </html>

            """
    }

    static func escape(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}
