using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Streaming.Server.Access.Authorization;

namespace Streaming.Server.Access.Limits;

/// <summary>
/// Limits request bodies of this server's endpoints, and of the application's endpoints that are marked
/// (<see cref="LimitBodyIdleAttribute"/>).
/// </summary>
internal sealed class BodyLimits(IdleWatch watch, BodyMemory memory, CallerResolver callers)
{
    // A token has at most 16 KB, and no other body without its own limit is larger.
    private const int DefaultBytes = 32 * 1024;

    public IdleWatch Watch => watch;

    public BodyMemory Memory => memory;

    public AddressKey? AddressOf(HttpContext http) => callers.CountedAddress(http) is { } address ? AddressKey.Of(address) : null;

    /// <summary>Limits the body of a request, if it can have one and its endpoint reads it.</summary>
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
