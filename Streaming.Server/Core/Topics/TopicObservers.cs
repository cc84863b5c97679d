using System.Collections.Immutable;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Notifies all observers when any topic has new messages. If one observer throws an exception, the exception is logged and the other
/// observers are still notified.
/// </summary>
internal sealed class TopicObservers(LastResortHandler lastResort)
{
    private ImmutableArray<ITopicObserver> _observers = [];

    public void Add(ITopicObserver observer) =>
        ImmutableInterlocked.Update(ref _observers, static (all, added) => all.Add(added), observer);

    public void Notify(TopicName topic, bool isOwn)
    {
        foreach (var observer in _observers)
            lastResort.Run("notifying an observer of topics", static step => step.observer.OnMessagesAdded(step.topic, step.isOwn),
                (observer, topic, isOwn));
    }
}
