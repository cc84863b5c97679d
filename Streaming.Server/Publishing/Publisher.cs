using Microsoft.Extensions.Options;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Limits;
using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Publishing;

/// <summary>
/// Publishes messages for all transports and for the application's code. Each message is checked against the policy of its topic. When a
/// call returns, the messages are stored durably.
/// </summary>
public sealed class Publisher
{
    /// <summary>The configuration key of the limit for the size of a message.</summary>
    internal const string SizeLimit = "Topics:Policies:MaxMessageBytes";

    private static readonly AppendConditions s_existing = new() { MustExist = true };
    private static readonly AppendConditions s_close = new() { MustExist = true, Closes = true };

    private readonly TopicRegistry _topics;
    private readonly TopicPolicies _policies;
    private readonly PublishAuthorization _authorization;
    private readonly TopicOptions _options;

    internal Publisher(
        TopicRegistry topics, TopicPolicies policies, PublishAuthorization authorization, IOptions<TopicOptions> options) =>
        (_topics, _policies, _authorization, _options) = (topics, policies, authorization, options.Value);

    /// <summary>
    /// Publishes messages of a caller to one topic, all or none of them. Checks the caller's permission, and sets the sender of the
    /// messages to the name in the caller's token.
    /// </summary>
    /// <param name="caller">The caller that publishes.</param>
    /// <param name="topic">The topic to publish to. The topic is created if it does not exist.</param>
    /// <param name="messages">The messages to publish, at least one.</param>
    /// <param name="idempotencyKey">An idempotency key: if the caller repeats the call with the same key within 24 hours, the messages are
    /// published only once. Null for none.</param>
    /// <param name="cancellationToken">Stops waiting for the result. Messages that are already queued are still published.</param>
    /// <exception cref="RefusalException">The caller has no permission, a message is too large, the idempotency key is invalid or was used
    /// for other messages, the topic is closed or deleted, or the store failed.</exception>
    public async ValueTask<PublishAnswer> PublishAsync(
        Caller caller, TopicName topic, IReadOnlyList<NewMessage> messages, string? idempotencyKey, CancellationToken cancellationToken)
    {
        // A repeated request is compared with the first one by a hash of its messages. The hash does not include the senders, because they
        // come from the token: the caller may repeat the request with a newer token that contains another name.
        var key = idempotencyKey is null ? null
            : IdempotencyScope.OfCaller(caller, IdempotencyScope.Publish, topic.Value, idempotencyKey, PayloadHash.Of(messages));
        return ResultOf(topic, key, await AppendAsync(caller, topic, messages, key, cancellationToken));
    }

    /// <summary>Publishes messages of the application's code to one topic, all or none of them. No permission is checked.</summary>
    /// <param name="topic">The topic to publish to. The topic is created if it does not exist.</param>
    /// <param name="messages">The messages to publish, at least one.</param>
    /// <param name="idempotencyKey">
    /// An idempotency key: if the call is repeated with the same key within 24 hours, the messages are published only once. The key is
    /// different from all keys that clients send. Null for none.
    /// </param>
    /// <param name="cancellationToken">Stops waiting for the result. Messages that are already queued are still published.</param>
    /// <exception cref="RefusalException">A message is too large, the idempotency key is invalid or was used for other messages, or the
    /// store failed.</exception>
    public ValueTask<PublishAnswer> PublishAsync(
        TopicName topic, IReadOnlyList<NewMessage> messages, string? idempotencyKey = null, CancellationToken cancellationToken = default)
    {
        var key = idempotencyKey is null ? null
            : IdempotencyScope.OfApplication(IdempotencyScope.Publish, topic.Value, idempotencyKey, PayloadHash.Of(messages));
        return PublishAsync(topic, messages, key, cancellationToken);
    }

    /// <summary>Publishes one message of the application's code to a topic. No permission is checked.</summary>
    /// <exception cref="RefusalException">The message is too large, or the store failed.</exception>
    public ValueTask<PublishAnswer> PublishAsync(TopicName topic, NewMessage message, CancellationToken cancellationToken = default) =>
        PublishAsync(topic, [message], cancellationToken: cancellationToken);

    /// <summary>
    /// Publishes one message to a topic that exists. If the topic was deleted or closed, nothing is published, so that the message does not
    /// begin a new topic of its name.
    /// </summary>
    internal async ValueTask PublishIfExistsAsync(TopicName topic, NewMessage message, CancellationToken cancellationToken) =>
        await _topics.AppendAsync(topic, [message], s_existing, creation: null, cancellationToken);

    /// <summary>
    /// Publishes messages with an idempotency key that was created by <see cref="IdempotencyScope"/>. No permission is checked.
    /// </summary>
    internal async ValueTask<PublishAnswer> PublishAsync(
        TopicName topic, IReadOnlyList<NewMessage> messages, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        CheckSizes(topic, messages);
        return ResultOf(topic, key, await _topics.AppendAsync(topic, messages, key, part: null, cancellationToken));
    }

    /// <summary>
    /// Checks the permission of a caller, and appends the caller's messages to the log. If the idempotency key was used for other messages,
    /// the result reports this conflict, and no exception is thrown.
    /// </summary>
    internal async ValueTask<AppendResult> AppendAsync(
        Caller caller, TopicName topic, IReadOnlyList<NewMessage> messages, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        var authorized = await _authorization.AuthorizeAsync(caller, topic, messages, isRepeated: false, cancellationToken);
        CheckSizes(topic, authorized);
        return await _topics.AppendAsync(topic, authorized, key, part: null, cancellationToken);
    }

    /// <summary>
    /// Appends one part of a caller's upload to the log, as the other overload does. If the caller's rate limit is exceeded, waits until it
    /// is not, so that an upload of any length is slowed down and not refused. Repeated messages, which an earlier upload with the same
    /// idempotency key has stored, do not count in the limit.
    /// </summary>
    internal async ValueTask<AppendResult> AppendAsync(
        Caller caller, TopicName topic, IReadOnlyList<NewMessage> messages, IdempotencyKey? key, UploadPart? part, bool isRepeated,
            CancellationToken cancellationToken)
    {
        var authorized = await AtRateAsync(
            () => _authorization.AuthorizeAsync(caller, topic, messages, isRepeated, cancellationToken), cancellationToken);
        CheckSizes(topic, authorized);
        return await _topics.AppendAsync(topic, authorized, key, part, cancellationToken);
    }

    /// <summary>
    /// Appends messages of a caller to a topic if all given conditions are met. If a condition is not met, no exception is thrown:
    /// <see cref="AppendResult.Verdict"/> of the result names the condition.
    /// </summary>
    /// <exception cref="RefusalException">The caller has no permission, a message is too large, or the store failed.</exception>
    internal async ValueTask<AppendResult> AppendAsync(
        Caller caller, TopicName topic, IReadOnlyList<NewMessage> messages, AppendConditions conditions,
            CancellationToken cancellationToken)
    {
        var authorized = await _authorization.AuthorizeAsync(caller, topic, messages, isRepeated: false, cancellationToken);
        CheckSizes(topic, authorized);
        return await _topics.AppendAsync(
            topic, authorized, conditions with { MaxProducers = _options.MaxProducers }, creation: null, cancellationToken);
    }

    /// <summary>
    /// Creates a topic with its first messages for a caller. If the topic already exists with other properties, no exception is thrown:
    /// <see cref="AppendResult.Verdict"/> of the result reports this.
    /// </summary>
    /// <exception cref="RefusalException">The caller has no permission, a message is too large, or the store failed.</exception>
    internal async ValueTask<AppendResult> CreateAsync(
        Caller caller, TopicName topic, TopicCreation creation, IReadOnlyList<NewMessage> messages, CancellationToken cancellationToken)
    {
        var authorized = await _authorization.AuthorizeAsync(caller, topic, messages, isRepeated: false, cancellationToken);
        CheckSizes(topic, authorized);
        // A fork begins with the messages of another topic, its source. So the caller must be allowed to read the source.
        if (creation.Fork is { } fork)
            await _authorization.AuthorizeReadAsync(caller, fork.Source, cancellationToken);
        return await _topics.AppendAsync(
            topic, authorized, conditions: null, creation with { MaxForkDepth = _options.MaxForkDepth }, cancellationToken);
    }

    /// <summary>
    /// Closes a topic for a caller, so that it accepts no further messages. If the topic is closed already, nothing changes.
    /// </summary>
    /// <exception cref="RefusalException">The caller has no permission, the topic does not exist, or the store failed.</exception>
    internal async ValueTask<AppendResult> CloseAsync(Caller caller, TopicName topic, CancellationToken cancellationToken)
    {
        var result = await AppendAsync(caller, topic, [], s_close, cancellationToken);
        return result.Verdict is { IsRefusal: true } verdict ? throw verdict.ToRefusal(topic) : result;
    }

    /// <summary>Deletes a topic for a caller, if the caller is an administrator of the topic.</summary>
    /// <exception cref="RefusalException">The caller has no permission, or the store failed.</exception>
    internal async ValueTask<DeleteOutcome> DeleteAsync(Caller caller, TopicName topic, CancellationToken cancellationToken)
    {
        await _authorization.AuthorizeAdministrationAsync(caller, topic, cancellationToken);
        return await _topics.DeleteAsync(topic, cancellationToken);
    }

    /// <summary>Creates the result that the publisher of messages receives, from the result of the append to the log.</summary>
    /// <exception cref="RefusalException">The idempotency key was used for other messages.</exception>
    internal static PublishAnswer ResultOf(TopicName topic, IdempotencyKey? key, in AppendResult result) => result.Conflict is null
        ? new PublishAnswer(topic.Value, new Position(result.Epoch, result.First).ToString(), new Position(result.Epoch, result.Last)
            .ToString(), result.Count, result.Subscribers)
        : throw key!.Conflict();

    /// <summary>
    /// Checks whether a caller may publish messages that the server will publish at a later time. The rules are the same as for publishing
    /// now.
    /// </summary>
    /// <exception cref="RefusalException">The caller has no permission, a message names a sender that differs from the name in the token,
    /// the caller exceeds a rate limit, or a message is too large.</exception>
    internal async ValueTask<IReadOnlyList<NewMessage>> AuthorizeAsync(
        Caller caller, TopicName topic, IReadOnlyList<NewMessage> messages, CancellationToken cancellationToken)
    {
        CheckSizes(topic, messages);
        return await _authorization.AuthorizeAsync(caller, topic, messages, isRepeated: false, cancellationToken);
    }

    /// <summary>
    /// Counts lines of an upload that are not published in the caller's rate limit, and waits until the limit allows them.
    /// </summary>
    internal async ValueTask CountAsync(Caller caller, TopicName topic, int count, CancellationToken cancellationToken) =>
        await AtRateAsync(
            async () =>
            {
                await _authorization.CountAsync(caller, topic, count, cancellationToken);
                return true;
            },
            cancellationToken);

    /// <summary>Returns the number of messages that the rate limit of a caller allows in each second.</summary>
    internal int PerSecond(Caller caller, TopicName topic) => _authorization.PerSecond(caller, topic);

    /// <summary>Throws if one of the messages is larger than the limit in the topic's policy.</summary>
    /// <exception cref="RefusalException">A message is too large.</exception>
    internal void CheckSizes(TopicName topic, IReadOnlyList<NewMessage> messages)
    {
        var limit = _policies.For(topic).MaxMessageBytes;
        foreach (var message in messages)
            CheckSize(message.Data.Length, limit);
    }

    /// <summary>Returns the maximum size of the data of one message of the topic, in bytes.</summary>
    public int MaxMessageBytes(TopicName topic) => _policies.For(topic).MaxMessageBytes;

    /// <summary>Throws if the data of one message is larger than the limit of its topic.</summary>
    /// <exception cref="RefusalException">The data of the message is larger than the limit.</exception>
    public static void CheckSize(long bytes, int limit)
    {
        if (bytes > limit)
            throw RefusalException.TooLarge(
                SizeLimit, $"The message is larger than the {limit} bytes this topic allows; send smaller messages, or raise " +
                "MaxMessageBytes in the topic's policy.");
    }

    private async ValueTask<T> AtRateAsync<T>(Func<ValueTask<T>> run, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await run();
            }
            catch (RefusalException e) when (e is { Limit: PublishRateLimiter.MessagesKey, RetryAfter: not null })
            {
                if (!await _authorization.TryWaitAsync(e.RetryAfter.Value, cancellationToken))
                    throw;
            }
        }
    }
}
