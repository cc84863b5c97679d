using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Authorization;

namespace Streaming.Server.Access.Origins;

/// <summary>
/// Sets the CORS policy: web pages of the origins in <c>Access:Origins</c> may read this server's responses and send cookies.
/// </summary>
internal sealed class ConfigureCors(IOptions<AccessOptions> options) : IConfigureOptions<CorsOptions>
{
    public const string Policy = "Streaming";

    private static readonly string[] s_methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];
    private static readonly string[] s_shown =
    [
        "Streaming-Gap", "Content-Disposition", "Retry-After", "WWW-Authenticate", "Location", "Link", "ETag", "Stream-Next-Offset",
        "Stream-Cursor", "Stream-Up-To-Date", "Stream-Closed", "Stream-TTL", "Stream-Expires-At", "Stream-SSE-Data-Encoding",
        "Producer-Epoch", "Producer-Seq", "Producer-Expected-Seq", "Producer-Received-Seq",
    ];

    /// <summary>The headers that web pages of other origins may send.</summary>
    public static IReadOnlyList<string> AllowedHeaders { get; } =
    [
        "Authorization", "Content-Type", "Last-Event-ID", "Cache-Control", "Idempotency-Key", "X-Requested-With", "X-SignalR-User-Agent",
        "If-None-Match", "Stream-Seq", "Stream-TTL", "Stream-Expires-At", "Stream-Closed", "Stream-Forked-From", "Stream-Fork-Offset",
        "Stream-Fork-Sub-Offset", "Producer-Id", "Producer-Epoch", "Producer-Seq",
    ];

    public void Configure(CorsOptions cors) => cors.AddPolicy(
        Policy, policy => policy.WithOrigins([.. options.Value.Origins.Select(WebOrigin.Normalize).OfType<string>()]).WithMethods(s_methods)
            .WithHeaders([.. AllowedHeaders]).WithExposedHeaders(s_shown).AllowCredentials());

    /// <summary>
    /// Returns whether the CORS policy applies to a request. The request must have an Origin header. In addition, it must be a preflight
    /// request, or go to an endpoint of this server.
    /// </summary>
    public static bool AppliesTo(HttpContext http) =>
        http.Request.Headers.Origin.Count > 0
            && (HttpMethods.IsOptions(http.Request.Method) || http.GetEndpoint()?.Metadata.GetMetadata<IAccessMetadata>() is not null);
}
