using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Streaming.Server.Access.Limits;

/// <summary>Kestrel's limits, each on purpose.</summary>
internal sealed class ConfigureKestrelLimits(IOptions<AccessOptions> options) : IConfigureOptions<KestrelServerOptions>
{
    // A cursor of a hundred topics travels in a header.
    private const int HeaderBytes = 32 * 1024;
    // A hundred topics of 200 characters in a query, and a cursor of all of them. What is longer is a 414 of Kestrel's, without a sentence.
    private const int RequestLineBytes = 64 * 1024;
    private const int Headers = 64;
    private const int BytesPerSecond = 240;

    // What a client may send before anybody reads it: on a stream of events nobody ever does.
    private const int UnreadBytes = 128 * 1024;
    private const int UnreadBytesOfHttp2 = 256 * 1024;

    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(5);

    public void Configure(KestrelServerOptions kestrel)
    {
        var limits = options.Value.Limits;
        kestrel.AddServerHeader = false;
        // Slow headers and half-open connections are let go before they add up.
        kestrel.Limits.RequestHeadersTimeout = limits.HeaderTimeout;
        kestrel.Limits.KeepAliveTimeout = limits.KeepAlive;
        kestrel.Limits.MaxRequestHeadersTotalSize = HeaderBytes;
        kestrel.Limits.MaxRequestHeaderCount = Headers;
        kestrel.Limits.MaxRequestLineSize = RequestLineBytes;
        kestrel.Limits.MaxRequestBufferSize = UnreadBytes;
        kestrel.Limits.Http2.InitialStreamWindowSize = UnreadBytes;
        kestrel.Limits.Http2.InitialConnectionWindowSize = UnreadBytesOfHttp2;
        // A body that dribbles in holds a request open; a stream of publishes turns this off for itself.
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(BytesPerSecond, s_grace);
        kestrel.Limits.MinResponseDataRate = new MinDataRate(BytesPerSecond, s_grace);
    }
}
