using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Streaming.Server.Access.Limits;

/// <summary>Sets the limits of Kestrel (the HTTP server): timeouts, the sizes of headers and buffers, and the lowest data rates.</summary>
internal sealed class ConfigureKestrelLimits(IOptions<AccessOptions> options) : IConfigureOptions<KestrelServerOptions>
{
    // The size limit of all headers of a request. The limit is large, because a header can contain the positions of a hundred topics in one
    // text (a composite position).
    private const int HeaderBytes = 32 * 1024;
    // The size limit of the first line of a request. A query can contain a hundred topic names of 200 characters and the positions of these
    // topics. Kestrel answers a longer line with status 414, without an explanation.
    private const int RequestLineBytes = 64 * 1024;
    private const int Headers = 64;
    private const int BytesPerSecond = 240;

    // The maximum number of bytes that Kestrel (the HTTP server) keeps in memory until an endpoint reads them. The endpoint of an event
    // stream never reads bytes from its client. So each stream allows its client to fill this memory.
    private const int UnreadBytes = 128 * 1024;
    private const int UnreadBytesOfHttp2 = 256 * 1024;

    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(5);

    public void Configure(KestrelServerOptions kestrel)
    {
        var limits = options.Value.Limits;
        kestrel.AddServerHeader = false;
        // A connection is closed if the headers of a request do not arrive in time. Otherwise clients could keep many connections open by
        // sending their headers slowly.
        kestrel.Limits.RequestHeadersTimeout = limits.HeaderTimeout;
        kestrel.Limits.KeepAliveTimeout = limits.KeepAlive;
        kestrel.Limits.MaxRequestHeadersTotalSize = HeaderBytes;
        kestrel.Limits.MaxRequestHeaderCount = Headers;
        kestrel.Limits.MaxRequestLineSize = RequestLineBytes;
        kestrel.Limits.MaxRequestBufferSize = UnreadBytes;
        kestrel.Limits.Http2.InitialStreamWindowSize = UnreadBytes;
        kestrel.Limits.Http2.InitialConnectionWindowSize = UnreadBytesOfHttp2;
        // The minimum rates at which a request body must arrive, and at which a response must be received. Otherwise slow clients could
        // keep requests open. Uploads with one message per line disable the minimum rate.
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(BytesPerSecond, s_grace);
        kestrel.Limits.MinResponseDataRate = new MinDataRate(BytesPerSecond, s_grace);
    }
}
