using Streaming.Server.Fanout.Subscribers;

namespace Streaming.Server.Fanout.Writers;

/// <summary>Writes whole frames (encoded messages) to the connection of a client, one write at a time.</summary>
internal abstract class ConnectionWriter
{
    /// <summary>
    /// Starts to write bytes to the connection. Returns true if the connection accepts all bytes immediately. Otherwise the write continues
    /// after the call, and the bytes must not be changed until the write ends. The end is reported to <paramref name="owner"/>.
    /// </summary>
    public abstract bool TryWrite(ReadOnlyMemory<byte> bytes, IWriteOwner owner);

    /// <summary>
    /// Ends the given owner when the connection is closed; null for no owner. Returns false if the writer does not notice the end of its
    /// connection.
    /// </summary>
    public virtual bool TryEndWhenClosed(IWriteOwner? owner) => false;

    /// <summary>Aborts the connection, without waiting for writes in progress.</summary>
    public abstract void Abort();

    /// <summary>
    /// Reads the fields of this object that the next write needs, so that the processor loads them into its cache in advance (see
    /// <see cref="SubscriberList"/>). The result has no meaning.
    /// </summary>
    public virtual long Prefetch() => 0;

    /// <summary>
    /// Returns whether a subscriber may read and write messages now. False if subscribers of other topics share the connection and one of
    /// them has the turn. The subscriber then receives an event when it has the turn.
    /// </summary>
    public virtual bool TryTakeTurn(Subscriber subscriber) => true;

    /// <summary>
    /// Returns whether a subscriber whose topic was silent for the heartbeat interval may write a heartbeat now. False if the connection
    /// carried messages of other topics.
    /// </summary>
    public virtual bool TryTakeHeartbeatTurn(Subscriber subscriber, long now) => true;

    /// <summary>Ends the turn of a subscriber that has nothing left to write.</summary>
    public virtual void EndTurn(Subscriber subscriber)
    {
    }

    /// <summary>Removes a subscriber that has ended, so that it no longer waits for a turn.</summary>
    public virtual void Leave(Subscriber subscriber)
    {
    }
}
