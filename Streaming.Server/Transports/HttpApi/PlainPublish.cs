using System.Net.Mime;
using Streaming.Server.Access.Tokens;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Transports.HttpApi;

/// <summary>
/// A publish request in its most frequent form: over HTTP/1.1, one small body with a known length, no query, and only headers on which the
/// response does not depend, or which the fast path handles.
/// </summary>
/// <param name="Topic">The topic to which the request publishes.</param>
/// <param name="Length">The length of the body in bytes.</param>
/// <param name="IsJson">Whether the body is JSON; otherwise it is text.</param>
/// <param name="IsForm">Whether the media type of the body is that of a form, which <c>curl -d</c> sends for any text.</param>
internal readonly record struct PlainPublish(TopicName Topic, int Length, bool IsJson, bool IsForm)
{
    // A longer body seldom arrives in one piece, and its handling takes longer than the steps that the fast path skips.
    private const int MaxLength = 16 * 1024;

    private const string Before = "/topics/";
    private const string After = "/messages";

    /// <summary>Returns whether a request is a plain publish. Reads only the request line and the headers.</summary>
    public static bool TryRead(HttpRequest request, out PlainPublish publish)
    {
        publish = default;
        if (request.Method != HttpMethods.Post || request.Path.Value is not { } path
            || path.Length <= Before.Length + After.Length || !path.StartsWith(Before, StringComparison.Ordinal)
            || !path.EndsWith(After, StringComparison.Ordinal)
            || request.Protocol != HttpProtocol.Http11 || request.QueryString.HasValue || request.PathBase.HasValue
            // The query had a token, which is no longer in the URL.
            || request.HttpContext.Features.Get<ReceivedToken>() is not null)
            return false;
        var headers = request.Headers;
        if (headers.ContentLength is not (> 0 and <= MaxLength and var length) || !HasOnlyPlainHeaders(headers)
            || !TryReadMediaType(headers.ContentType.ToString(), out var isJson, out var isForm)
            || !TopicName.TryParse(path[Before.Length..^After.Length], out var topic, out _))
            return false;
        publish = new PlainPublish(topic, (int)length, isJson, isForm);
        return true;
    }

    // All other headers, such as Origin, Cookie, Accept-Encoding or Idempotency-Key, need the middleware or the endpoint.
    private static bool HasOnlyPlainHeaders(IHeaderDictionary headers) =>
        headers.Host.Count == 1 && headers.ContentType.Count <= 1 && headers.Authorization.Count <= 1
            && headers.Count == 2 + headers.ContentType.Count + headers.Authorization.Count + One(headers.UserAgent.Count)
                + One(headers.Accept.Count) + One(headers.Connection.Count) + One(headers.TraceParent.Count)
                + One(headers.TraceState.Count);

    private static int One(int count) => Math.Min(count, 1);

    private static bool TryReadMediaType(string contentType, out bool isJson, out bool isForm)
    {
        isJson = contentType is MediaTypeNames.Application.Json or "application/json; charset=utf-8" or "application/json;charset=UTF-8";
        isForm = contentType is "application/x-www-form-urlencoded";
        return isJson || isForm
            || contentType is "" or MediaTypeNames.Text.Plain or "text/plain; charset=utf-8" or "text/plain;charset=UTF-8";
    }
}
