//! What lies beside exported files and says how they are run.

use std::fmt::Write as _;
use std::path::Path;

use testline_emulator::Vendor;

/// The command that runs the files of a folder.
pub fn command(dir: &Path, fair: bool) -> String {
    let dir = dir.display();
    if fair {
        format!("hurl --test --jobs 1 --variables-file {dir}/VENDOR.env {dir}/VENDOR")
    } else {
        format!("hurl --test --variable emulator=http://127.0.0.1:7464 {dir}")
    }
}

/// The text of the file `README.md` beside them.
pub fn readme(fair: bool) -> String {
    let mut text = "# Scenarios as files of hurl\n\n".to_owned();
    text.push_str(
        "Written by `testline-conformance export hurl`, for [hurl](https://hurl.dev) 8.0 or later. ",
    );
    let here = Path::new(".");
    if !fair {
        let _ = write!(
            text,
            "Each file makes a world of its own through the admin API of an emulator, holds it to what its scenario \
             claims, clauses included, and deletes the world. So the files run in any order and at once:\n\n\
             ```sh\ntestline-emulator &\n{}\n```\n",
            command(here, false)
        );
        return text;
    }
    text.push_str(
        "They hold a target to what a vendor can be held to and ask for nothing that only emulators have. What they \
         need to know of it stands in one file of variables a vendor, which comes with the values of the emulator's \
         world `default`; for another target, write its own over them.\n\n```sh\ntestline-emulator --no-admin --bare &\n",
    );
    for vendor in Vendor::ALL {
        let _ = writeln!(text, "{}", command(here, true).replace("VENDOR", vendor.name()));
    }
    text.push_str(
        "```\n\nThe files of a vendor share the state of the target, so that they run one after the other. What cannot be \
         undone (a number that was bought, or attached where the vendor has no way back) stays, and a later file that \
         needs it free fails: run that one by itself on a fresh target.\n",
    );
    text
}
