using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Core.Topics.Properties;

namespace Streaming.Server.Publishing;

/// <content>Creates, closes and deletes topics, and appends with conditions.</content>
public sealed partial class Publisher
{
    private static readonly AppendConditions s_close = new() { MustExist = true, Closes = true };

    /// <summary>
    /// Appends messages of a caller to a topic if the conditions of the request are met. The result's <see cref="AppendResult.Verdict"/>
    /// states the outcome; if a condition is not met, no exception is thrown.
    /// </summary>
    /// <exception cref="RefusalException">The caller has no permission, a message is too large, or the store failed.</exception>
    internal async ValueTask<AppendResult> AppendAsync(
        Caller caller, TopicName topic, IReadOnlyList<NewMessage> messages, AppendConditions conditions,
            CancellationToken cancellationToken)
    {
        var authorized = await _authorization.AuthorizeAsync(caller, topic, messages, cancellationToken);
        CheckSizes(topic, authorized);
        return await _topics.AppendAsync(
            topic, authorized, conditions with { MaxProducers = _options.MaxProducers }, creation: null, cancellationToken);
    }

    /// <summary>
    /// Creates a topic with its first messages for a caller. The result's <see cref="AppendResult.Verdict"/> states the outcome; if the
    /// topic exists with other properties, no exception is thrown.
    /// </summary>
    /// <exception cref="RefusalException">The caller has no permission, a message is too large, or the store failed.</exception>
    internal async ValueTask<AppendResult> CreateAsync(
        Caller caller, TopicName topic, TopicCreation creation, IReadOnlyList<NewMessage> messages, CancellationToken cancellationToken)
    {
        var authorized = await _authorization.AuthorizeAsync(caller, topic, messages, cancellationToken);
        CheckSizes(topic, authorized);
        // Readers of a fork receive the messages of its source, so the caller must be allowed to read the source.
        if (creation.Fork is { } fork)
            await _authorization.AuthorizeReadAsync(caller, fork.Source, cancellationToken);
        return await _topics.AppendAsync(
            topic, authorized, conditions: null, creation with { MaxForkDepth = _options.MaxForkDepth }, cancellationToken);
    }

    /// <summary>
    /// Closes a topic for a caller, so that no message can be appended any more. Does nothing if the topic is closed already.
    /// </summary>
    /// <exception cref="RefusalException">The caller has no permission, the topic does not exist, or the store failed.</exception>
    internal async ValueTask<AppendResult> CloseAsync(Caller caller, TopicName topic, CancellationToken cancellationToken)
    {
        var result = await AppendAsync(caller, topic, [], s_close, cancellationToken);
        return result.Verdict is { IsRefusal: true } verdict ? throw verdict.ToRefusal(topic) : result;
    }

    /// <summary>Deletes a topic for a caller that is an administrator of the topic.</summary>
    /// <exception cref="RefusalException">The caller has no permission, or the store failed.</exception>
    internal async ValueTask<DeleteOutcome> DeleteAsync(Caller caller, TopicName topic, CancellationToken cancellationToken)
    {
        await _authorization.AuthorizeAdministrationAsync(caller, topic, cancellationToken);
        return await _topics.DeleteAsync(topic, cancellationToken);
    }
}
