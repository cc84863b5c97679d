using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Limits;
using Streaming.Server.Access.Tokens;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Access.Streams;

/// <summary>
/// Extension methods that open the stream lease of a request. A stream lease is the right of a client to keep one stream open.
/// </summary>
internal static class HttpContextStreams
{
    /// <summary>Counts an upload in the limit of open streams, until the returned object is disposed.</summary>
    /// <exception cref="RefusalException">The maximum number of open streams is reached, for the server or for the caller's
    /// address.</exception>
    internal static IDisposable OpenUpload(this HttpContext http) =>
        http.RequestServices.GetRequiredService<StreamLimiter>().Lease(CallerResolver.Of(http).LimitKey);

    /// <summary>
    /// Stores the topics of a stream in the request, for the code that opens the stream later. When the client refreshes its token, the
    /// stream is extended only if the newer token allows these topics.
    /// </summary>
    internal static void SetStreamTopics(this HttpContext http, params TopicName[] topics) => http.Features.Set(new StreamTopics(topics));

    /// <summary>Returns the topics that <see cref="SetStreamTopics"/> has stored for a request; an empty array if there are none.</summary>
    internal static TopicName[] GetStreamTopics(this HttpContext http) => http.Features.Get<StreamTopics>()?.Topics ?? [];

    /// <summary>
    /// Opens a stream lease for the request's caller and the given topics: the right to keep one stream open. Dispose the lease once, when
    /// the stream ends.
    /// </summary>
    /// <exception cref="RefusalException">The maximum number of open streams is reached, for the server or for the caller's
    /// address.</exception>
    public static StreamLease OpenStream(this HttpContext http, params TopicName[] topics)
    {
        var services = http.RequestServices;
        var caller = CallerResolver.Of(http);
        var tracker = services.GetRequiredService<TokenLifetimeTracker>();
        if (!caller.HasToken)
            return tracker.Open(caller, static _ => true);
        var control = services.GetRequiredService<AccessControl>();
        return tracker.Open(caller, newer => Array.TrueForAll(topics, topic => control.IsAllowed(newer, TopicAction.Subscribe, topic)));
    }

    private sealed record StreamTopics(TopicName[] Topics);
}
