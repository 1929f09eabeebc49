import AWSClient
import DatabaseSupport
import Foundation
import PeerSupport
import Ports
import S3BlobStore
import Testing

@testable import panelapp

/// One run of `collectstatic`, and what its last line says.
struct CollectStaticRun {
    let code: Int32
    let lines: [String]
    let copied: Int
    let unmodified: Int
    let deleted: Int

    init(_ arguments: [String], environment: [String: String]) async throws {
        (code, lines) = try await RunningProgram.run(["collectstatic"] + arguments, environment: environment)
        let done = lines.compactMap { line in
            (try? JSONSerialization.jsonObject(with: Data(line.utf8))) as? [String: Any]
        }.last { $0["event"] as? String == "collectstatic.done" }
        copied = done?["copied"] as? Int ?? -1
        unmodified = done?["unmodified"] as? Int ?? -1
        deleted = done?["deleted"] as? Int ?? -1
    }
}

/// One-off commands that touch a bucket.
@Suite("Commands in aws mode", .besideFew, .timeLimit(.minutes(5)))
struct AWSCommandTests {
    /// What `collectstatic` needs and nothing else, with a bucket of the test's own.
    private func publishing(_ extra: [String: String] = [:]) async throws -> (
        bucket: String, environment: [String: String]
    ) {
        let peers = try present(Peers.running)
        let name = "c\(UUID().uuidString.lowercased())"
        _ = try await peers.bucket(name)
        let environment = [
            "PANELAPP_MODE": "aws", "AWS_REGION": "eu-west-2", "AWS_S3_STATICFILES_BUCKET_NAME": name,
            "AWS_S3_STATICFILES_CUSTOM_DOMAIN": "cdn.example.org", "AWS_ENDPOINT_URL": peers.aws,
            "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
        ]
        return (name, environment.merging(extra) { _, new in new }.filter { !$0.value.isEmpty })
    }

    private func headers(_ bucket: String, _ object: String) async throws -> [String: String] {
        try present(try await present(Peers.running).bucket(bucket, location: "").head(object))
    }

    @Test("O25, O28: a location may be empty; what is published has its type and a day to be kept")
    func root() async throws {
        let (bucket, environment) = try await publishing(["AWS_S3_SSE": "AES256", "AWS_DEFAULT_ACL": "public-read"])
        var atRoot = environment
        // Empty counts here, so it must get through.
        atRoot["AWS_STATICFILES_LOCATION"] = " "

        let run = try await CollectStaticRun([], environment: atRoot)

        #expect(run.code == 0)
        let listed = try await present(Peers.running).bucket(bucket, location: "").list(prefix: "").map(\.object)
        #expect(listed.count == run.copied)
        let style = try present(listed.first { $0.wholeMatch(of: /app\.[0-9a-f]{8}\.css/) != nil })
        let facts = try await headers(bucket, style)
        #expect(facts["content-type"] == "text/css" && facts["cache-control"] == "max-age=86400")
        #expect(facts["x-amz-server-side-encryption"] == "AES256")
        #expect(run.lines.last?.contains("begin with https://cdn.example.org/\"") == true)
    }

    @Test("5.7: a dry run changes nothing")
    func dryRun() async throws {
        let (bucket, environment) = try await publishing()
        let run = try await CollectStaticRun(["--dry-run", "--clear"], environment: environment)
        #expect(run.code == 0 && run.copied > 0)
        #expect(try await present(Peers.running).bucket(bucket, location: "").list(prefix: "") == [])
    }

    @Test("5.7: clearing is refused where uploaded files lie among the static ones")
    func clearing() async throws {
        let (bucket, environment) = try await publishing()
        var mixed = environment
        mixed["AWS_S3_MEDIAFILES_BUCKET_NAME"] = bucket
        mixed["AWS_MEDIAFILES_LOCATION"] = "static/uploads"
        let refused = try await CollectStaticRun(["--clear"], environment: mixed)
        #expect(refused.code == 78)
        #expect(refused.lines.last?.contains("AWS_STATICFILES_LOCATION") == true)
        mixed["AWS_MEDIAFILES_LOCATION"] = "uploads"
        #expect(try await CollectStaticRun(["--clear"], environment: mixed).code == 0)
    }

    @Test("3.5: collectstatic names what it lacks; a bucket that is not there is told and ends with 1")
    func lacking() async throws {
        let (_, environment) = try await publishing()
        let none = try await CollectStaticRun(
            [], environment: environment.filter { $0.key != "AWS_S3_STATICFILES_BUCKET_NAME" })
        #expect(none.code == 78 && none.lines.last?.contains("AWS_S3_STATICFILES_BUCKET_NAME") == true)
        var other = environment
        other["AWS_S3_STATICFILES_BUCKET_NAME"] = "no-such-bucket-anywhere"
        let missing = try await CollectStaticRun([], environment: other)
        #expect(missing.code == 1 && missing.lines.last?.contains("NoSuchBucket") == true)
    }

    @Test("AWS_S3_VERIFY: a certificate that nobody trusts is refused, unless checking is off")
    func verify() async throws {
        let peers = try present(Peers.running)
        let (_, environment) = try await publishing(["AWS_ENDPOINT_URL": "", "AWS_S3_ENDPOINT_URL": peers.awsTLS])
        #expect(try await CollectStaticRun(["--dry-run"], environment: environment).code == 1)
        var lax = environment
        lax["AWS_S3_VERIFY"] = "False"
        #expect(try await CollectStaticRun(["--dry-run"], environment: lax).code == 0)
    }

    @Test("O58: on an instance the keys come from its metadata service, version 2")
    func instance() async throws {
        let peers = try present(Peers.running)
        // It has a second to answer, so it is the stand-in that is asked for little else.
        let (_, environment) = try await publishing([
            "AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_EC2_METADATA_SERVICE_ENDPOINT": peers.sqs,
        ])
        #expect(try await CollectStaticRun([], environment: environment).code == 0)
    }

    @Test("O59: an agent elsewhere, or no way to credentials at all, ends with 78 and says what to do")
    func noCredentials() async throws {
        let keyless = ["AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""]
        let (_, elsewhere) = try await publishing(
            keyless.merging(["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://10.0.0.5/creds"]) { _, new in new })
        let refused = try await CollectStaticRun([], environment: elsewhere)
        #expect(refused.code == 78)
        #expect(refused.lines.last?.contains("AWS_CONTAINER_CREDENTIALS_FULL_URI") == true)
        let (_, without) = try await publishing(
            keyless.merging(["AWS_EC2_METADATA_DISABLED": "true"]) { _, new in new })
        let none = try await CollectStaticRun([], environment: without)
        #expect(none.code == 78)
        for way in ["AWS_ACCESS_KEY_ID", "web identity", "ECS", "EKS", "EC2"] {
            #expect(none.lines.last?.contains(way) == true)
        }
    }

    @Test("5.4: loaddata reads the fixture from the media store, and names a key that is not there")
    func loadData() async throws {
        let peers = try present(Peers.running)
        let bucket = "g\(UUID().uuidString.lowercased())"
        let store = S3BlobStore(try await peers.bucket(bucket))
        let records = (0..<20_000).map { number in
            #"{"model":"panels.gene","pk":"GENE\#(number)","fields":{"gene_name":"name \#(number)","ensembl_genes":"{}","active":true}}"#
        }
        let file = Array("[\(records.joined(separator: ","))]".utf8)
        try await store.put(try present(BlobKey("genes/all.json")), file, contentType: "application/json")
        try await TestDatabases.withPostgresURL { url in
            let environment = [
                "PANELAPP_MODE": "aws", "DATABASE_URL": url, "AWS_REGION": "eu-west-2", "AWS_ENDPOINT_URL": peers.aws,
                "AWS_S3_MEDIAFILES_BUCKET_NAME": bucket, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
            ]
            #expect(try await RunningProgram.run(["migrate"], environment: environment).code == 0)
            let loaded = try await RunningProgram.run(["loaddata", "media:genes/all.json"], environment: environment)
            #expect(loaded.code == 0)
            #expect(loaded.lines.last?.contains("20000 genes stored") == true)
            let missing = try await RunningProgram.run(["loaddata", "media:genes/none.json"], environment: environment)
            #expect(missing.code == 1)
            #expect(
                missing.lines.last?.contains("media:genes/none.json: there is no such file in the media store") == true)
            let without = environment.filter { $0.key != "AWS_S3_MEDIAFILES_BUCKET_NAME" }
            #expect(
                try await RunningProgram.run(["loaddata", "media:genes/all.json"], environment: without).code == 78)
        }
    }
}

/// The same commands in local mode.
@Suite("Static files and fixtures in local mode", .besideFew, .timeLimit(.minutes(5)))
struct LocalFilesCommandTests {
    @Test("5.7: collectstatic publishes to the data folder, or to STATIC_ROOT")
    func local() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "panelapp-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let environment = ["PANELAPP_DATA_DIR": folder.path]
        let run = try await CollectStaticRun([], environment: environment)
        #expect(run.code == 0 && run.copied > 0)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "static").path)
        #expect(names.contains { $0.wholeMatch(of: /app\.[0-9a-f]{8}\.css/) != nil })
        #expect(try await CollectStaticRun([], environment: environment).copied == 0)
        let root = folder.appending(path: "www")
        let other = environment.merging(["STATIC_ROOT": root.path]) { _, new in new }
        #expect(try await CollectStaticRun([], environment: other).copied == run.copied)
        #expect(FileManager.default.fileExists(atPath: root.path))
    }

    @Test("5.4: loaddata media:KEY reads from the folder of uploaded files")
    func media() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "panelapp-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let genes = folder.appending(path: "uploads/genes")
        try FileManager.default.createDirectory(at: genes, withIntermediateDirectories: true)
        let record =
            #"[{"model":"panels.gene","pk":"A1BG","fields":{"gene_name":"n","ensembl_genes":"{}","active":true}}]"#
        try Data(record.utf8).write(to: genes.appending(path: "one.json"))
        let environment = ["PANELAPP_DATA_DIR": folder.path]
        let loaded = try await RunningProgram.run(["loaddata", "media:genes/one.json"], environment: environment)
        #expect(loaded.code == 0 && loaded.lines.last?.contains("1 genes stored") == true)
    }
}
