/// Addresses of the databases that pages link to (`web.md 7.3`), over https.
extension Link {
    static func pubMed(_ id: String) -> Link? { foreign("https://pubmed.ncbi.nlm.nih.gov/\(encode(id))/") }
    static func omim(_ id: String) -> Link? { foreign("https://omim.org/entry/\(encode(id))") }
    static func hgnc(_ id: String) -> Link? {
        foreign("https://www.genenames.org/data/gene-symbol-report/#!/hgnc_id/\(encode(id))")
    }
    /// Gene of release 90 on GRCh38, or of release 82 on GRCh37, whose archive is named after its month.
    static func ensembl38(_ id: String) -> Link? {
        foreign("https://www.ensembl.org/Homo_sapiens/Gene/Summary?db=core;g=\(encode(id))")
    }
    static func ensembl37(_ id: String) -> Link? {
        foreign("https://grch37.ensembl.org/Homo_sapiens/Gene/Summary?db=core;g=\(encode(id))")
    }
    static func clinGen(_ symbol: String) -> Link? {
        foreign("https://search.clinicalgenome.org/kb/genes/\(encode(symbol))")
    }
    static func decipher(_ symbol: String) -> Link? {
        foreign("https://www.deciphergenomics.org/gene/\(encode(symbol))/overview/protein-genomic-info")
    }
    static func clinVar(_ symbol: String) -> Link? {
        foreign("https://www.ncbi.nlm.nih.gov/clinvar?term=\(encode("\(symbol)[Gene Name]"))")
    }
}

extension HTML {
    /// A link to another site: the arrow says so, and the page stays in this tab.
    mutating func foreignLink(_ link: Link?, _ text: String) {
        guard let link else { return self.text(text) }
        self.link(link, text, .class("ext"), .set("rel", "noopener"))
    }
}
