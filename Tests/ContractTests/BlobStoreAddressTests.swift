import AsyncHTTPClient
import Foundation
import PeerSupport
import Ports
import S3BlobStore
import Testing

/// Addresses at which uploaded files can be read for a while (`operations.md` 5.6).
@Suite("S3: signed addresses", .enabled(if: Peers.running != nil), .timeLimit(.minutes(5)))
struct BlobStoreAddressTests {
    @Test(
        "O36: a signed address is good for an hour; what is no plain picture is to be saved, not shown",
        arguments: [("images/ä logo.png", true), ("files/page.html", false)])
    func address(path: String, isShown: Bool) async throws {
        let store = S3BlobStore(try await present(Peers.running).bucket("a\(UUID().uuidString.lowercased())"))
        let key = try blobKey(path)
        try await store.put(key, Array("content".utf8), contentType: key.contentType)

        let address = try await store.address(of: key)
        let answer = try await Peers.http.execute(HTTPClientRequest(url: address), timeout: .seconds(20))

        #expect(address.contains("X-Amz-Expires=3600&"))
        #expect(address.contains("&response-content-disposition=attachment") != isShown)
        #expect(answer.status.code == 200)
        #expect(String(buffer: try await answer.body.collect(upTo: 100)) == "content")
    }
}
