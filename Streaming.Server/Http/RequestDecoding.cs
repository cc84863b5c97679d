using System.IO.Compression;
using Microsoft.AspNetCore.Http.Features;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Limits;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Http;

/// <summary>
/// Decodes request bodies that have a <c>Content-Encoding</c>, such as gzip. Each endpoint reads the decoded body, so the endpoint's size
/// limit counts decoded bytes.
/// </summary>
internal static class RequestDecoding
{
    /// <summary>The supported content codings. A response with status 415 lists them in the header <c>Accept-Encoding</c>.</summary>
    public const string Accepted = "gzip, br";

    /// <summary>
    /// Makes the .NET decoders of gzip and Brotli fail on incomplete data. Otherwise incomplete data would be published as if it were
    /// complete. The setting applies to the whole process. Call this method before the first decoder is used.
    /// </summary>
    public static void RefuseIncompleteBodies() => AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", isEnabled: true);

    /// <summary>
    /// Adds the middleware that decodes the request bodies of this server's endpoints. The hosting application's own endpoints receive
    /// their bodies unchanged.
    /// </summary>
    public static void UseRequestDecoding(this IApplicationBuilder app) => app.Use(static (http, next) =>
    {
        if (http.Request.Headers.ContentEncoding.Count > 0 && http.GetEndpoint()?.Metadata.GetMetadata<IAccessMetadata>() is not null)
            Decode(http);
        return next(http);
    });

    private static void Decode(HttpContext http)
    {
        var request = http.Request;
        var coding = request.Headers.ContentEncoding.ToString().Trim();
        var brotli = new BrotliInput(request.Body);
        Stream? decoder = coding.ToLowerInvariant() switch
        {
            "identity" or "" => null,
            "gzip" or "x-gzip" => new GZipStream(request.Body, CompressionMode.Decompress, leaveOpen: true),
            "br" => new BrotliStream(brotli, CompressionMode.Decompress, leaveOpen: true),
            _ => throw new RefusalException(
                RefusalReason.UnsupportedMediaType,
                    $"This Content-Encoding is not supported; send the body as {Accepted}, or without a Content-Encoding.",
                extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["acceptEncoding"] = Accepted }),
        };
        if (decoder is null)
            return;
        var body = new DecodedBody(decoder, coding, http.Features.Get<IHttpMaxRequestBodySizeFeature>());
        http.Response.RegisterForDispose(body);
        http.Features.Set(brotli);
        request.Body = body;
        request.ContentLength = null;
        request.Headers.ContentEncoding = default;
    }
}
