// Web: the HTTP toolkit that the faces (`API`, `Pages`) share. Nothing here knows a panel.
//
// How a face uses it
//
//     func addRoutes(to router: Router<AppRequestContext>, ...)          // a face adds routes, `WebStack` made the router
//     router.get("/api/v1/panels/") { request, context in
//         guard ... else { throw HTTPProblem.notFound }                  // every refusal is a thrown HTTPProblem
//         return cached.response(to: request, contentType: MediaType.json, headers: [.vary: "Accept, Cookie"])
//     }
//     router.rejectOtherMethods(at: "/api/v1/panels/", allowing: [.get, .head, .options])
//
// - `AppRequestContext`  request id, scheme, host, client address, `notes` (user id for the log, CSP nonce).
// - `HTTPProblem`        a refusal; `ProblemMiddleware` turns it into JSON (`api.md` 4.1) or into an HTML page.
// - `CachedBody`         immutable bytes, their gzip form made once, an entity tag; `response(to:...)` answers
//                        200/304, plain or gzip, GET or HEAD. It copies nothing: 5 MB bodies share their storage.
// - `StaticAssets`       files under fingerprinted names; `url(for: "app.css")` gives `/static/app.1a2b3c4d.css`.
// - `SlashRedirectMiddleware`  add it to a route group: 301 to the address with the slash (`api.md` 1.2).
// - `WebStack`           the middlewares in their one order, as a `Router`; the composition root fills it.
// - `OperationsRoutes`   /version/, /ping/1/, /readyz, /health_check/ over injected probes.
//
// Responses a face builds by hand need no `Content-Length`, gzip or HEAD handling: the stack does all three.
