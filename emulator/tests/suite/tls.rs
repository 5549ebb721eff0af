//! TLS and the proxy, for clients whose hosts are fixed.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::ServerName;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use testline_emulator::{Emulator, Vendor, json};

/// Opens a connection to a `http://` URL of this machine.
fn connect(url: &str) -> TcpStream {
    let authority = url.split("://").nth(1).and_then(|rest| rest.split('/').next()).expect("a URL");
    let stream = TcpStream::connect(authority.replace("localhost", "127.0.0.1")).expect("it listens");
    stream.set_read_timeout(Some(std::time::Duration::from_secs(20))).expect("a socket takes a timeout");
    stream
}

/// Speaks TLS to a host as a client does that trusts the emulator's authority and nobody else.
fn encrypt(stream: TcpStream, host: &str, ca_pem: &str) -> StreamOwned<ClientConnection, TcpStream> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(ca_pem.as_bytes()).expect("a certificate")).expect("a root");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("ring speaks TLS 1.2 and 1.3")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(host.to_owned()).expect("a name");
    StreamOwned::new(ClientConnection::new(Arc::new(config), name).expect("a client"), stream)
}

/// Asks for something on a connection that ends with the answer.
fn get(
    stream: &mut (impl std::io::Read + std::io::Write),
    target: &str,
    host: &str,
) -> std::io::Result<String> {
    stream.write_all(
        format!("GET {target} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n").as_bytes(),
    )?;
    let mut answer = Vec::new();
    match stream.read_to_end(&mut answer) {
        // A peer that closes without TLS's own goodbye.
        Err(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => return Err(error),
        Ok(_) | Err(_) => {}
    }
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// Asks a proxy for a tunnel; gives the head of its answer.
fn ask_for_tunnel(stream: &mut TcpStream, to: &str) -> String {
    stream.write_all(format!("CONNECT {to} HTTP/1.1\r\nhost: {to}\r\n\r\n").as_bytes()).expect("it reads");
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|read| read == 1) {
        head.push(byte[0]);
    }
    String::from_utf8_lossy(&head).into_owned()
}

#[test]
fn every_vendor_is_spoken_to_under_its_own_name() {
    let emulator = Emulator::builder().tls().start_blocking();
    let url = emulator.tls_url(Vendor::Vobiz);
    for vendor in Vendor::ALL {
        for host in vendor.contract().hosts {
            let mut stream = encrypt(connect(&url), host, emulator.ca_pem());
            let answer = get(&mut stream, "/nothing-here", host).expect("an answer");
            assert!(answer.contains(&format!("{vendor}.any.no-such-route")), "{host}: {answer}");
        }
    }
    for host in ["localhost", "127.0.0.1"] {
        let mut stream = encrypt(connect(&url), host, emulator.ca_pem());
        let answer = get(&mut stream, "/vobiz/api/v1/auth/me", host).expect("an answer");
        assert!(answer.starts_with("HTTP/1.1 401 "), "{host}: {answer}");
    }
}

#[test]
fn worlds_are_told_the_scheme_by_which_they_are_asked_for() {
    let emulator = Emulator::builder().tls().start_blocking();
    let host = emulator.tls_url(Vendor::Vobiz).replace("https://", "").replace("/vobiz", "");
    let mut stream = encrypt(connect(&emulator.tls_url(Vendor::Vobiz)), "localhost", emulator.ca_pem());
    let answer = get(&mut stream, "/_testline/v1/worlds/default", &host).expect("an answer");
    assert!(answer.contains(&format!("https://{host}/w/default/vobiz")), "{answer}");
}

#[test]
fn the_certificate_speaks_for_nobody_else() {
    let emulator = Emulator::builder().tls().start_blocking();
    let mut stream = encrypt(connect(&emulator.tls_url(Vendor::Vobiz)), "example.com", emulator.ca_pem());
    let error = get(&mut stream, "/", "example.com").expect_err("the name is not in the certificate");
    assert!(error.to_string().contains("certificate"), "{error}");
}

#[test]
fn a_proxy_answers_for_the_vendors_hosts() {
    let emulator = Emulator::builder().proxy().start_blocking();
    let mut stream = connect(&emulator.proxy_url());
    assert!(ask_for_tunnel(&mut stream, "api.vobiz.ai:443").starts_with("HTTP/1.1 200 "));
    let mut stream = encrypt(stream, "api.vobiz.ai", emulator.ca_pem());
    let answer = get(&mut stream, "/api/v1/auth/me", "api.vobiz.ai").expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 401 ") && answer.contains("missing X-Auth-ID header"), "{answer}");

    let mut stream = connect(&emulator.proxy_url());
    let absolute = "http://blackbox.dasha.ai/api/v1/agents";
    let answer = get(&mut stream, absolute, "blackbox.dasha.ai").expect("an answer");
    assert!(answer.contains("dasha.any.no-credentials"), "{answer}");

    let mut stream = connect(&emulator.proxy_url());
    assert!(ask_for_tunnel(&mut stream, "www.tryunleashx.com:80").starts_with("HTTP/1.1 200 "));
    let answer = get(&mut stream, "/nothing-here", "www.tryunleashx.com").expect("an answer");
    assert!(answer.contains("unleashx.any.no-such-route"), "{answer}");
    assert_eq!(emulator.journal().len(), 3);
}

#[test]
fn nothing_gets_out_of_a_proxy() {
    let emulator = Emulator::builder().proxy().start_blocking();
    for (host, why) in [
        ("docs.vobiz.ai:443", "it is a vendor's and not emulated"),
        ("sip.us.dasha.ai:5061", "it is a vendor's and not emulated"),
        ("example.com:443", "--proxy-others"),
    ] {
        let mut stream = connect(&emulator.proxy_url());
        assert!(ask_for_tunnel(&mut stream, host).starts_with("HTTP/1.1 403 "), "{host}");
        let mut stream = connect(&emulator.proxy_url());
        let answer = get(&mut stream, &format!("http://{host}/"), host).expect("an answer");
        assert!(answer.starts_with("HTTP/1.1 403 ") && answer.contains(why), "{host}: {answer}");
    }
    let mut stream = connect(&emulator.proxy_url());
    let answer = get(&mut stream, "/", "x").expect("an answer");
    assert!(
        answer.starts_with("HTTP/1.1 400 ") && answer.contains("this is the emulator's proxy"),
        "{answer}"
    );
}

#[test]
fn others_pass_where_the_proxy_lets_them_and_vendors_still_do_not() {
    let elsewhere = Emulator::start_blocking();
    let other = elsewhere.root_url().replace("http://", "");
    let emulator = Emulator::builder().proxy_and_others().start_blocking();

    let mut stream = connect(&emulator.proxy_url());
    assert!(ask_for_tunnel(&mut stream, &other).starts_with("HTTP/1.1 200 "));
    assert!(get(&mut stream, "/vobiz/api/v1/auth/me", &other).expect("an answer").contains(" 401 "));

    let mut stream = connect(&emulator.proxy_url());
    let absolute = format!("http://{other}/vobiz/api/v1/auth/me?a=b");
    assert!(get(&mut stream, &absolute, &other).expect("an answer").contains(" 401 "));
    let journal = elsewhere.journal();
    assert_eq!(
        journal.iter().map(|exchange| exchange.request().target).collect::<Vec<_>>(),
        ["/api/v1/auth/me", "/api/v1/auth/me?a=b"]
    );
    assert!(emulator.journal().is_empty());

    let mut stream = connect(&emulator.proxy_url());
    assert!(ask_for_tunnel(&mut stream, "docs.vobiz.ai:443").starts_with("HTTP/1.1 403 "));
    // Nobody listens on a port that was free a moment ago.
    drop(elsewhere);
    let mut stream = connect(&emulator.proxy_url());
    assert!(ask_for_tunnel(&mut stream, &other).starts_with("HTTP/1.1 502 "));
}

#[test]
fn the_emulators_own_address_is_reached_through_its_proxy() {
    let emulator = Emulator::builder().proxy().start_blocking();
    let own = emulator.root_url();
    let mut stream = connect(&emulator.proxy_url());
    let answer =
        get(&mut stream, &format!("{own}/_testline/health"), &own.replace("http://", "")).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}

#[test]
fn faults_cut_connections_under_tls_and_behind_the_proxy_too() {
    let emulator = Emulator::builder().tls().proxy().start_blocking();
    emulator.fault(json!({"match": {"vendor": "vobiz"}, "action": {"kind": "empty"}}));
    let mut stream = encrypt(connect(&emulator.tls_url(Vendor::Vobiz)), "api.vobiz.ai", emulator.ca_pem());
    assert_eq!(get(&mut stream, "/api/v1/auth/me", "api.vobiz.ai").expect("it is closed"), "");
    let mut stream = connect(&emulator.proxy_url());
    assert!(ask_for_tunnel(&mut stream, "api.vobiz.ai:443").starts_with("HTTP/1.1 200 "));
    let mut stream = encrypt(stream, "api.vobiz.ai", emulator.ca_pem());
    assert_eq!(get(&mut stream, "/api/v1/auth/me", "api.vobiz.ai").expect("it is closed"), "");

    emulator.default_world().clear_faults();
    emulator.fault(json!({"match": {"vendor": "vobiz"}, "action": {"kind": "reset"}}));
    let mut stream = connect(&emulator.proxy_url());
    let error =
        get(&mut stream, "http://api.vobiz.ai/api/v1/auth/me", "api.vobiz.ai").expect_err("it is reset");
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
}

#[test]
fn a_kept_authority_is_the_same_the_next_time_and_its_key_is_its_owners() {
    use testline_emulator::tls::Authority;
    let folder = std::env::temp_dir().join(format!("testline-ca-{}", std::process::id()));
    let now = "2026-01-24T10:30:19Z".parse().expect("a time");
    // Several that come first at once agree on one.
    let made: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| Authority::kept(&folder, now).expect("it can be written").pem().to_owned())
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    });
    assert!(made.iter().all(|pem| *pem == made[0]));
    let again = Authority::kept(&folder, now).expect("it can be read");
    assert_eq!(again.pem(), made[0]);
    assert_eq!(again.path(), Some(folder.join("ca.pem").as_path()));
    again.server_config(now).expect("it signs");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |name: &str| {
            std::fs::metadata(folder.join(name)).expect("it is there").permissions().mode() & 0o777
        };
        assert_eq!((mode("ca-key.pem"), mode("ca.pem")), (0o600, 0o644));
    }
    let left: Vec<_> = std::fs::read_dir(&folder)
        .expect("it is there")
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    assert_eq!(left.len(), 2, "{left:?}");
    std::fs::remove_dir_all(&folder).expect("it can be removed");
}
