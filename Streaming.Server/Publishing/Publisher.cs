using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Publishing;

/// <summary>The one door in: whatever the transport, a message is checked against its topic's policy here, and is durable when the call returns.</summary>
public sealed class Publisher
{
    /// <summary>The key of the limit of a message's size.</summary>
    internal const string SizeLimit = "Topics:Policies:MaxMessageBytes";

    private readonly TopicRegistry _topics;
    private readonly TopicPolicies _policies;
    private readonly PublishAuthorization _gate;

    internal Publisher(TopicRegistry topics, TopicPolicies policies, PublishAuthorization gate) => (_topics, _policies, _gate) = (topics, policies, gate);

    /// <summary>Publishes messages of a caller, all or none: checks what the caller may do, and takes the sender from the token.</summary>
    /// <param name="by">The caller.</param>
    /// <param name="topic">The topic; it need not exist.</param>
    /// <param name="messages">At least one.</param>
    /// <param name="idempotencyKey">A key under which this caller's publish to this topic counts once within 24 h, or null.</param>
    /// <param name="cancellationToken">Stops waiting; a publish that was taken is still carried out.</param>
    /// <exception cref="RefusalException">The caller is not allowed to, a message is too large, the key is not valid or was used for other messages, or the log does not take it.</exception>
    public async ValueTask<PublishAnswer> PublishAsync(
        Caller by, TopicName topic, IReadOnlyList<NewMessage> messages, string? idempotencyKey, CancellationToken cancellationToken)
    {
        // The hash is of what was sent: the gate adds the sender, whose name may change with the next token.
        var key = idempotencyKey is null ? null : IdempotencyScope.OfCaller(by, IdempotencyScope.Publish, topic.Value, idempotencyKey, PayloadHash.Of(messages));
        return AnswerTo(topic, key, await AppendAsync(by, topic, messages, key, part: null, cancellationToken));
    }

    /// <summary>Publishes messages of the application's own to one topic, all or none. No permission is needed.</summary>
    /// <param name="topic">The topic; it need not exist.</param>
    /// <param name="messages">At least one.</param>
    /// <param name="idempotencyKey">A key under which the same publish counts once within 24 h, or null. The keys of callers are others.</param>
    /// <param name="cancellationToken">Stops waiting; a publish that was taken is still carried out.</param>
    /// <exception cref="RefusalException">A message is too large, the key is not valid or was used for other messages, or the log does not take it.</exception>
    public ValueTask<PublishAnswer> PublishAsync(
        TopicName topic, IReadOnlyList<NewMessage> messages, string? idempotencyKey = null, CancellationToken cancellationToken = default)
    {
        var key = idempotencyKey is null ? null : IdempotencyScope.OfApplication(IdempotencyScope.Publish, topic.Value, idempotencyKey, PayloadHash.Of(messages));
        return PublishAsync(topic, messages, key, cancellationToken);
    }

    /// <summary>Publishes one message.</summary>
    /// <exception cref="RefusalException">As above.</exception>
    public ValueTask<PublishAnswer> PublishAsync(TopicName topic, NewMessage message, CancellationToken cancellationToken = default) =>
        PublishAsync(topic, [message], cancellationToken: cancellationToken);

    /// <summary>Publishes messages under a key that is in its scope already.</summary>
    internal async ValueTask<PublishAnswer> PublishAsync(TopicName topic, IReadOnlyList<NewMessage> messages, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        CheckSizes(topic, messages);
        return AnswerTo(topic, key, await _topics.AppendAsync(topic, messages, key, part: null, cancellationToken));
    }

    /// <summary>Appends messages of a caller, which may be a part of an upload. A conflict of the key is in the result.</summary>
    internal async ValueTask<AppendResult> AppendAsync(
        Caller by, TopicName topic, IReadOnlyList<NewMessage> messages, IdempotencyKey? key, UploadPart? part, CancellationToken cancellationToken)
    {
        var admitted = await _gate.AuthorizeAsync(by, topic, messages, cancellationToken);
        CheckSizes(topic, admitted);
        return await _topics.AppendAsync(topic, admitted, key, part, cancellationToken);
    }

    /// <summary>The answer to an append.</summary>
    /// <exception cref="RefusalException">The key was used for other messages.</exception>
    internal static PublishAnswer AnswerTo(TopicName topic, IdempotencyKey? key, in AppendResult result) => result.Conflict is null
        ? new PublishAnswer(topic.Value, new Position(result.Epoch, result.First).ToString(), new Position(result.Epoch, result.Last).ToString(), result.Count, result.Subscribers)
        : throw key!.Conflict();

    /// <summary>Lets messages of a caller's in as if they were published now: for whoever publishes them later.</summary>
    /// <exception cref="RefusalException">The caller may not, or a message is too large.</exception>
    internal async ValueTask<IReadOnlyList<NewMessage>> AuthorizeAsync(Caller by, TopicName topic, IReadOnlyList<NewMessage> messages, CancellationToken cancellationToken)
    {
        CheckSizes(topic, messages);
        return await _gate.AuthorizeAsync(by, topic, messages, cancellationToken);
    }

    /// <summary>Refuses messages that are larger than the topic allows.</summary>
    /// <exception cref="RefusalException">One is.</exception>
    internal void CheckSizes(TopicName topic, IReadOnlyList<NewMessage> messages)
    {
        var limit = _policies.For(topic).MaxMessageBytes;
        foreach (var message in messages)
            CheckSize(message.Data.Length, limit);
    }

    /// <summary>The largest message of a topic, in bytes of data.</summary>
    public int MaxMessageBytes(TopicName topic) => _policies.For(topic).MaxMessageBytes;

    /// <summary>Refuses data that is larger than a topic allows.</summary>
    /// <exception cref="RefusalException">It is.</exception>
    public static void CheckSize(long bytes, int limit)
    {
        if (bytes > limit)
            throw RefusalException.TooLarge(SizeLimit, $"The message is larger than the {limit} bytes this topic allows; send smaller messages, or raise MaxMessageBytes in the topic's policy.");
    }
}
