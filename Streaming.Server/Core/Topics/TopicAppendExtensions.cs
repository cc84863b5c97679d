using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;

namespace Streaming.Server.Core.Topics;

/// <summary>Extends topics with methods that append messages and make them visible to the topic's subscribers.</summary>
internal static class TopicAppendExtensions
{
    /// <summary>Makes the messages that an append has added to the log visible to the topic's subscribers.</summary>
    public static void ApplyAppended(this Topic topic, AppendRequest append, in AppendResult result)
    {
        if (result.Verdict is not { Outcome: AppendOutcome.Created })
            topic.EndIfExpired(result);
        if (result.Verdict is { } verdict)
            topic.ApplyVerdict(append, result, verdict);
        else
            topic.ApplyMessages(append, result);
    }

    // An append to a topic that has expired deletes it from the log, and begins a new topic of its name. The new topic may have the epoch
    // (the id of one lifetime of the log) that readers had before the old topic was created, so that the epoch is not a new one here.
    private static void EndIfExpired(this Topic topic, in AppendResult result)
    {
        if (topic.Life.Properties is not { Expires: not null, IsDeleted: false }
            || (topic.Epochs.IsCurrent(result.Epoch) && result.Verdict is not { Outcome: AppendOutcome.Deleted }))
            return;
        topic.Epochs.MarkOutdated(isDeleted: true);
        topic.CatchUp();
    }

    // The topic's properties are changed only after its messages were added. So when the topic becomes closed, subscribers can already read
    // all its messages.
    private static void ApplyVerdict(this Topic topic, AppendRequest append, in AppendResult result, AppendVerdict verdict)
    {
        if (verdict.Outcome is not (AppendOutcome.Created or AppendOutcome.Appended))
            return;
        if (verdict is { Outcome: AppendOutcome.Created, Properties: { } created })
            topic.Life.Begin(result.Epoch, created, result.Last - result.Appended, append.Time);
        topic.ApplyMessages(append, result);
        if (topic.Epochs.IsCurrent(result.Epoch))
            topic.Life.Follow(verdict.Properties, result.Last);
    }

    private static void ApplyMessages(this Topic topic, AppendRequest append, in AppendResult result)
    {
        if (result.Appended == 0)
            return;
        // The log has changed the epoch of the topic (the id of one lifetime of its log). The topic in memory adopts the new epoch, and the
        // messages are read from the log.
        if (!string.Equals(result.Epoch, topic.Epochs.Current, StringComparison.Ordinal)
            && !topic.Epochs.IsCurrent(result.Epoch, isMissing: result.Last > topic.Known))
        {
            topic.CatchUp();
            return;
        }

        // Without subscribers the messages are not loaded into memory: later subscribers read them from the log.
        if (topic.Subscribers == 0)
            topic.SkipTo(result.Last);
        else
            topic.Apply(ToMessages(append, result));
    }

    /// <summary>
    /// Appends messages to a topic whose policy selects memory. The log and all subscribers of the topic receive the messages in the same
    /// order.
    /// </summary>
    public static AppendResult AppendInMemory(this Topic topic, IMemoryTopicLog log, AppendRequest append)
    {
        AppendResult result;
        lock (topic.AppendLock)
        {
            result = log.Append(append, out var messages);
            if (result.Verdict is null && topic.Epochs.IsCurrent(result.Epoch))
                topic.Apply(messages);
            else
                topic.ApplyAppended(append, result);
        }

        topic.NotifyListeners(canDeliverInline: true);
        return result;
    }

    /// <summary>Creates the message objects, with their offsets, for the messages that an append has added to the log.</summary>
    public static Message[] ToMessages(AppendRequest append, in AppendResult result)
    {
        var messages = new Message[result.Appended];
        var skipped = append.Messages.Count - result.Appended;
        for (var i = 0; i < messages.Length; i++)
            messages[i] = new Message(
                append.Topic, new Position(result.Epoch, result.Last - result.Appended + 1 + i), result.Time, append.Messages[skipped + i])
            {
                TraceParent = append.Trace,
            };
        return messages;
    }
}
