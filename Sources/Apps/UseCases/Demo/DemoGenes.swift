import Domain

/// The base genes of the demo data: public facts of HGNC, OMIM and Ensembl (releases 82 and 90).
enum DemoGenes {
    /// Symbol, name, HGNC number, OMIM number, Ensembl id, place on GRCh37, place on GRCh38.
    private typealias Fact = (String, String, Int, String, String, String, String)

    static let all: [Gene] = facts.map(gene)

    static func copy(_ symbol: String) -> JSONText? { all.first { $0.symbol == symbol }?.entityCopy }

    private static func gene(_ fact: Fact) -> Gene {
        var json = JSONWriter(capacity: 200)
        json.beginObject()
        for (build, release, place) in [("GRch37", "82", fact.5), ("GRch38", "90", fact.6)] {
            json.key(build)
            json.beginObject()
            json.key(release)
            json.beginObject()
            json.key("location")
            json.string(place)
            json.key("ensembl_id")
            json.string(fact.4)
            json.endObject()
            json.endObject()
        }
        json.endObject()
        return Gene(
            symbol: fact.0, name: fact.1, ensembl: JSONText(unchecked: json.bytes), omim: [fact.3], alias: [],
            aliasName: nil, biotype: fact.0 == "MT-TL1" ? "Mt_tRNA" : "protein_coding", hgncSymbol: fact.0,
            hgncID: "HGNC:\(fact.2)", hgncDateSymbolChanged: nil, hgncRelease: "2017-11-03", isActive: true)
    }

    private static let facts: [Fact] = [
        (
            "BRCA1", "BRCA1 DNA repair associated", 1100, "113705", "ENSG00000012048",
            "17:41196312-41277500", "17:43044295-43170245"
        ),
        (
            "BRCA2", "BRCA2 DNA repair associated", 1101, "600185", "ENSG00000139618",
            "13:32889611-32973805", "13:32315474-32400266"
        ),
        (
            "PALB2", "partner and localizer of BRCA2", 26144, "610355", "ENSG00000083093",
            "16:23614488-23652631", "16:23603160-23641310"
        ),
        (
            "CHEK2", "checkpoint kinase 2", 16627, "604373", "ENSG00000183765",
            "22:29083731-29138410", "22:28687743-28742422"
        ),
        (
            "ATM", "ATM serine/threonine kinase", 795, "607585", "ENSG00000149311",
            "11:108093211-108239829", "11:108222484-108369102"
        ),
        (
            "RAD51C", "RAD51 paralog C", 9820, "602774", "ENSG00000108384",
            "17:56769934-56811703", "17:58692573-58735611"
        ),
        (
            "RAD51D", "RAD51 paralog D", 9823, "602954", "ENSG00000185379",
            "17:33426811-33448541", "17:35092208-35121522"
        ),
        (
            "TP53", "tumor protein p53", 11998, "191170", "ENSG00000141510",
            "17:7565097-7590856", "17:7661779-7687550"
        ),
        (
            "BARD1", "BRCA1 associated RING domain 1", 952, "601593", "ENSG00000138376",
            "2:215590370-215674428", "2:214725646-214809711"
        ),
        (
            "KCNQ1", "potassium voltage-gated channel subfamily Q member 1", 6294, "607542", "ENSG00000053918",
            "11:2465914-2870339", "11:2444684-2849109"
        ),
        (
            "KCNH2", "potassium voltage-gated channel subfamily H member 2", 6251, "152427", "ENSG00000055118",
            "7:150642049-150675403", "7:150944961-150978315"
        ),
        (
            "SCN5A", "sodium voltage-gated channel alpha subunit 5", 10593, "600163", "ENSG00000183873",
            "3:38589548-38691164", "3:38548057-38649673"
        ),
        (
            "CALM1", "calmodulin 1", 1442, "114180", "ENSG00000198668",
            "14:90862846-90874605", "14:90396502-90408261"
        ),
        (
            "CALM2", "calmodulin 2", 1445, "114182", "ENSG00000143933",
            "2:47387221-47403740", "2:47160082-47176601"
        ),
        (
            "CALM3", "calmodulin 3", 1449, "114183", "ENSG00000160014",
            "19:47104331-47114050", "19:46601074-46610793"
        ),
        (
            "TRDN", "triadin", 12261, "603283", "ENSG00000186439",
            "6:123537483-123958238", "6:123216339-123637093"
        ),
        (
            "KCNE1", "potassium voltage-gated channel subfamily E regulatory subunit 1", 6240, "176261",
            "ENSG00000180509",
            "21:35818988-35884573", "21:34446688-34512275"
        ),
        (
            "AKAP9", "A-kinase anchoring protein 9", 379, "604001", "ENSG00000127914",
            "7:91570181-91739987", "7:91940867-92110673"
        ),
        (
            "MYH7", "myosin heavy chain 7", 7577, "160760", "ENSG00000092054",
            "14:23881947-23904927", "14:23412738-23435718"
        ),
        (
            "MYBPC3", "myosin binding protein C3", 7551, "600958", "ENSG00000134571",
            "11:47352957-47374253", "11:47331397-47352702"
        ),
        (
            "TNNT2", "troponin T2, cardiac type", 11949, "191045", "ENSG00000118194",
            "1:201328136-201346890", "1:201359008-201377762"
        ),
        (
            "TNNI3", "troponin I3, cardiac type", 11947, "191044", "ENSG00000129991",
            "19:55663137-55669141", "19:55151767-55157773"
        ),
        (
            "TPM1", "tropomyosin 1", 12010, "191010", "ENSG00000140416",
            "15:63334831-63364114", "15:63042632-63071915"
        ),
        (
            "ACTC1", "actin alpha cardiac muscle 1", 143, "102540", "ENSG00000159251",
            "15:35080297-35088340", "15:34788096-34796139"
        ),
        (
            "MYL2", "myosin light chain 2", 7583, "160781", "ENSG00000111245",
            "12:111348623-111358526", "12:110910819-110920722"
        ),
        (
            "MYL3", "myosin light chain 3", 7584, "160790", "ENSG00000160808",
            "3:46899362-46923659", "3:46857872-46882169"
        ),
        (
            "GLA", "galactosidase alpha", 4296, "300644", "ENSG00000102393",
            "X:100652791-100662913", "X:101397803-101407925"
        ),
        (
            "PRKAG2", "protein kinase AMP-activated non-catalytic subunit gamma 2", 9386, "602743", "ENSG00000106617",
            "7:151253197-151574210", "7:151556111-151877125"
        ),
        (
            "LAMP2", "lysosomal associated membrane protein 2", 6501, "309060", "ENSG00000005893",
            "X:119561682-119603220", "X:120427827-120469365"
        ),
        (
            "CFTR", "cystic fibrosis transmembrane conductance regulator", 1884, "602421", "ENSG00000001626",
            "7:117105838-117356025", "7:117465784-117715971"
        ),
        (
            "MT-ND1", "mitochondrially encoded NADH:ubiquinone oxidoreductase core subunit 1", 7455, "516000",
            "ENSG00000198888",
            "MT:3307-4262", "MT:3307-4262"
        ),
        (
            "MT-TL1", "mitochondrially encoded tRNA leucine 1 (UUA/G)", 7490, "590050", "ENSG00000209082",
            "MT:3230-3304", "MT:3230-3304"
        ),
        (
            "POLG", "DNA polymerase gamma, catalytic subunit", 9179, "174763", "ENSG00000140521",
            "15:89859534-89878092", "15:89305198-89334861"
        ),
        (
            "NF1", "neurofibromin 1", 7765, "613113", "ENSG00000196712",
            "17:29421945-29709134", "17:31094927-31382116"
        ),
        (
            "SPRED1", "sprouty related EVH1 domain containing 1", 20249, "609291", "ENSG00000166068",
            "15:38544527-38649450", "15:38252326-38357249"
        ),
        (
            "PTPN11", "protein tyrosine phosphatase, non-receptor type 11", 9644, "176876", "ENSG00000179295",
            "12:112856155-112947717", "12:112418351-112509913"
        ),
        (
            "SOS1", "SOS Ras/Rac guanine nucleotide exchange factor 1", 11187, "182530", "ENSG00000115904",
            "2:39208537-39351486", "2:38981396-39124345"
        ),
        (
            "RAF1", "Raf-1 proto-oncogene, serine/threonine kinase", 9829, "164760", "ENSG00000132155",
            "3:12625100-12705725", "3:12583601-12664226"
        ),
        (
            "KRAS", "KRAS proto-oncogene, GTPase", 6407, "190070", "ENSG00000133703",
            "12:25357723-25403870", "12:25204789-25250936"
        ),
        (
            "BRAF", "B-Raf proto-oncogene, serine/threonine kinase", 1097, "164757", "ENSG00000157764",
            "7:140419127-140624564", "7:140719327-140924764"
        ),
        (
            "MAP2K1", "mitogen-activated protein kinase kinase 1", 6840, "176872", "ENSG00000169032",
            "15:66679155-66784650", "15:66386817-66492312"
        ),
        (
            "SHOC2", "SHOC2, leucine rich repeat scaffold protein", 15454, "602775", "ENSG00000108061",
            "10:112679301-112773425", "10:110919547-111013667"
        ),
        (
            "LZTR1", "leucine zipper like transcription regulator 1", 6742, "600574", "ENSG00000099949",
            "22:21333751-21353327", "22:20979462-20999038"
        ),
        (
            "HTT", "huntingtin", 4851, "613004", "ENSG00000197386",
            "4:3076408-3245676", "4:3074681-3243959"
        ),
        (
            "FMR1", "fragile X messenger ribonucleoprotein 1", 3775, "309550", "ENSG00000102081",
            "X:146993469-147032645", "X:147911951-147951125"
        ),
        (
            "DMPK", "DM1 protein kinase", 2933, "605377", "ENSG00000104936",
            "19:46272975-46285810", "19:45769717-45782552"
        ),
        (
            "FXN", "frataxin", 3951, "606829", "ENSG00000165060",
            "9:71650175-71715094", "9:69035259-69100178"
        ),
        (
            "ATXN1", "ataxin 1", 10548, "601556", "ENSG00000124788",
            "6:16299343-16761722", "6:16299112-16761491"
        ),
        (
            "AR", "androgen receptor", 644, "313700", "ENSG00000169083",
            "X:66764465-66950461", "X:67544032-67730619"
        ),
        (
            "C9orf72", "C9orf72-SMCR8 complex subunit", 28337, "614260", "ENSG00000147894",
            "9:27546544-27573864", "9:27546545-27573866"
        ),
    ]
}
