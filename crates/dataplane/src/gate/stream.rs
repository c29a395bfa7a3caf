//! What pingora asks of a stream beyond bytes.

use super::io::GateIo;
use async_trait::async_trait;
use pingora_core::protocols::raw_connect::ProxyDigest;
use pingora_core::protocols::tls::SslDigest;
use pingora_core::protocols::{
    ALPN, GetProxyDigest, GetSocketDigest, GetTimingDigest, Peek, Shutdown, SocketDigest, Ssl, TimingDigest, UniqueID,
    UniqueIDType,
};
use std::sync::Arc;
use tokio::io::AsyncWriteExt;

#[async_trait]
impl Shutdown for GateIo {
    async fn shutdown(&mut self) {
        let _ = AsyncWriteExt::shutdown(self).await;
    }
}

impl UniqueID for GateIo {
    fn id(&self) -> UniqueIDType {
        self.identity.fd
    }
}

impl Ssl for GateIo {
    fn get_ssl_digest(&self) -> Option<Arc<SslDigest>> {
        self.identity.ssl.clone()
    }

    fn selected_alpn_proto(&self) -> Option<ALPN> {
        self.wire.is_h2().then_some(ALPN::H2)
    }
}

impl GetTimingDigest for GateIo {
    /// Empty: nothing of ours reads it, and it would be an allocation a request.
    fn get_timing_digest(&self) -> Vec<Option<TimingDigest>> {
        Vec::new()
    }
}

impl GetProxyDigest for GateIo {
    fn get_proxy_digest(&self) -> Option<Arc<ProxyDigest>> {
        Some(self.identity.proxy.clone())
    }
}

impl GetSocketDigest for GateIo {
    fn get_socket_digest(&self) -> Option<Arc<SocketDigest>> {
        Some(self.identity.socket.clone())
    }
}

impl Peek for GateIo {}
