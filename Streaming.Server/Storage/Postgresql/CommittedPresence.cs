using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>Makes the messages about members visible to the subscribers of this node after their commit.</summary>
internal sealed class CommittedPresence(TopicRegistry topics, TopicObservers observers, LastResortHandler lastResort)
{
    public void Show(MemberBatchResult result)
    {
        foreach (var (append, appended) in result.Appended)
            Show(append.Topic, () => topics.PublishCommitted(append, appended));
        foreach (var (topic, newest) in result.Moved)
            Show(topic, () => topics.CatchUp(topic, newest));
    }

    private void Show(TopicName topic, Action show)
    {
        lastResort.Run("publishing joins and leaves", static run => run(), show);
        observers.Notify(topic, isOwn: true);
    }
}
