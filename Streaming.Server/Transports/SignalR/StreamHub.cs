using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Publishing;
using Streaming.Server.Rooms;

namespace Streaming.Server.Transports.SignalR;

/// <summary>
/// Lets SignalR clients publish and subscribe to topics. Each message that a client receives contains its position, so that the client can
/// resume after this message when it reconnects.
/// </summary>
[AuthorizesInAction]
public sealed class StreamHub : Hub
{
    private readonly IServiceProvider _services;
    private readonly HubClientRegistry _clients;

    /// <summary>Creates the hub object. SignalR creates one object for each call of a hub method.</summary>
    public StreamHub(IServiceProvider services) => (_services, _clients) = (services, services.GetRequiredService<HubClientRegistry>());

    /// <inheritdoc/>
    public override Task OnConnectedAsync()
    {
        _clients.Add(Context);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnDisconnectedAsync(Exception? exception)
    {
        _clients.Remove(Context);
        return Task.CompletedTask;
    }

    /// <summary>
    /// Returns the composite position: the current positions of all given topics in one text. A subscription that starts at this position
    /// receives all messages from now on, even if the connection breaks before the first message.
    /// </summary>
    /// <param name="topics">The names of the topics.</param>
    public async Task<string> Cursor(string[] topics) =>
        await Get<HubSubscriptionService>().CursorAsync(await ReadableAsync(_clients.ClientOf(Context), topics), Context.ConnectionAborted);

    /// <summary>
    /// Subscribes to topics. Sends the stored messages after the client's position first, and then new messages. If a topic is a room or
    /// has members for another reason, the client becomes a member.
    /// </summary>
    /// <param name="topics">The names of the topics.</param>
    /// <param name="after">The start of the subscription: <c>earliest</c> for all stored messages, a position for the messages after it, or
    /// null for new messages only. With several topics, the position is a composite position.</param>
    /// <param name="cancellationToken">A token that is cancelled when the client cancels the subscription or disconnects.</param>
    public async Task<IAsyncEnumerable<HubMessage>> Subscribe(string[] topics, string? after, CancellationToken cancellationToken)
    {
        var target = HubStreamTarget.Take();
        var client = _clients.ClientOf(Context);
        return await Get<HubSubscriptionService>().BeginAsync(
            client, await ReadableAsync(client, topics), after, target, cancellationToken);
    }

    /// <summary>Sends the stored messages of a topic, oldest first, up to the newest message at the time of the call.</summary>
    /// <param name="topic">The name of the topic.</param>
    /// <param name="after">The position after which the messages start, or null for all messages.</param>
    /// <param name="limit">The maximum number of messages, or 0 for all messages.</param>
    /// <param name="cancellationToken">A token that is cancelled when the client cancels the stream or disconnects.</param>
    public async Task<IAsyncEnumerable<HubMessage>> History(string topic, string? after, long limit, CancellationToken cancellationToken)
    {
        var client = _clients.ClientOf(Context);
        var names = await ReadableAsync(client, [topic]);
        return await Get<HubHistory>().BeginAsync(client, names[0], after, limit, cancellationToken);
    }

    /// <summary>Publishes one message, which is stored durably when the call returns.</summary>
    /// <param name="topic">The name of the topic.</param>
    /// <param name="data">The data of the message: a text, or any other value, which is stored as JSON.</param>
    /// <returns>The position of the published message.</returns>
    public Task<string> Publish(string topic, HubData data) => PublishTyped(topic, MessageType.Default, data);

    /// <summary>Publishes one message with a message type.</summary>
    /// <param name="topic">The name of the topic.</param>
    /// <param name="type">The type of the message.</param>
    /// <param name="data">The data of the message: a text, or any other value, which is stored as JSON.</param>
    /// <returns>The position of the published message.</returns>
    public async Task<string> PublishTyped(string topic, string type, HubData data)
    {
        var client = _clients.ClientOf(Context);
        return (await PublishAsync(client, TopicName.Parse(topic), [RequireData(data).ToMessage(type, client.Sender)])).Last;
    }

    /// <summary>Publishes the messages that the client sends as a stream, in their order.</summary>
    /// <param name="topic">The name of the topic.</param>
    /// <param name="messages">The data of each message: a text, or any other value, which is stored as JSON.</param>
    public Task<HubUploadResult> PublishStream(string topic, ChannelReader<HubData> messages)
    {
        var client = _clients.ClientOf(Context);
        var name = TopicName.Parse(topic);
        return HubUpload.RunAsync(messages, batch => PublishAsync(client, name, batch), client.Sender, Context.ConnectionAborted);
    }

    /// <summary>
    /// Returns the members of a room, including the members that are connected over other transports, such as WebSockets.
    /// </summary>
    /// <param name="room">The name of the room, without the prefix <c>room:</c>.</param>
    public Task<HubMembers> Members(string room) => MembersOf(RoomName.Parse(room).Topic.Value);

    /// <summary>Returns the members of a topic that has members, including the members that are connected over other transports.</summary>
    /// <param name="topic">The name of the topic.</param>
    public async Task<HubMembers> MembersOf(string topic)
    {
        var name = (await ReadableAsync(_clients.ClientOf(Context), [topic]))[0];
        var view = await Get<MemberRegistry>().ListMembersAsync(name, Context.ConnectionAborted);
        return new HubMembers(
            view.Room, view.Topic, view.Count, view.Users, view.Listed,
                [.. view.Members.Select(member => new HubMember(member.Name, member.Connection, member.Since, member.Subject))]);
    }

    private static HubData RequireData(HubData? data) =>
        data ?? throw RefusalException.Invalid("The message has no data; send a text or any other value.");

    private T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    private async ValueTask<List<TopicName>> ReadableAsync(HubClient client, IReadOnlyList<string>? topics)
    {
        var limit = Get<IOptions<StreamHubOptions>>().Value.MaxTopics;
        var names = (topics ?? []).Select(TopicName.Parse).Distinct().ToList();
        if (names.Count == 0)
            throw RefusalException.Invalid("Name at least one topic.");
        if (names.Count > limit)
            throw RefusalException.Invalid(
                $"{names.Count} topics are more than the {limit} that fit one subscription (Hubs:MaxTopics); use several.");
        foreach (var name in names)
            await Get<AccessControl>().AuthorizeAsync(client.Caller, TopicAction.Subscribe, name, Context.ConnectionAborted);
        return names;
    }

    private ValueTask<PublishAnswer> PublishAsync(HubClient client, TopicName topic, IReadOnlyList<NewMessage> messages)
    {
        client.ThrowIfTokenExpired();
        return Get<Publisher>().PublishAsync(client.Caller, topic, messages, idempotencyKey: null, Context.ConnectionAborted);
    }
}
