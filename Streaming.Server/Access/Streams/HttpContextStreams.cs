using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Limits;
using Streaming.Server.Access.Tokens;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Access.Streams;

/// <summary>Takes the slot of a stream for a request.</summary>
internal static class HttpContextStreams
{
    /// <summary>A place for an upload that streams: it is counted as a stream until it is disposed.</summary>
    /// <exception cref="RefusalException">There are too many streams already.</exception>
    internal static IDisposable OpenUpload(this HttpContext http) => http.RequestServices.GetRequiredService<StreamLimiter>().Lease(CallerResolver.Of(http).CountedAs);

    /// <summary>Says which topics a sequence of messages comes from, which does not say it itself: a refresh with a token that does not allow them does not extend its stream.</summary>
    internal static void SetStreamTopics(this HttpContext http, params TopicName[] topics) => http.Features.Set(new StreamTopics(topics));

    /// <summary>What <see cref="SetStreamTopics"/> has said; else none.</summary>
    internal static TopicName[] GetStreamTopics(this HttpContext http) => http.Features.Get<StreamTopics>()?.Topics ?? [];

    /// <summary>A pass for a stream of these topics, for the request's caller. Dispose it once, when the stream ends.</summary>
    /// <exception cref="RefusalException">There are too many streams already.</exception>
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
