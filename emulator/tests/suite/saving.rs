//! The program keeps its world, its coverage and its dialect in files: `--save`, `--coverage-dir`, `--dialect @FILE`.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use testline_emulator::WorldFile;
use testline_emulator::coverage_file::CoverageFile;

use crate::emulator::client;

/// A folder of a test's own; it goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("testline-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder can be made");
        Self(path)
    }

    fn file(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The program, serving on a free port.
struct Program {
    child: Child,
    url: String,
}

impl Program {
    fn start(flags: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_testline-emulator"));
        command.args(["--listen", "127.0.0.1:0"]).args(flags).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("the program starts");
        let mut line = String::new();
        let out = child.stdout.take().expect("it is piped");
        BufReader::new(out).read_line(&mut line).expect("it says where it listens");
        let url = line.trim().rsplit(' ').next().expect("a URL").to_owned();
        Self { child, url }
    }

    /// Assigns the number of the default world to a trunk; gives the status.
    async fn assign(&self) -> u16 {
        let path = "/vobiz/api/v1/Account/MA_XXXXXX/numbers/%2B912271264217/assign";
        let request = client().post(format!("{}{path}", self.url)).header("x-auth-id", "MA_XXXXXX");
        let request = request.header("x-auth-token", "testline");
        let request = request.body(r#"{"trunk_group_id":"aabbccdd-1234-5678-90ab-cdef12345678"}"#);
        request.send().await.expect("an answer").status().as_u16()
    }

    /// Asks it to stop and waits until it has; says whether it ended well.
    fn stop(mut self) -> bool {
        let asked = Command::new("kill").arg(self.child.id().to_string()).status().expect("there is a kill");
        assert!(asked.success());
        self.child.wait().expect("it ends").success()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

#[tokio::test]
async fn a_world_is_saved_at_exit_and_read_back() {
    let folder = Folder::new("save");
    let file = folder.file("world.yaml");
    let flags = ["--seed", "1", "--world", &file, "--save", &file];
    let program = Program::start(&flags);
    assert_eq!(program.assign().await, 204);
    assert!(program.stop());
    let text = std::fs::read_to_string(&file).expect("it is saved");
    let saved = WorldFile::parse(&text, &file).expect("it is a world file");
    assert_eq!((saved.exchanges, saved.seed), (1, Some(1)));
    let again = Program::start(&flags);
    assert_eq!(again.assign().await, 400);
    assert!(again.stop());
}

#[tokio::test]
async fn a_change_is_saved_while_the_program_runs() {
    let folder = Folder::new("while");
    let file = folder.file("world.yaml");
    let program = Program::start(&["--save", &file]);
    assert!(!std::path::Path::new(&file).exists(), "nothing has changed yet");
    assert_eq!(program.assign().await, 204);
    let saved = || std::fs::read_to_string(&file).unwrap_or_default();
    let mut looks = tokio::time::interval(Duration::from_millis(50));
    let it_is_saved = async {
        while !saved().contains("trunk: aabbccdd-1234-5678-90ab-cdef12345678") {
            looks.tick().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), it_is_saved).await.expect("it is saved in time");
    assert!(program.stop());
}

#[test]
fn a_file_that_cannot_be_written_is_told_at_once() {
    let flags = ["--listen", "127.0.0.1:0", "--save", "/nowhere/world.yaml"];
    let output = Command::new(env!("CARGO_BIN_EXE_testline-emulator")).args(flags).output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("failed to write /nowhere/world.yaml"), "{said}");
}

#[tokio::test]
async fn coverage_is_left_also_where_the_last_save_fails() {
    let (folder, gone) = (Folder::new("left"), Folder::new("gone"));
    let coverage = folder.file("met");
    let program = Program::start(&["--coverage-dir", &coverage, "--save", &gone.file("world.yaml")]);
    program.assign().await;
    drop(gone);
    assert!(!program.stop(), "it says that it could not save");
    assert_eq!(std::fs::read_dir(&coverage).expect("the folder is made").count(), 1);
}

#[tokio::test]
async fn every_process_leaves_its_coverage() {
    let folder = Folder::new("coverage");
    let coverage = folder.file("met");
    for _ in 0..2 {
        let program = Program::start(&["--coverage-dir", &coverage]);
        program.assign().await;
        assert!(program.stop());
    }
    let mut met = testline_emulator::world::Coverage::default();
    for entry in std::fs::read_dir(&coverage).expect("the folder is made") {
        let text = std::fs::read_to_string(entry.expect("an entry").path()).expect("a file");
        let file: CoverageFile = serde_json::from_str(&text).expect("the documented form");
        met.add(&file.coverage);
    }
    let met: Vec<(&str, u64)> = met.met().collect();
    assert_eq!(met, [("vobiz.assign-number-to-trunk.assigned", 2)]);
}

#[tokio::test]
async fn a_dialect_file_turns_switches_and_adds_stubs() {
    let folder = Folder::new("dialect");
    let file = folder.file("dialect.yaml");
    let text = "vobiz.create-status: 200\n\
                stubs:\n  - match: { vendor: vobiz, method: POST, path: /api/v1/Account/MA_XXXXXX/Call/ }\n    \
                action: { kind: reply, status: 201, json: { made: true }, reason: as a live vendor answered }\n";
    std::fs::write(&file, text).expect("it can be written");
    let program = Program::start(&["--dialect", &format!("@{file}")]);
    let post = |path: &str, body: &'static str| {
        let request = client().post(format!("{}/vobiz{path}", program.url)).header("x-auth-id", "MA_XXXXXX");
        request.header("x-auth-token", "testline").body(body).send()
    };
    let trunk = post("/api/v1/Account/MA_XXXXXX/trunks", r#"{"name":"a"}"#).await.expect("an answer");
    assert_eq!(trunk.status(), 200);
    let call = post("/api/v1/Account/MA_XXXXXX/Call/", "{}").await.expect("an answer");
    assert_eq!(call.status(), 201);
    assert_eq!(call.text().await.expect("a body"), r#"{"made":true}"#);
    assert!(program.stop());
}
