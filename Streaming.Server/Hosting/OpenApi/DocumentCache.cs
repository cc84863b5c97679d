using System.Collections.Concurrent;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Extensions;

namespace Streaming.Server.Hosting.OpenApi;

/// <summary>
/// Generates each OpenAPI document once, at its first request: generating it takes 0.2 s of a processor, and everybody may request it. The
/// only part that depends on the request is the URL of the server, which is inserted into each response. So the number of documents in
/// memory does not depend on the hosts that clients send.
/// </summary>
internal sealed class DocumentCache : IEndpointFilter, IDisposable
{
    private const string MarkedHost = "server.invalid";
    private const string MarkedPath = "/path";
    private const string MarkedUrl = $"http://{MarkedHost}{MarkedPath}";

    private readonly SemaphoreSlim _gate = new(1);

    // The OpenAPI library ignores the case of a document's name.
    private readonly ConcurrentDictionary<string, CachedDocument> _documents = new(StringComparer.OrdinalIgnoreCase);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var name = http.GetRouteValue("documentName") as string ?? string.Empty;
        if (!_documents.TryGetValue(name, out var document))
        {
            await _gate.WaitAsync(http.RequestAborted);
            try
            {
                if (!_documents.TryGetValue(name, out document))
                {
                    document = await GenerateAsync(context, next);
                    if (http.Response.StatusCode == StatusCodes.Status200OK)
                        _documents[name] = document;
                }
            }
            finally
            {
                _gate.Release();
            }
        }

        await WriteAsync(http, document);
        return Results.Empty;
    }

    public void Dispose() => _gate.Dispose();

    private static async Task<CachedDocument> GenerateAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var (request, response) = (context.HttpContext.Request, context.HttpContext.Response);
        var (scheme, host, path, body) = (request.Scheme, request.Host, request.PathBase, response.Body);
        using var written = new MemoryStream();
        (request.Scheme, request.Host, request.PathBase, response.Body) = ("http", new HostString(MarkedHost), MarkedPath, written);
        try
        {
            await next(context);
            await response.BodyWriter.FlushAsync(context.HttpContext.RequestAborted);
        }
        finally
        {
            (request.Scheme, request.Host, request.PathBase, response.Body) = (scheme, host, path, body);
        }

        var parts = Encoding.UTF8.GetString(written.ToArray()).Split(MarkedUrl);
        return new CachedDocument(response.ContentType, [.. parts.Select(Encoding.UTF8.GetBytes)]);
    }

    private static async Task WriteAsync(HttpContext http, CachedDocument document)
    {
        var request = http.Request;
        var url = JsonEncodedText.Encode(
            UriHelper.BuildAbsolute(request.Scheme, request.Host, request.PathBase).TrimEnd('/'),
            JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        http.Response.ContentType = document.ContentType;
        for (var i = 0; i < document.Parts.Count; i++)
        {
            if (i > 0)
                await http.Response.Body.WriteAsync(url.EncodedUtf8Bytes.ToArray(), http.RequestAborted);
            await http.Response.Body.WriteAsync(document.Parts[i], http.RequestAborted);
        }
    }
}
