using Streaming.Server.Access.Authorization;
using Streaming.Server.Centrifugal.Protocol;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Publishing;
using Streaming.Server.Rooms;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>Executes the commands of Centrifugal clients that need no subscription: publish, presence and history.</summary>
internal sealed class ChannelQueries(AccessControl access, Publisher publisher, MemberRegistry members, ChannelHistory history)
{
    /// <summary>Executes a command of a client, and returns the reply to the command.</summary>
    /// <exception cref="CommandRefusedException">The command does not exist in the protocol, or is not possible for this
    /// channel.</exception>
    /// <exception cref="RefusalException">The client is not allowed to use the channel, or the command is not valid.</exception>
    public async ValueTask<Reply> AnswerAsync(Command command, ClientIdentity client, CancellationToken cancellationToken) => command switch
    {
        { Publish: { } publish } => await PublishAsync(publish, client, cancellationToken),
        { Presence: { } presence } => new Reply
        {
            Presence = await PresenceInAsync(await ReadableAsync(presence.Channel, client, cancellationToken), cancellationToken),
        },
        { PresenceStats: { } stats } =>
            new Reply
            {
                PresenceStats = await StatsOfAsync(await ReadableAsync(stats.Channel, client, cancellationToken), cancellationToken),
            },
        { Rpc: not null } or { SubRefresh: not null } => throw new CommandRefusedException(ErrorCode.NotAvailable, "not available"),
        _ => throw new CommandRefusedException(ErrorCode.MethodNotFound, "method not found"),
    };

    /// <summary>Reads a page of a channel's history, with the permit of a large page.</summary>
    /// <exception cref="CommandRefusedException">The channel no longer has the position of the request.</exception>
    /// <exception cref="RefusalException">The client is not allowed to read the channel, or the request is not valid.</exception>
    public async ValueTask<(HistoryResult Page, LargeReplyPermit? Permit)> ReadHistoryAsync(
        HistoryRequest request, ClientIdentity client, CancellationToken cancellationToken) =>
        await history.ReadAsync(await ReadableAsync(request.Channel, client, cancellationToken), request, cancellationToken);

    private async ValueTask<TopicName> ReadableAsync(string channel, ClientIdentity client, CancellationToken cancellationToken)
    {
        var topic = TopicName.Parse(channel);
        await access.AuthorizeAsync(client.Caller, TopicAction.Subscribe, topic, cancellationToken);
        return topic;
    }

    private async ValueTask<Reply> PublishAsync(PublishRequest request, ClientIdentity client, CancellationToken cancellationToken)
    {
        var topic = TopicName.Parse(request.Channel);
        if (request.Type != 0)
            throw new CommandRefusedException(ErrorCode.NotAvailable, "not available");
        await publisher.PublishAsync(
            client.Caller, topic, [ChannelData.ToMessage(request.Data.Memory, client.Sender)], idempotencyKey: null, cancellationToken);
        return new Reply { Publish = new EmptyResult() };
    }

    private async ValueTask<PresenceResult> PresenceInAsync(TopicName topic, CancellationToken cancellationToken)
    {
        var view = await members.ListMembersAsync(topic, cancellationToken);
        if (!view.Listed)
            throw new CommandRefusedException(
                ErrorCode.NotAvailable, $"The room has {view.Count} members, which are counted and not listed; ask for presence_stats.");
        var result = new PresenceResult();
        foreach (var member in view.Members)
            result.Presence[member.Connection] = MembershipFormat.ToInfo(member.Connection, member.Name, member.Subject);
        return result;
    }

    private async ValueTask<PresenceStatsResult> StatsOfAsync(TopicName topic, CancellationToken cancellationToken)
    {
        var view = await members.ListMembersAsync(topic, cancellationToken);
        return new PresenceStatsResult { NumClients = (uint)view.Count, NumUsers = (uint)view.Users };
    }
}
