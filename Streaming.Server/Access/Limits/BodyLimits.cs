using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Streaming.Server.Access.Authorization;

namespace Streaming.Server.Access.Limits;

/// <summary>
/// Limits the size, the pauses and the memory of request bodies: for this server's endpoints, and for the hosting application's endpoints
/// with a <see cref="LimitBodyIdleAttribute"/>.
/// </summary>
internal sealed class BodyLimits(IdleWatch watch, BodyMemory memory, CallerResolver callers)
{
    // The size limit of a request body if its endpoint sets no other limit. Such a body contains little more than a token, which has at
    // most 16 KB.
    private const int DefaultBytes = 32 * 1024;

    public IdleWatch Watch => watch;

    public BodyMemory Memory => memory;

    public AddressKey? AddressOf(HttpContext http) => callers.CountedAddress(http) is { } address ? AddressKey.Of(address) : null;

    /// <summary>
    /// Limits the size, the pauses and the memory of the body of one request. Does nothing if the request cannot have a body, or if its
    /// endpoint is not limited.
    /// </summary>
    public void Limit(HttpContext http)
    {
        var method = http.Request.Method;
        if (HttpMethods.IsGet(method) || HttpMethods.IsConnect(method)
            || http.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true })
            return;
        if (http.GetEndpoint()?.Metadata is not { } metadata
            || (metadata.GetMetadata<IAccessMetadata>() is null && metadata.GetMetadata<LimitBodyIdleAttribute>() is null))
            return;
        if (metadata.GetMetadata<IAccessMetadata>() is not null && metadata.GetMetadata<ILimitsBodyItself>() is null
            && metadata.GetMetadata<IRequestSizeLimitMetadata>() is null
            && http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = DefaultBytes;
        }

        var body = new LimitedBody(http, http.Request.BodyReader, this);
        if (metadata.GetMetadata<LimitBodyIdleAttribute>() is { IsStreamed: true })
            body.StreamLines(watch.Limit);
        http.Features.Set<IRequestBodyPipeFeature>(body);
        http.Request.Body = body.AsStream(leaveOpen: true);
    }
}
