using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>How acknowledged appends reach a topic's readers.</summary>
internal static class TopicAppends
{
    /// <summary>Shows the new messages of an append that the log took.</summary>
    public static void ApplyAppended(this Topic topic, AppendRequest append, in AppendResult result)
    {
        if (result.Appended == 0)
            return;
        // Nobody reads: whoever comes later finds them in the log.
        if (topic.Subscribers == 0)
            topic.MoveTo(result.Last);
        else
            topic.Apply(ToMessages(append, result));
    }

    /// <summary>Appends to a topic that is kept in memory: the same order in the log and before the readers.</summary>
    public static AppendResult AppendInMemory(this Topic topic, IMemoryTopicLog log, AppendRequest append)
    {
        AppendResult result;
        lock (topic.AppendGate)
        {
            result = log.Append(append, out var messages);
            topic.Apply(messages);
        }

        topic.Wake(canDeliverInline: true);
        return result;
    }

    /// <summary>The messages of an append that are new, with the offsets that the log gave.</summary>
    public static Message[] ToMessages(AppendRequest append, in AppendResult result)
    {
        var messages = new Message[result.Appended];
        var skipped = append.Messages.Count - result.Appended;
        for (var i = 0; i < messages.Length; i++)
            messages[i] = new Message(append.Topic, new Position(result.Epoch, result.Last - result.Appended + 1 + i), append.Time, append.Messages[skipped + i]);
        return messages;
    }
}
