using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Limits;
using Streaming.Server.Access.Tokens;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Access.Streams;

/// <summary>Opens the stream lease of a request.</summary>
internal static class HttpContextStreams
{
    /// <summary>Counts a streamed upload as a stream until the lease is disposed.</summary>
    /// <exception cref="RefusalException">The server or the address has its maximum of streams.</exception>
    internal static IDisposable OpenUpload(this HttpContext http) =>
        http.RequestServices.GetRequiredService<StreamLimiter>().Lease(CallerResolver.Of(http).CountedAs);

    /// <summary>
    /// Sets the topics of a sequence of messages that does not contain them. A refresh with a token that does not allow them does not
    /// extend the stream.
    /// </summary>
    internal static void SetStreamTopics(this HttpContext http, params TopicName[] topics) => http.Features.Set(new StreamTopics(topics));

    /// <summary>The topics that <see cref="SetStreamTopics"/> has set; otherwise none.</summary>
    internal static TopicName[] GetStreamTopics(this HttpContext http) => http.Features.Get<StreamTopics>()?.Topics ?? [];

    /// <summary>Opens the lease of a stream of these topics for the request's caller. Dispose it once, when the stream ends.</summary>
    /// <exception cref="RefusalException">The server or the address has its maximum of streams.</exception>
    public static StreamLease OpenStream(this HttpContext http, params TopicName[] topics)
    {
        var services = http.RequestServices;
        var caller = CallerResolver.Of(http);
        var sessions = services.GetRequiredService<TokenLifetimeTracker>();
        if (!caller.HasToken)
            return sessions.Open(caller, static _ => true);
        var control = services.GetRequiredService<AccessControl>();
        return sessions.Open(caller, newer => Array.TrueForAll(topics, topic => control.IsAllowed(newer, TopicAction.Subscribe, topic)));
    }

    private sealed record StreamTopics(TopicName[] Topics);
}
