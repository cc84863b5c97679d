using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Sends the messages about joins and leaves of room members to the subscribers on this node, after the commit of these messages.
/// </summary>
internal sealed class CommittedPresence(TopicRegistry topics, TopicObservers observers, LastResortHandler lastResort)
{
    public void MakeVisible(MemberBatchResult result)
    {
        foreach (var (append, appended) in result.Appended)
            MakeVisible(append.Topic, () => topics.PublishCommitted(append, appended));
        foreach (var topic in result.Moved)
            MakeVisible(topic, () => topics.CatchUp(topic));
    }

    private void MakeVisible(TopicName topic, Action makeVisible)
    {
        lastResort.Run("publishing joins and leaves", static run => run(), makeVisible);
        observers.Notify(topic, isOwn: true);
    }
}
