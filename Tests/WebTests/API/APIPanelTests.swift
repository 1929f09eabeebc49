import Domain
import Foundation
import HTTPTypes
import Testing

private let types = [
    PanelType(id: 1, name: "Rare", slug: "rare", description: "r"),
    PanelType(id: 2, name: "Cancer", slug: "cancer", description: "c"),
]

/// Panels of every status, a super panel over two of them, and an old version of the first.
private func site() -> APISite {
    var site = APISite()
    site.panels.add(
        1, "Alpha", oldCode: "0123456789abcdef01234567", related: ["R169", " Old name ", ""], types: types,
        entities: [
            .gene("BBB1", 3, tags: ["cnv"]), .gene("AAA1", 4, tags: ["cnv", "treatable"]), .gene("CCC1", 2),
            .gene("DDD1", 1),
            .gene("EEE1", 0, publications: nil), .str("AAA1_CAG", 3), .region("ISCA-1", 1),
        ])
    site.panels.add(2, "Alphabet", types: [types[1]], entities: [.gene("AAA1", 3)])
    site.panels.add(3, "Retired beta", status: .retired, related: ["R169"])
    site.panels.add(4, "Internal gamma", status: .internal, entities: [.gene("SECRET", 3)])
    site.panels.add(5, "Deleted delta", status: .deleted, related: ["R169"])
    site.panels.add(6, "Promoted epsilon", status: .promoted, related: nil)
    site.panels.add(7, "Super", children: [1, 2, 4])
    site.panels.freeze(
        1, Version(major: 0, minor: 9),
        document: #"""
            {"id":1,"name":"Old","strs":[{"tags":[],"entity_name":"S1","confidence_level":"3"}],"genes":[{"tags":["a","b"],"entity_name":"G1","confidence_level":"4"},{"tags":["a"],"entity_name":"G2","confidence_level":"2"}],"regions":[],"version":"0.9"}
            """#.trimmingCharacters(in: .whitespacesAndNewlines), signedOff: CivilDate(year: 2026, month: 1, day: 2))
    site.genes.symbolsByHGNC = ["HGNC:1": ["AAA1"]]
    return site
}

@Suite("API: lists of panels")
struct APIPanelListTests {
    @Test("A40, D74: everybody sees public and promoted; any non-empty `retired` adds the retired ones")
    func statuses() async throws {
        let plain = ["Alpha", "Alphabet", "Promoted epsilon", "Super"]
        let retired = ["Alpha", "Alphabet", "Promoted epsilon", "Retired beta", "Super"]
        for token in [nil, "Token curator-token"] {
            for (query, names) in [
                ("", plain), ("?retired=", plain), ("?retired=True", retired), ("?retired=False", retired),
                ("?retired=0", retired),
            ] {
                let answer = try await site().ask("/api/v1/panels/\(query)", token: token)

                #expect(try answer.names(key: "name") == names)
            }
        }
    }

    @Test("A41: types are a union without duplicates; unknown ones match nothing, an empty value filters nothing")
    func types() async throws {
        let site = site()

        #expect(try await site.ask("/api/v1/panels/?type=rare,cancer").names(key: "name") == ["Alpha", "Alphabet"])
        #expect(try await site.ask("/api/v1/panels/?type=rare").names(key: "name") == ["Alpha"])
        #expect(try await site.ask("/api/v1/panels/?type=nope").json("count") as? Int == 0)
        #expect(try await site.ask("/api/v1/panels/?type=rare,%20cancer").names(key: "name") == ["Alpha"])
        #expect(try await site.ask("/api/v1/panels/?type=").json("count") as? Int == 4)
    }

    @Test("A42: `name` finds parts in any letter case; digits are an id; A43: order by name")
    func names() async throws {
        let site = site()

        #expect(try await site.ask("/api/v1/panels/?name=ALPHA").names(key: "name") == ["Alpha", "Alphabet"])
        #expect(try await site.ask("/api/v1/panels/?name=2").names(key: "name") == ["Alphabet"])
        #expect(try await site.ask("/api/v1/panels/?name=4").json("count") as? Int == 0)
        #expect(
            try await site.ask("/api/v1/panels/?name=R169&retired=1").names(key: "name") == ["Alpha", "Retired beta"])
    }

    @Test("A24 to A28: pages of 100, links with sorted parameters and the client's scheme, bad pages are 404")
    func paging() async throws {
        var site = APISite()
        for id in 1...250 { site.panels.add(id, "Panel \(1000 + id)") }

        let first = try await site.ask("/api/v1/panels/?type=&b=x%20y,z&a=")
        let second = try await site.ask(
            "/api/v1/panels/?page=2", headers: [HTTPField.Name("X-Forwarded-Proto") ?? .via: "https"])
        let last = try await site.ask("/api/v1/panels/?page=last&format=json")

        #expect(first.body.hasPrefix(#"{"count":250,"next":"#))
        #expect(try first.json("next") as? String == "http://localhost/api/v1/panels/?a=&b=x+y%2Cz&page=2&type=")
        #expect(try first.names(key: "name").count == 100)
        #expect(try second.json("previous") as? String == "https://localhost/api/v1/panels/")
        #expect(try last.names(key: "name").count == 50)
        #expect(try last.json("previous") as? String == "http://localhost/api/v1/panels/?format=json&page=2")
        #expect(try last.json("next") is NSNull)
        for bad in ["0", "-1", "x", "", "4"] {
            let answer = try await site.ask("/api/v1/panels/?page=\(bad)")
            #expect(answer.status == 404)
            #expect(answer.detail == "Invalid page.")
        }
    }

    @Test(
        "1.11, 3: links are made of what was understood: escapes in one spelling, broken ones as they came",
        arguments: [
            ("Ataxia%20%28late%29%2C%20x/genes/", "Ataxia%20(late),%20x/genes/?page=2"),
            ("1/genes/?x=%2B&x=a+b", "1/genes/?page=2&x=%2B&x=a+b"),
            ("1/genes/?x=%+1%zz%", "1/genes/?page=2&x=%25+1%25zz%25"),
            ("1/genes/?a%3Db=%C3%A9&page=1&&Z", "1/genes/?Z=&a%3Db=%C3%A9&page=2"),
        ])
    func links(asked: String, next: String) async throws {
        var site = APISite()
        site.panels.add(1, "Ataxia (late), x", entities: (1...101).map { .gene("G\($0)", 3) })

        let answer = try await site.ask("/api/v1/panels/\(asked)")

        #expect(try answer.json("next") as? String == "http://localhost/api/v1/panels/\(next)")
    }

    @Test(
        "A58: versions/ holds the current version; unknown or hidden numbers give an empty page; all/ lists every version"
    )
    func versions() async throws {
        let site = site()
        let current = try await site.ask("/api/v1/panels/1/versions/")
        let all = try await site.ask("/api/v1/panels/1/versions/all/")

        #expect(try current.names(key: "version") == ["1.2"])
        for id in [4, 5, 99] {
            #expect(try await site.ask("/api/v1/panels/\(id)/versions/").json("count") as? Int == 0)
        }
        #expect(
            try await site.ask("/api/v1/panels/4/versions/", token: "Token curator-token").json("count") as? Int == 1)
        #expect(try await site.ask("/api/v1/panels/nosuch/versions/").status == 404)
        #expect(try all.json("count") as? Int == 2)
        #expect(try all.json("results", 0, "signed_off") is NSNull)
    }

    @Test("A64, A65: signed-off versions of public panels, with filters; the detail has entities")
    func signedOff() async throws {
        let site = site()
        let list = try await site.ask("/api/v1/panels/signedoff/")

        #expect(try list.json("count") as? Int == 1)
        #expect(try list.json("results", 0, "signed_off") as? String == "2026-01-02")
        #expect(!list.body.contains("\"genes\""))
        #expect(try await site.ask("/api/v1/panels/signedoff/?panel_id=1&display=all").json("count") as? Int == 1)
        #expect(try await site.ask("/api/v1/panels/signedoff/?panel_id=2").json("count") as? Int == 0)
        #expect(try await site.ask("/api/v1/panels/signedoff/?panel_id=x").status == 400)
        #expect(try await site.ask("/api/v1/panels/signedoff/1/").json("genes", 0, "entity_name") as? String == "G1")
        #expect(try await site.ask("/api/v1/panels/signedoff/2/").status == 404)
        #expect(try await site.ask("/api/v1/panels/signedoff/genes/").status == 404)
    }
}

@Suite("API: one panel")
struct APIPanelTests {
    @Test("A29, A30, A31: keys in order; empty and missing values; related entries cleaned")
    func keys() async throws {
        let answer = try await site().ask("/api/v1/panels/1/?exclude_entities=True")
        let bare = try await site().ask("/api/v1/panels/6/")

        #expect(
            answer.body
                == #"""
                {"id":1,"hash_id":"0123456789abcdef01234567","name":"Alpha","disease_group":"","disease_sub_group":"","description":"","status":"public","version":"1.2","version_created":"2026-02-02T02:40:00.000000Z","relevant_disorders":["R169","Old name"],"stats":{"number_of_genes":5,"number_of_strs":1,"number_of_regions":1},"types":[{"name":"Rare","slug":"rare","description":"r"},{"name":"Cancer","slug":"cancer","description":"c"}],"child_panel_ids":[]}
                """#.trimmingCharacters(in: .whitespacesAndNewlines))
        #expect(try bare.json("relevant_disorders") is NSNull)
        #expect(try bare.json("hash_id") is NSNull)
        #expect(bare.body.contains("\"types\":[]"))
    }

    @Test("A32: instants carry six digits and the offset of the deployment's zone")
    func zones() async throws {
        var site = site()
        site.zone = TimeZone(identifier: "Australia/Sydney") ?? .gmt

        #expect(
            try await site.ask("/api/v1/panels/1/").json("version_created") as? String
                == "2026-02-02T13:40:00.000000+11:00")
    }

    @Test(
        "A33 to A35, A38: entities of an ordinary panel carry no panel; keys in order; numbers and strings as documented"
    )
    func entities() async throws {
        let answer = try await site().ask("/api/v1/panels/1/")

        #expect(!answer.body.contains("\"panel\":"))
        #expect(
            answer.body.contains(
                #"{"gene_data":null,"entity_type":"str","entity_name":"AAA1_CAG","confidence_level":"3","penetrance":null,"publications":[],"evidence":[],"phenotypes":[],"mode_of_inheritance":"","repeated_sequence":"CAG","chromosome":"4","grch37_coordinates":[5,5],"grch38_coordinates":[5,9],"normal_repeats":26,"pathogenic_repeats":40,"tags":[]}"#
            ))
        #expect(
            answer.body.contains(
                #""verbose_name":"Long name","confidence_level":"1","penetrance":null,"mode_of_pathogenicity":null,"haploinsufficiency_score":"3","triplosensitivity_score":"","required_overlap_percentage":60,"type_of_variants":"cnv_loss","publications":[]"#
            ))
        #expect(try answer.json("genes", 4, "publications") is NSNull)
    }

    @Test("A44, A45: digits, old code, exact name before part, related entry, part of the name; public panels first")
    func lookup() async throws {
        let site = site()
        for (key, id) in [
            ("1", 1), ("0123456789abcdef01234567", 1), ("Alpha", 1), ("alphab", 2), ("R169", 1), ("beta", 3),
            ("Retired%20beta", 3),
        ] {
            #expect(try await site.ask("/api/v1/panels/\(key)/").json("id") as? Int == id, "\(key)")
        }
        #expect(try await site.ask("/api/v1/panels/R169/genes/").json("results", 0, "panel", "id") as? Int == 1)
        #expect(try await site.ask("/api/v1/panels/99999999999999999999/").status == 404)
    }

    @Test("A46, A47: retired panels are open to all, internal and deleted ones to curators, with or without a version")
    func policy() async throws {
        let site = site()
        for uri in [
            "/api/v1/panels/4/", "/api/v1/panels/5/", "/api/v1/panels/4/?version=1.2", "/api/v1/panels/4/genes/",
        ] {
            for token in [nil, "Token reviewer-token"] {
                let answer = try await site.ask(uri, token: token)
                #expect(answer.status == 404)
                #expect(answer.detail == "Not found.")
            }
            #expect(try await site.ask(uri, token: "Token curator-token").status == 200)
        }
        #expect(try await site.ask("/api/v1/panels/3/?version=1.2").json("status") as? String == "retired")
    }

    @Test("A48: an old version is its stored document with signed_off last; A51: the current one never has that key")
    func oldVersion() async throws {
        let old = try await site().ask("/api/v1/panels/1/?version=0.9")
        let current = try await site().ask("/api/v1/panels/1/?version=1.2")

        #expect(old.body.hasPrefix(#"{"id":1,"name":"Old","strs":[{"tags":[],"entity_name":"S1""#))
        #expect(old.body.hasSuffix(#""version":"0.9","signed_off":"2026-01-02"}"#))
        #expect(!current.body.contains("signed_off"))
    }

    @Test("A49: versions that are none")
    func badVersions() async throws {
        let site = site()
        for text in ["abc", "1.2.3", "1.x", "1", "."] {
            let answer = try await site.ask("/api/v1/panels/1/?version=\(text)")
            #expect(answer.status == 400, "\(text)")
            #expect(answer.detail == "Incorrect version supplied")
        }
        for uri in [
            "/api/v1/panels/1/?version=9.9", "/api/v1/panels/1/?version=01.2", "/api/v1/panels/99/?version=1.0",
            "/api/v1/panels/1/?version=99999999999999999999.0",
        ] {
            #expect(try await site.ask(uri).status == 404, "\(uri)")
        }
        #expect(try await site.ask("/api/v1/panels/1/?version=").status == 200)
    }

    @Test("A50: exclude_entities leaves the lists out, of old versions too")
    func excluded() async throws {
        for value in ["True", "true", "1"] {
            #expect(!(try await site().ask("/api/v1/panels/1/?exclude_entities=\(value)").body.contains("\"genes\"")))
            #expect(
                !(try await site().ask("/api/v1/panels/1/?version=0.9&exclude_entities=\(value)").body.contains(
                    "\"genes\"")))
        }
        #expect(try await site().ask("/api/v1/panels/1/?exclude_entities=False").body.contains("\"genes\""))
    }

    @Test("A52: the detail is ordered by level, the list by name; A39: list rows carry their panel")
    func order() async throws {
        let site = site()
        let list = try await site.ask("/api/v1/panels/1/genes/")

        #expect(try await site.ask("/api/v1/panels/1/").names("genes") == ["AAA1", "BBB1", "CCC1", "DDD1", "EEE1"])
        #expect(try list.names() == ["AAA1", "BBB1", "CCC1", "DDD1", "EEE1"])
        #expect(try list.json("results", 0, "panel", "id") as? Int == 1)
        #expect(list.body.contains("]},\"transcript\":null}") || list.body.contains("[]},\"transcript\":null}"))
    }

    @Test("A53: levels; A54: names and HGNC ids; A55: tags; A57: by related entry")
    func filters() async throws {
        let site = site()
        for (query, names) in [
            ("confidence_level=3", ["AAA1", "BBB1"]), ("confidence_level=2", ["CCC1"]),
            ("confidence_level=0", ["EEE1"]),
            ("confidence_level=", ["AAA1", "BBB1", "CCC1", "DDD1", "EEE1"]),
            ("entity_name=AAA1,CCC1", ["AAA1", "CCC1"]),
            ("entity_name=HGNC:1", ["AAA1"]), ("entity_name=HGNC:9", []), ("entity_name=HGNC:%00", []),
            ("entity_name=HGNC:,AAA1", ["AAA1"]), ("entity_name=%00,BBB1", ["BBB1"]),
            ("entity_name=AAA1,%20CCC1", ["AAA1"]),
            ("tags=cnv,treatable", ["AAA1", "BBB1"]), ("tags=nope", []),
        ] as [(String, [String])] {
            #expect(try await site.ask("/api/v1/panels/1/genes/?\(query)").names() == names, "\(query)")
        }
        for bad in ["7", "x", "-1", "03"] {
            let answer = try await site.ask("/api/v1/panels/1/genes/?confidence_level=\(bad)")
            #expect(answer.status == 400)
            #expect(
                try answer.json("confidence_level", 0) as? String
                    == "Select a valid choice. \(bad) is not one of the available choices.")
        }
        #expect(try await site.ask("/api/v1/panels/R169/genes/?confidence_level=3").names() == ["AAA1", "BBB1"])
    }

    @Test("A55, A56: an old version's lists filter by all tags, count themselves and end")
    func oldLists() async throws {
        let site = site()

        #expect(try await site.ask("/api/v1/panels/1/genes/?version=0.9").names() == ["G1", "G2"])
        #expect(try await site.ask("/api/v1/panels/1/genes/?version=0.9&tags=a,b").names() == ["G1"])
        #expect(try await site.ask("/api/v1/panels/1/genes/?version=0.9&confidence_level=3").names() == ["G1"])
        #expect(try await site.ask("/api/v1/panels/1/genes/?version=0.9&confidence_level=7").names() == [])
        #expect(try await site.ask("/api/v1/panels/1/strs/?version=0.9").json("count") as? Int == 1)
        #expect(try await site.ask("/api/v1/panels/1/genes/?page=1&version=0.9").json("next") is NSNull)
        #expect(try await site.ask("/api/v1/panels/1/genes/?page=2&version=0.9").status == 404)
    }

    @Test("A71, decision 22: a super panel is the union of the children that the reader may read")
    func superPanel() async throws {
        let site = site()
        let answer = try await site.ask("/api/v1/panels/7/")
        let curator = try await site.ask("/api/v1/panels/7/", token: "Token curator-token")

        #expect(try answer.json("child_panel_ids") as? [Int] == [1, 2])
        #expect(try answer.names("genes") == ["AAA1", "AAA1", "BBB1", "CCC1", "DDD1", "EEE1"])
        #expect(try answer.json("genes", 0, "panel", "id") as? Int == 1)
        #expect(try answer.json("genes", 1, "panel", "id") as? Int == 2)
        #expect(!answer.body.contains("SECRET"))
        #expect(try curator.json("child_panel_ids") as? [Int] == [1, 2, 4])
        #expect(curator.body.contains("SECRET"))
        #expect(try await site.ask("/api/v1/panels/7/genes/?version=1.2").json("count") as? Int == 6)
    }

    @Test("G9: a current answer has an entity tag, and 304 answers it")
    func conditional() async throws {
        let site = site()
        let first = try await site.ask("/api/v1/panels/1/")
        let tag = try #require(first.headers[.eTag])
        let second = try await site.ask("/api/v1/panels/1/", headers: [.ifNoneMatch: tag])

        #expect(second.status == 304)
        #expect(second.body.isEmpty)
        #expect(try await site.ask("/api/v1/panels/1/", headers: [.ifNoneMatch: "\"other\""]).status == 200)
    }
}
