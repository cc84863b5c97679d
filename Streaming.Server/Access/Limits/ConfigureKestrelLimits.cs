using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Streaming.Server.Access.Limits;

/// <summary>Sets Kestrel's limits.</summary>
internal sealed class ConfigureKestrelLimits(IOptions<AccessOptions> options) : IConfigureOptions<KestrelServerOptions>
{
    // A header can contain a composite position of a hundred topics.
    private const int HeaderBytes = 32 * 1024;
    // A query can contain a hundred topics of 200 characters and a composite position of all of them. Kestrel answers longer ones with 414
    // and no sentence.
    private const int RequestLineBytes = 64 * 1024;
    private const int Headers = 64;
    private const int BytesPerSecond = 240;

    // The bytes that are buffered before an endpoint reads them; an event stream never reads them.
    private const int UnreadBytes = 128 * 1024;
    private const int UnreadBytesOfHttp2 = 256 * 1024;

    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(5);

    public void Configure(KestrelServerOptions kestrel)
    {
        var limits = options.Value.Limits;
        kestrel.AddServerHeader = false;
        // Closes connections with slow headers and half-open connections before they add up.
        kestrel.Limits.RequestHeadersTimeout = limits.HeaderTimeout;
        kestrel.Limits.KeepAliveTimeout = limits.KeepAlive;
        kestrel.Limits.MaxRequestHeadersTotalSize = HeaderBytes;
        kestrel.Limits.MaxRequestHeaderCount = Headers;
        kestrel.Limits.MaxRequestLineSize = RequestLineBytes;
        kestrel.Limits.MaxRequestBufferSize = UnreadBytes;
        kestrel.Limits.Http2.InitialStreamWindowSize = UnreadBytes;
        kestrel.Limits.Http2.InitialConnectionWindowSize = UnreadBytesOfHttp2;
        // A slow body keeps its request open. Streamed publishing turns this limit off.
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(BytesPerSecond, s_grace);
        kestrel.Limits.MinResponseDataRate = new MinDataRate(BytesPerSecond, s_grace);
    }
}
