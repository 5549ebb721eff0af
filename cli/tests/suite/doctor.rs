//! `doctor` on set-ups in which something is wrong.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::process::Command;

use testline_emulator::tls::Authority;
use testline_emulator::{Emulator, Timestamp, Vendor};

use crate::program::{done, folder, serve, testline};

/// The doctor, for whom nothing of this machine counts: no fixed port, no authority of its user.
fn doctor(words: &[&str]) -> Command {
    let mut doctor = testline();
    doctor.args(["doctor", "--listen", "127.0.0.1:0", "--ca-dir", "/nothing/here"]).args(words);
    doctor
}

/// What it says, with names in the place of addresses, once it has found something wrong.
fn said(command: &mut Command, names: &[(&str, &str)]) -> String {
    let done = done(command);
    assert_eq!((done.code, done.log.as_str()), (Some(1), ""), "{}", done.out);
    // Systems number the same error differently.
    let text = done.out.replace(env!("CARGO_PKG_VERSION"), "VERSION").replace("os error 61", "os error 111");
    names.iter().fold(text, |text, (value, name)| text.replace(value, name))
}

/// A server of something else: it answers whatever it is asked with 200 and a page. It ends with the tests.
fn something_else() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("it is bound").to_string();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let _ = stream.read(&mut [0; 1024]);
            let _ =
                stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\nhello");
        }
    });
    address
}

/// Host and port of an emulator.
fn address(emulator: &Emulator) -> String {
    emulator.root_url().trim_start_matches("http://").to_owned()
}

#[test]
fn a_port_that_something_else_has() {
    let taken = something_else();
    let mut doctor = testline();
    doctor.args(["doctor", "--listen", &taken, "--ca-dir", "/nothing/here"]);
    let port = taken.split(':').next_back().expect("a port");
    insta::assert_snapshot!(said(&mut doctor, &[(&taken, "ADDRESS"), (port, "PORT")]), @r#"
    wrong  ADDRESS (--listen) is taken by something that is no emulator: it answers 200
       do  stop it, or --listen 127.0.0.1:0 picks a free port; `ss -ltnp 'sport = :PORT'` or `lsof -i :PORT` says who it is
     fine  no variable of a client is set; eval "$(testline env)" leads clients to an emulator that runs, `testline exec -- CMD` those of one command
    1 thing is wrong
    "#);
}

#[test]
fn variables_that_point_at_the_real_vendor_and_at_a_dead_emulator() {
    let mut doctor = doctor(&[]);
    doctor
        .env("VOBIZ_BASE_URL", "https://api.vobiz.ai")
        .env("MY_TRILLET", "https://me:secret@api.trillet.ai/v1/api?key=secret")
        .env("DASHA_BASE_URL", "http://127.0.0.1:1/dasha")
        .env("BLACKBOX_API_URL", "http://127.0.0.1:1/dasha");
    insta::assert_snapshot!(said(&mut doctor, &[]), @r#"
    wrong  MY_TRILLET is https://api.trillet.ai/v1/api: that is the real vendor
       do  eval "$(testline env)" leads clients to an emulator that runs, `testline exec -- CMD` those of one command
    wrong  VOBIZ_BASE_URL is https://api.vobiz.ai: that is the real vendor
       do  eval "$(testline env)" leads clients to an emulator that runs, `testline exec -- CMD` those of one command
    wrong  BLACKBOX_API_URL, DASHA_BASE_URL: nobody answers at http://127.0.0.1:1: Connection refused (os error 111)
       do  start it there: testline serve --listen 127.0.0.1:1; or eval "$(testline env)" leads clients to an emulator that runs, `testline exec -- CMD` those of one command
     fine  --listen 127.0.0.1:0 picks a free port
    3 things are wrong
    "#);
}

#[test]
fn a_proxy_of_somebody_else_in_front_of_the_emulator() {
    let (emulator, other) = (Emulator::start_blocking(), something_else());
    let mut doctor = doctor(&[]);
    doctor
        .env("UNLEASHX_BASE_URL", emulator.url(Vendor::Unleashx))
        .env("HTTP_PROXY", format!("http://me:secret@{other}"))
        .env("https_proxy", &other);
    insta::assert_snapshot!(said(&mut doctor, &[(&address(&emulator), "EMULATOR"), (&other, "OTHER")]), @r#"
    wrong  HTTP_PROXY, https_proxy: the proxy http://OTHER gets what is meant for the emulator at 127.0.0.1
       do  NO_PROXY=127.0.0.1 no_proxy=127.0.0.1
     fine  --listen 127.0.0.1:0 picks a free port
     fine  an emulator VERSION answers at http://EMULATOR (UNLEASHX_BASE_URL)
    1 thing is wrong
    "#);
}

#[test]
fn a_proxy_that_leads_a_fixed_host_to_the_real_vendor() {
    let other = something_else();
    let mut doctor = doctor(&["--proxy-listen", "127.0.0.1:0"]);
    doctor.env("HTTPS_PROXY", format!("http://{other}")).env("NO_PROXY", "localhost,127.0.0.1");
    insta::assert_snapshot!(said(&mut doctor, &[(&other, "OTHER")]), @r#"
    wrong  HTTPS_PROXY: http://OTHER is not the emulator's proxy, and leads a client with a fixed host to the real vendor
       do  `testline exec --no-live -- CMD` sets what leads a client with a fixed host to the emulator
     fine  --listen 127.0.0.1:0 picks a free port
     fine  --proxy-listen 127.0.0.1:0 picks a free port
     fine  no variable of a client is set; eval "$(testline env)" leads clients to an emulator that runs, `testline exec -- CMD` those of one command
    1 thing is wrong
    "#);
}

#[test]
fn an_authority_that_clients_do_not_trust() {
    let emulator = Emulator::builder().proxy().start_blocking();
    let proxy = emulator.proxy_url();
    let other = folder("roots").join("other.pem");
    let stranger = Authority::new(Timestamp::UNIX_EPOCH).expect("an authority");
    std::fs::write(&other, stranger.pem()).expect("a folder for tests");
    let mut doctor = doctor(&[]);
    doctor
        .env("HTTPS_PROXY", &proxy)
        .env("NO_PROXY", "127.0.0.1,vobiz.ai")
        .env("SSL_CERT_FILE", &other)
        .env("CURL_CA_BUNDLE", "/nothing/here.pem");
    let other = other.display().to_string();
    insta::assert_snapshot!(said(&mut doctor, &[(&proxy, "http://PROXY"), (&other, "other.pem")]), @r#"
    wrong  NO_PROXY leads past the emulator's proxy to api.vobiz.ai
       do  take the vendors' hosts and `*` out of it
    wrong  SSL_CERT_FILE is other.pem, by which a client refuses the emulator's certificate: invalid peer certificate: BadSignature
       do  set it to the ca.pem whose path the emulator prints when it starts (--ca-dir); `testline exec --no-live -- CMD` sets all of them
    wrong  CURL_CA_BUNDLE is /nothing/here.pem: No such file or directory (os error 2)
       do  name a PEM file of certificates, or unset it
     fine  --listen 127.0.0.1:0 picks a free port
     fine  no variable of a client is set; eval "$(testline env)" leads clients to an emulator that runs, `testline exec -- CMD` those of one command
     fine  HTTPS_PROXY: the emulator's proxy answers at http://PROXY
     fine  REQUESTS_CA_BUNDLE, NODE_EXTRA_CA_CERTS: not set; clients that read no other refuse the emulator's certificate
    3 things are wrong
    "#);
}

#[test]
fn no_authority_where_tls_leads_to_the_emulator() {
    let emulator = Emulator::builder().tls().start_blocking();
    let url = emulator.tls_url(Vendor::Dasha);
    let mut doctor = doctor(&[]);
    doctor.env("DASHA_BASE_URL", &url);
    let origin = url.trim_end_matches("/dasha");
    insta::assert_snapshot!(said(&mut doctor, &[(origin, "https://EMULATOR")]), @r#"
    wrong  TLS leads clients to the emulator, and none of REQUESTS_CA_BUNDLE, SSL_CERT_FILE, CURL_CA_BUNDLE, NODE_EXTRA_CA_CERTS is set: they refuse its certificate
       do  set it to the ca.pem whose path the emulator prints when it starts (--ca-dir); `testline exec --no-live -- CMD` sets all of them
     fine  --listen 127.0.0.1:0 picks a free port
     fine  somebody answers at https://EMULATOR (DASHA_BASE_URL)
    1 thing is wrong
    "#);
}

#[test]
fn a_world_file_of_another_version_and_a_switch_that_is_none() {
    let file = folder("old-world").join("world.yaml");
    std::fs::write(&file, "testline: 0\nvobiz:\n  numbers: []\n").expect("a folder for tests");
    let name = file.display().to_string();
    let mut doctor = doctor(&[
        "--world",
        &name,
        "--dialect",
        "vobiz.raw-plus=maybe",
        "--save",
        "/nothing/here/world.yaml",
    ]);
    insta::assert_snapshot!(said(&mut doctor, &[(&name, "world.yaml")]), @r#"
    wrong  --world: failed to read world.yaml: `testline: 0` is not known; this emulator reads 1
       do  write `testline: 1`, and take out or rename what is not known; what this version knows is shown by `testline serve` and GET /_testline/v1/worlds/default/state
    wrong  --dialect: `vobiz.raw-plus` has no value `maybe`; it takes: 404, accepted
       do  `testline contract VENDOR` lists a vendor's switches and their values
    wrong  --save /nothing/here/world.yaml: there is no folder /nothing/here
       do  mkdir -p /nothing/here
     fine  --listen 127.0.0.1:0 picks a free port
     fine  no variable of a client is set; eval "$(testline env)" leads clients to an emulator that runs, `testline exec -- CMD` those of one command
    3 things are wrong
    "#);
}

#[test]
fn a_world_file_with_a_key_that_nobody_knows() {
    let file = folder("unknown-key").join("world.yaml");
    std::fs::write(&file, "testline: 1\nclok: real\n").expect("a folder for tests");
    let name = file.display().to_string();
    insta::assert_snapshot!(said(&mut doctor(&["--world", &name]), &[(&name, "world.yaml")]), @r#"
    wrong  --world: failed to read world.yaml: error: line 2 column 1: unknown field `clok`, expected one of testline, extends, seed, exchanges, clock, dialect, trillet, unleashx, vobiz, dasha, faults
            --> <input>:2:1
             |
           1 | testline: 1
           2 | clok: real
             | ^ unknown field `clok`, expected one of testline, extends, seed, exchanges, clock, dialect, trillet, unleashx, vobiz, dasha, faults
       do  write `testline: 1`, and take out or rename what is not known; what this version knows is shown by `testline serve` and GET /_testline/v1/worlds/default/state
     fine  --listen 127.0.0.1:0 picks a free port
     fine  no variable of a client is set; eval "$(testline env)" leads clients to an emulator that runs, `testline exec -- CMD` those of one command
    1 thing is wrong
    "#);
}

#[test]
fn an_open_address_without_an_admin_token() {
    let mut doctor = testline();
    doctor.args(["doctor", "--listen", "0.0.0.0:0"]);
    insta::assert_snapshot!(said(&mut doctor, &[]), @r#"
    wrong  --listen 0.0.0.0:0 is reached from other machines and containers, and there is no admin token: they get the vendors and no worlds, faults or journals (403)
       do  set TESTLINE_ADMIN_TOKEN for the emulator and for its clients, or --no-admin if nobody needs them
     fine  --listen 0.0.0.0:0 picks a free port
     fine  no variable of a client is set; eval "$(testline env)" leads clients to an emulator that runs, `testline exec -- CMD` those of one command
    1 thing is wrong
    "#);
}

#[test]
fn an_admin_token_that_is_missing_wrong_or_not_shared() {
    let (open, guarded) = (serve(&[]), serve(&["--admin-token", "s3cret"]));
    // Under a name that is not loopback, as from another container.
    let asked = |emulator: &str, token: Option<&str>| {
        let port = emulator.rsplit(':').next().expect("a port");
        let mut doctor = doctor(&[]);
        doctor.env("TESTLINE_URL", format!("http://0.0.0.0:{port}"));
        if let Some(token) = token {
            doctor.env("TESTLINE_ADMIN_TOKEN", token);
        }
        let done = done(&mut doctor);
        (done.code, done.out.lines().next().unwrap_or_default().replace(port, "PORT"))
    };
    for (emulator, token, says) in [
        (
            &open,
            None,
            "wrong  the emulator at http://0.0.0.0:PORT has no admin token, and so answers its own machine only",
        ),
        (
            &guarded,
            None,
            "wrong  the emulator at http://0.0.0.0:PORT wants its admin token, and TESTLINE_ADMIN_TOKEN is not set here",
        ),
        (
            &guarded,
            Some("0ther"),
            "wrong  the emulator at http://0.0.0.0:PORT was started with another admin token than TESTLINE_ADMIN_TOKEN is here",
        ),
    ] {
        assert_eq!(asked(&emulator.url, token), (Some(1), says.to_owned()));
    }
    assert_eq!(asked(&guarded.url, Some("s3cret")).0, Some(0));
}

#[test]
fn a_misspelt_variable_and_the_world_and_vendor_of_another_day() {
    let emulator = Emulator::start_blocking();
    let (url, host) = (emulator.root_url(), address(&emulator));
    let mut doctor = doctor(&[]);
    doctor
        .env("TESTLINE_LISTN", "127.0.0.1:0")
        .env("TESTLINE_URL", &url)
        .env("VOBIZ_BASE_URL", format!("{url}/w/yesterday/vobiz"))
        .env("DASHA_BASE_URL", format!("{url}/vobiz"));
    insta::assert_snapshot!(said(&mut doctor, &[(&host, "EMULATOR")]), @r#"
    wrong  TESTLINE_LISTN is set and read by nothing
       do  it is written TESTLINE_LISTEN
    wrong  VOBIZ_BASE_URL is http://EMULATOR/w/yesterday/vobiz, and the emulator there has no world `yesterday`
       do  make it: curl -X PUT http://EMULATOR/_testline/v1/worlds/yesterday
    wrong  DASHA_BASE_URL is http://EMULATOR/vobiz, which is vobiz, not dasha
       do  DASHA_BASE_URL=http://EMULATOR/dasha
     fine  --listen 127.0.0.1:0 picks a free port
     fine  an emulator VERSION answers at http://EMULATOR (DASHA_BASE_URL, TESTLINE_URL, VOBIZ_BASE_URL)
     fine  the admin API of the emulator at http://EMULATOR answers
    3 things are wrong
    "#);
}
