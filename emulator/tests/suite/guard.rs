//! Who may use the admin API, over real sockets: a web page, a container with and without the token, and a client of the
//! host whose port is published into a container.

use std::net::{IpAddr, SocketAddr, UdpSocket};

use reqwest::header::{AUTHORIZATION, HOST, ORIGIN};
use testline_emulator::Timestamp;
use testline_emulator::admin;
use testline_emulator::server::{self, Options};
use testline_emulator::tenancy::{Settings, Tenancy};
use tokio::net::TcpListener;

use crate::emulator::client;

/// Starts an emulator that listens everywhere, as one in a container does. Gives its port.
async fn listening_everywhere(token: Option<&str>) -> u16 {
    let tenancy = std::sync::Arc::new(
        Tenancy::new(Settings::default(), Timestamp::UNIX_EPOCH).expect("the settings are right"),
    );
    let listener = TcpListener::bind("0.0.0.0:0").await.expect("a free port");
    let port = listener.local_addr().expect("it is bound").port();
    let admin = admin::Options { token: token.map(str::to_owned), ..admin::Options::default() };
    let options = Options { admin: Some(admin), ..Options::default() };
    tokio::spawn(server::run(listener, tenancy, options, std::future::pending()));
    port
}

/// An address of this machine that is not loopback; none where there is no network.
fn address_of_the_machine() -> Option<IpAddr> {
    // No packet is sent: a route is looked up, and with it the address from which one would come.
    let socket = UdpSocket::bind("0.0.0.0:0").ok()?;
    socket.connect("192.0.2.1:9").ok()?;
    socket.local_addr().ok().map(|address| address.ip()).filter(|ip| !ip.is_loopback())
}

/// Asks for the worlds; gives status and text.
async fn worlds(at: SocketAddr, headers: &[(reqwest::header::HeaderName, &str)]) -> (u16, String) {
    let mut request = client().get(format!("http://{at}/_testline/v1/worlds"));
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    let reply = request.send().await.expect("an answer");
    (reply.status().as_u16(), reply.text().await.expect("a body"))
}

#[tokio::test]
async fn a_web_page_is_refused_and_a_page_of_this_machine_is_not() {
    let port = listening_everywhere(None).await;
    let local = SocketAddr::from(([127, 0, 0, 1], port));
    let (status, text) = worlds(local, &[(ORIGIN, "https://evil.example")]).await;
    assert!(status == 403 && text.contains("a web page of `https://evil.example`"), "{status} {text}");
    let (status, text) = worlds(local, &[(HOST, "evil.example:7464")]).await;
    assert!(status == 403 && text.contains("its Host is `evil.example:7464`"), "{status} {text}");
    assert_eq!(worlds(local, &[(ORIGIN, "http://localhost:3000")]).await.0, 200);
    assert_eq!(worlds(local, &[]).await.0, 200);
}

#[tokio::test]
async fn a_container_needs_the_token_and_is_told_how_to_get_one() {
    let Some(address) = address_of_the_machine() else { return };
    let without = SocketAddr::new(address, listening_everywhere(None).await);
    let (status, text) = worlds(without, &[(HOST, "emulator:7464")]).await;
    assert!(status == 403 && text.contains("TESTLINE_ADMIN_TOKEN"), "{status} {text}");
    let with = SocketAddr::new(address, listening_everywhere(Some("t0ken")).await);
    let bearer = |token: &str| format!("Bearer {token}");
    let (status, text) = worlds(with, &[(HOST, "emulator:7464")]).await;
    assert!(status == 401 && !text.contains("t0ken"), "{status} {text}");
    assert_eq!(worlds(with, &[(HOST, "emulator:7464"), (AUTHORIZATION, &bearer("wrong"))]).await.0, 401);
    assert_eq!(worlds(with, &[(HOST, "emulator:7464"), (AUTHORIZATION, &bearer("t0ken"))]).await.0, 200);
}

#[tokio::test]
async fn a_client_of_the_host_with_a_published_port_is_another_machine_and_needs_the_token() {
    // A published port hands a request of `localhost` on from an address of the container's network.
    let Some(address) = address_of_the_machine() else { return };
    let port = listening_everywhere(Some("t0ken")).await;
    let host = format!("localhost:{port}");
    let at = SocketAddr::new(address, port);
    assert_eq!(worlds(at, &[(HOST, &host)]).await.0, 401);
    assert_eq!(worlds(at, &[(HOST, &host), (AUTHORIZATION, "Bearer t0ken")]).await.0, 200);
}

#[tokio::test]
async fn health_is_open_to_all() {
    let Some(address) = address_of_the_machine() else { return };
    let port = listening_everywhere(None).await;
    let reply =
        client().get(format!("http://{address}:{port}/_testline/health")).send().await.expect("an answer");
    assert_eq!(reply.status(), 200);
}
