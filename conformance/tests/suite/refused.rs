//! A wrong scenario is refused before anything runs, with file, line, column and the line itself.

use testline_conformance::scenario::read;

/// A right scenario, which each case makes wrong in one place.
const RIGHT: &str = r#"claim: A free number goes on a trunk
clauses: [assign-number-to-trunk.assigned]
source: { url: docs.vobiz.ai/trunks/assign-number, section: Response, read: 2026-11 }
needs: [number, trunk]
steps:
  - request: POST /api/v1/Account/{{auth_id}}/numbers/{{number|path}}/assign
    json: { trunk_group_id: "{{trunk}}" }
    expect:
      status: 204
      body: empty
      clause: assign-number-to-trunk.assigned
"#;

#[test]
fn the_right_one_is_taken() {
    read("scenarios/vobiz/assign-number-to-trunk/a.yaml", RIGHT).expect("nothing is wrong with it");
}

#[test]
fn each_way_to_be_wrong_is_told_with_its_place() {
    let cases = [
        // What is replaced, by what, the line and column told, and a part of the message.
        ("claim:", "claims:", 1, 1, "claims"),
        ("    expect:", "    expcet:", 8, 5, "expcet"),
        ("      status: 204", "      status: tow-hundred", 9, 15, "any"),
        ("      status: 204\n      body: empty\n", "", 5, 1, "asserts nothing"),
        ("[assign-number-to-trunk.assigned]", "[assign-number-to-trunk.asigned]", 2, 11, "unknown clause"),
        (
            "clause: assign-number-to-trunk.assigned",
            "clause: assign-numbr.assigned",
            11,
            15,
            "no operation `assign-numbr`",
        ),
        ("needs: [number, trunk]", "needs: [number]", 7, 32, "`trunk` is used and not in `needs`"),
        ("needs: [number, trunk]", "needs: [number, trunk, agent]", 4, 24, "no profile of vobiz has `agent`"),
        ("\"{{trunk}}\"", "\"{{trnk}}\"", 7, 32, "nothing gives `trnk`"),
        ("\"{{trunk}}\"", "\"{{trunk|pth}}\"", 7, 32, "no filter"),
        ("\"{{trunk}}\"", "\"{{trunk\"", 7, 30, "no `}}`"),
        ("\"{{trunk}}\"", "\"{{uuid}}\"", 7, 32, "nothing gives `uuid`"),
        ("body: empty", "json: { a: \"{{x: string}}\", b: \"{{x: string}}\" }", 10, 21, "captured twice"),
        ("body: empty", "json: { a: \"{{x: strng}}\" }", 10, 21, "no matcher"),
        ("body: empty", "json: { a: \"{{number: string}}\" }", 10, 21, "a meaning already"),
        ("body: empty", "json: { a: \"{{matches [}}\" }", 10, 29, "no pattern"),
        ("body: empty", "body: some", 10, 13, "takes `empty`"),
        ("request: POST ", "request: POST", 6, 14, "expected a request"),
        ("    json:", "    auth: third\n    json:", 7, 11, "no credential set `third`"),
        ("    json:", "    until: soon\n    json:", 7, 12, "a duration"),
        ("  - request:", "  - clock: { advance: PT1H }\n    request:", 7, 14, "exactly one of"),
        ("steps:", "dialect: { raw-plus: maybe }\nsteps:", 5, 22, "no value `maybe`"),
        ("clauses: [", "clauses: [unassign-number-from-trunk.unassigned, ", 2, 11, "no step expects"),
        (
            "source: { url: docs.vobiz.ai/trunks/assign-number, section: Response, read: 2026-11 }\n",
            "",
            1,
            1,
            "`reason`",
        ),
        (
            "steps:",
            "steps:\n  - faults: [{ action: { kind: refuse, clause: any.nothing } }]",
            6,
            13,
            "a fault is wrong",
        ),
        ("steps:", "cleanup:\n  - clock: { advance: PT1H }\nsteps:", 6, 1, "requests only"),
        ("claim: A", "claim: [", 1, 8, ""),
    ];
    for (from, to, line, column, part) in cases {
        assert!(RIGHT.contains(from), "{from} is in the right scenario");
        let text = RIGHT.replacen(from, to, 1);
        let path = "scenarios/vobiz/assign-number-to-trunk/a.yaml";
        let errors = read(path, &text).expect_err(to);
        let shown = errors[0].to_string();
        assert!(shown.contains(part), "{to}: {shown}");
        let place = format!("read {path}:{line}:{column}: ");
        assert!(shown.starts_with(&place), "{to}: expected {place}\n{shown}");
        let text_of_line = text.lines().nth(line - 1).expect("the line is there");
        assert!(shown.contains(&format!(" {line} | {text_of_line}")), "{to}: {shown}");
    }
}
