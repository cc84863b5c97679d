using Streaming.Server.Access.Connections;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Publishing;

namespace Streaming.Server.Rooms;

/// <summary>
/// Opens streams for all transports, in the same five steps. It takes a slot in the transport's limit, counts new topics and joins against
/// the caller's rate limits, subscribes to the topics, adds the stream to the list of open connections, and joins the rooms. If a step
/// fails, the earlier steps are undone in reverse order.
/// </summary>
internal sealed class StreamOpener(
    TopicRegistry topics, NewTopicLimiter newTopics, PublishAuthorization publishing, MemberRegistry members,
    ConnectionRegistry connections)
{
    /// <summary>Opens a stream of messages to a client. The caller of this method must dispose the stream once, when it ends.</summary>
    /// <exception cref="RefusalException">A limit is reached, or the log does not answer. All resources of the stream are released in this
    /// case.</exception>
    public async Task<OpenedStream> OpenAsync(StreamRequest request, CancellationToken cancellationToken)
    {
        var stream = new OpenedStream(members, request.Lease);
        try
        {
            stream.SetSlot(request.TakeSlot?.Invoke());
            foreach (var (topic, _) in request.Topics)
                await CountAsync(request, topic, cancellationToken);
            stream.SetSubscription(await SubscribeAsync(request, cancellationToken));
            if (request.Origin is { } origin)
                stream.List(connections, origin, request.Member?.Name);
            if (request.Member is { } member)
                await stream.JoinAsync(members.CreateMember(
                    member.Connection, member.Name, request.Caller.Subject, request.Caller.Identity));
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    private async ValueTask CountAsync(StreamRequest request, TopicName topic, CancellationToken cancellationToken)
    {
        await newTopics.CountAsync(request.Caller, topic, cancellationToken);
        if (request.Member is not null && members.HasPresence(topic))
            publishing.CountJoin(request.Caller, topic);
    }

    private ValueTask<Subscription> SubscribeAsync(StreamRequest request, CancellationToken cancellationToken)
    {
        if (request.Subscribe is { } subscribe)
            return subscribe(cancellationToken);
        return request.IsComposite
            ? topics.SubscribeAsync(request.Topics, cancellationToken, request.Slow)
            : topics.SubscribeAsync(request.Topics[0].Topic, request.Topics[0].Start, cancellationToken, request.Slow);
    }
}
