using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Publishing;

/// <summary>
/// Publishes messages for all transports and for the application's code. Checks them against their topic's policy; they are durable when
/// the call returns.
/// </summary>
public sealed class Publisher
{
    /// <summary>The configuration key of the limit of a message's size.</summary>
    internal const string SizeLimit = "Topics:Policies:MaxMessageBytes";

    private readonly TopicRegistry _topics;
    private readonly TopicPolicies _policies;
    private readonly PublishAuthorization _authorization;

    internal Publisher(TopicRegistry topics, TopicPolicies policies, PublishAuthorization authorization) =>
        (_topics, _policies, _authorization) = (topics, policies, authorization);

    /// <summary>Publishes messages of a caller, all or none. Checks the caller's permission, and takes the sender from the token.</summary>
    /// <param name="by">The caller.</param>
    /// <param name="topic">The topic. It need not exist.</param>
    /// <param name="messages">The messages, at least one.</param>
    /// <param name="idempotencyKey">A key under which the caller's publish to the topic is carried out once within 24 h, or null.</param>
    /// <param name="cancellationToken">Stops waiting. A publish that was already queued is still carried out.</param>
    /// <exception cref="RefusalException">The caller has no permission, a message is too large, the key is not valid or was used for other
    /// messages, or the store failed.</exception>
    public async ValueTask<PublishAnswer> PublishAsync(
        Caller by, TopicName topic, IReadOnlyList<NewMessage> messages, string? idempotencyKey, CancellationToken cancellationToken)
    {
        // Hashes the messages as they were sent: authorization adds the sender, whose name may change with the next token.
        var key = idempotencyKey is null ? null
            : IdempotencyScope.OfCaller(by, IdempotencyScope.Publish, topic.Value, idempotencyKey, PayloadHash.Of(messages));
        return AnswerTo(topic, key, await AppendAsync(by, topic, messages, key, part: null, cancellationToken));
    }

    /// <summary>Publishes messages of the application's code to one topic, all or none. Needs no permission.</summary>
    /// <param name="topic">The topic. It need not exist.</param>
    /// <param name="messages">The messages, at least one.</param>
    /// <param name="idempotencyKey">A key under which the publish is carried out once within 24 h, or null. It never conflicts with keys of
    /// callers.</param>
    /// <param name="cancellationToken">Stops waiting. A publish that was already queued is still carried out.</param>
    /// <exception cref="RefusalException">A message is too large, the key is not valid or was used for other messages, or the store
    /// failed.</exception>
    public ValueTask<PublishAnswer> PublishAsync(
        TopicName topic, IReadOnlyList<NewMessage> messages, string? idempotencyKey = null, CancellationToken cancellationToken = default)
    {
        var key = idempotencyKey is null ? null
            : IdempotencyScope.OfApplication(IdempotencyScope.Publish, topic.Value, idempotencyKey, PayloadHash.Of(messages));
        return PublishAsync(topic, messages, key, cancellationToken);
    }

    /// <summary>Publishes one message of the application's code. Needs no permission.</summary>
    /// <exception cref="RefusalException">The message is too large, or the store failed.</exception>
    public ValueTask<PublishAnswer> PublishAsync(TopicName topic, NewMessage message, CancellationToken cancellationToken = default) =>
        PublishAsync(topic, [message], cancellationToken: cancellationToken);

    /// <summary>Publishes messages under a key that already has its scope.</summary>
    internal async ValueTask<PublishAnswer> PublishAsync(
        TopicName topic, IReadOnlyList<NewMessage> messages, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        CheckSizes(topic, messages);
        return AnswerTo(topic, key, await _topics.AppendAsync(topic, messages, key, part: null, cancellationToken));
    }

    /// <summary>Appends messages of a caller, which may be part of an upload. The result contains a conflict of the key.</summary>
    internal async ValueTask<AppendResult> AppendAsync(
        Caller by, TopicName topic, IReadOnlyList<NewMessage> messages, IdempotencyKey? key, UploadPart? part,
            CancellationToken cancellationToken)
    {
        var admitted = await _authorization.AuthorizeAsync(by, topic, messages, cancellationToken);
        CheckSizes(topic, admitted);
        return await _topics.AppendAsync(topic, admitted, key, part, cancellationToken);
    }

    /// <summary>Creates the result of a publish from the result of its append.</summary>
    /// <exception cref="RefusalException">The key was used for other messages.</exception>
    internal static PublishAnswer AnswerTo(TopicName topic, IdempotencyKey? key, in AppendResult result) => result.Conflict is null
        ? new PublishAnswer(topic.Value, new Position(result.Epoch, result.First).ToString(), new Position(result.Epoch, result.Last)
            .ToString(), result.Count, result.Subscribers)
        : throw key!.Conflict();

    /// <summary>Authorizes messages of a caller that are published later, as if they were published now.</summary>
    /// <exception cref="RefusalException">The caller has no permission, or a message is too large.</exception>
    internal async ValueTask<IReadOnlyList<NewMessage>> AuthorizeAsync(
        Caller by, TopicName topic, IReadOnlyList<NewMessage> messages, CancellationToken cancellationToken)
    {
        CheckSizes(topic, messages);
        return await _authorization.AuthorizeAsync(by, topic, messages, cancellationToken);
    }

    /// <summary>Refuses messages that are larger than the topic's limit.</summary>
    /// <exception cref="RefusalException">A message is too large.</exception>
    internal void CheckSizes(TopicName topic, IReadOnlyList<NewMessage> messages)
    {
        var limit = _policies.For(topic).MaxMessageBytes;
        foreach (var message in messages)
            CheckSize(message.Data.Length, limit);
    }

    /// <summary>The maximum size of the topic's messages, in bytes of data.</summary>
    public int MaxMessageBytes(TopicName topic) => _policies.For(topic).MaxMessageBytes;

    /// <summary>Refuses data that is larger than a topic's limit.</summary>
    /// <exception cref="RefusalException">The data is too large.</exception>
    public static void CheckSize(long bytes, int limit)
    {
        if (bytes > limit)
            throw RefusalException.TooLarge(
                SizeLimit, $"The message is larger than the {limit} bytes this topic allows; send smaller messages, or raise " +
                "MaxMessageBytes in the topic's policy.");
    }
}
